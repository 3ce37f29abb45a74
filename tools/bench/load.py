"""Foreign load: what others on this machine computed while something was measured."""

import asyncio
import os
from time import perf_counter

import psutil

from tools.bench import process
from tools.domain import Value

_MOST_NAMED = 3
_LEAST_NAMED_CORES = 0.1


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


class Busy(Value):
    """Another program that computes, and how many cores it keeps busy."""

    pid: int
    name: str
    cores: float


async def busiest(watched_s: float = 2.0) -> list[Busy]:
    """Return who else computes on this machine, the busiest first; this process's own are left out.

    Programs of other users and containers may be hidden from us.
    """
    before, started = _cpu_s_by_process(), perf_counter()
    await asyncio.sleep(watched_s)
    wall_s = perf_counter() - started
    found = [
        Busy(pid=pid, name=name, cores=(cpu_s - before[pid, name]) / wall_s)
        for (pid, name), cpu_s in _cpu_s_by_process().items()
        if (pid, name) in before
    ]
    found.sort(key=lambda one: -one.cores)
    return [one for one in found[:_MOST_NAMED] if one.cores >= _LEAST_NAMED_CORES]


def _cpu_s_by_process() -> dict[tuple[int, str], float]:
    me = psutil.Process()
    own = {os.getpid(), *(child.pid for child in me.children(recursive=True))}
    found = {}
    for one in psutil.process_iter(["pid", "name", "cpu_times"]):
        times = one.info["cpu_times"]
        if times is not None and one.info["pid"] not in own:
            found[one.info["pid"], str(one.info["name"])] = float(times.user + times.system)
    return found
