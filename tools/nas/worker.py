"""The process that designs a network: `python -m tools.nas.worker`, an order in, JSON lines out.

It ends when its input closes, so a killed parent leaves none behind.
"""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, thread_time

from tools.errors import RequestError
from tools.nas.order import Order, Progress, Said


def main() -> None:
    """Read an order, design, say what came of it."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(said: Said) -> None:
        replies.write(said.model_dump_json(exclude_none=True) + "\n")
        replies.flush()

    order = Order.model_validate_json(sys.stdin.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    say(_designed(order, lambda progress: say(Said(progress=progress))))


def _designed(order: Order, hear: Callable[[Progress], None]) -> Said:
    import torch

    from tools.nas.designing import Workbench, design
    from tools.nas.pictures import read

    torch.set_num_threads(1)
    pictures = read(Path(order.dataset_path), seed=order.seed)
    bench = Workbench(pictures, clock=monotonic, cpu_clock=thread_time, hear=hear)
    try:
        return Said(design=design(order, bench))
    except RequestError as error:
        return Said(refusal=str(error))


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
