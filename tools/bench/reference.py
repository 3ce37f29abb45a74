"""A fixed reference workload: how fast this machine is just now, by the clock and by CPU time.

Everything else on a shared machine moves the two; a candidate's window is framed by it, so that
windows which were not measured side by side can be set against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

import numpy as np

# Some 2 ms of single precision products: as long as a small encoder's request.
_SIDE, _PRODUCTS, _REPEATS = 256, 4, 5


@dataclass(frozen=True)
class Pace:
    """What the workload took: seconds by the clock and of CPU time, medians."""

    wall_s: float
    cpu_s: float


def pace() -> Pace:
    """Run the workload a few times, some 10 ms in all."""
    left = np.full((_SIDE, _SIDE), 1 / _SIDE, dtype=np.float32)
    out = np.empty_like(left)
    walls, cpus = [], []
    for _ in range(_REPEATS):
        wall_s, cpu_s = perf_counter(), process_time()
        for _ in range(_PRODUCTS):
            np.matmul(left, left, out=out)
        walls.append(perf_counter() - wall_s)
        cpus.append(process_time() - cpu_s)
    return Pace(median(walls), median(cpus))


def mean(paces: Sequence[Pace]) -> Pace:
    """Return the mean of several."""
    return Pace(
        sum(one.wall_s for one in paces) / len(paces), sum(one.cpu_s for one in paces) / len(paces)
    )
