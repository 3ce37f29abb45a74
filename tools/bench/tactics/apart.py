"""Work in a fork of this process, so that what it loads is not memory of the candidate."""

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path


def apart(work: Callable[[], None], scratch: Path) -> None:
    """Do work that leaves files behind, in a child that knows all that this process knows.

    Its CPU time is this process's once it has ended. Threads do not survive a fork, so the child
    computes on one. On systems whose libraries bear no fork the work is done here.

    Raises:
        RuntimeError: the work failed; the child's last line says why.

    """
    if sys.platform != "linux":
        work()
        return
    why = scratch / "why"
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _work_and_end(work, why)
    _, status = os.waitpid(child, 0)
    if status != 0:
        ended = f"it ended with status {os.waitstatus_to_exitcode(status)}"
        raise RuntimeError(why.read_text(encoding="utf-8") if why.exists() else ended)


def _work_and_end(work: Callable[[], None], why: Path) -> None:
    """Do the work and end at once: nothing of the parent's may be cleaned up here."""
    try:
        import torch

        torch.set_num_threads(1)
        work()
    except BaseException as error:  # noqa: BLE001 - the parent raises it
        traceback.print_exc()
        why.write_text(f"{type(error).__name__}: {error}", encoding="utf-8")
        os._exit(1)
    os._exit(0)
