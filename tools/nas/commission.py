"""Has a network designed in a process of its own, which ends with whoever waits for it."""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from typing import IO

from tools.nas.order import Order, Progress, Said


async def commission(
    order: Order,
    environment: Mapping[str, str],
    hear: Callable[[Progress], None],
    *,
    most_s: float,
) -> Said:
    """Return what came of an order: a design, or why there is none.

    The process and all that it started are gone however this is left.

    Args:
        order: what is wanted.
        environment: of a worker, without network and secrets.
        hear: told after each network that was trained.
        most_s: when it is given up.

    """
    with tempfile.TemporaryFile() as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # a folder `tools` where the user stands must not be taken for this one
            "-m",
            "tools.nas.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            env=dict(environment),
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(most_s):
                return await _heard(process, order, hear) or Said(refusal=_last_line(log))
        except TimeoutError:
            return Said(refusal=f"It was not done after {most_s:.0f} s, and was ended.")
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def _heard(
    process: asyncio.subprocess.Process, order: Order, hear: Callable[[Progress], None]
) -> Said | None:
    """Return the last word of the process, None where it ended without."""
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(ConnectionError):
        process.stdin.write(order.model_dump_json().encode() + b"\n")
        await process.stdin.drain()
    async for line in process.stdout:
        said = Said.model_validate_json(line)
        if said.progress is None:
            return said
        hear(said.progress)
    return None


def _last_line(log: IO[bytes]) -> str:
    log.seek(0)
    lines = log.read().decode(errors="replace").strip().splitlines() or ["no reason was said"]
    return f"The process that designs ended without a network: {lines[-1]}"
