"""Foreign load: what others on this machine computed while something was measured."""

from time import perf_counter

import psutil

from tools.bench import process


class LoadWatch:
    """Tells, from its making on, how many cores other programs kept busy.

    The system's busy time less this process's own (threads and waited-for children). On a virtual
    machine the time that its neighbours took from it ("steal") counts as theirs. The system counts
    in ticks of 10 ms a core, so a tenth of a second tells little.
    """

    def __init__(self) -> None:
        self._busy_s, self._own_s, self._started = _busy_s(), process.cpu_s(), perf_counter()

    def foreign_cores(self) -> float:
        """Return CPU seconds a second that others used since the start, 0 at least."""
        wall_s = perf_counter() - self._started
        foreign_s = (_busy_s() - self._busy_s) - (process.cpu_s() - self._own_s)
        return max(foreign_s, 0.0) / wall_s if wall_s > 0 else 0.0


def _busy_s() -> float:
    """Return the CPU seconds that all cores together were not idle since the system started."""
    times = psutil.cpu_times()
    # Linux counts the time of guests in `user` and `nice` too, and waiting for a disk is idle.
    skipped = {"idle", "iowait", "guest", "guest_nice"}
    return float(sum(s for name, s in times._asdict().items() if name not in skipped))
