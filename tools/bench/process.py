"""What one process used: CPU time and peak memory, read where the kernel keeps them."""

import contextlib
import ctypes
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

_STATUS = Path("/proc/self/status")
_CLEAR_REFS = Path("/proc/self/clear_refs")


def cpu_s() -> float:
    """Return the CPU seconds of this process so far, with the children that it waited for.

    User and system, all threads.
    """
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def started_cpu_s() -> float:
    """Return the CPU seconds of all that this process started, and they, whether ended or not.

    Those that still run are counted in ticks (0.01 s on Linux).
    """
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    # A kernel without CONFIG_PROC_CHILDREN (proc(5)) does not have the quick way.
    has_lists = Path(f"/proc/self/task/{os.getpid()}/children").exists()
    found = _descendants(os.getpid()) if has_lists else _descendants_slowly()
    return ended.ru_utime + ended.ru_stime + sum(map(_lifetime_cpu_s, found))


def _lifetime_cpu_s(pid: int) -> float:
    with contextlib.suppress(psutil.Error):
        used = psutil.Process(pid).cpu_times()
        return float(used.user + used.system + used.children_user + used.children_system)
    return 0.0


def _descendants(pid: int) -> Iterator[int]:
    """Yield the processes below one, as Linux lists them at the threads that started them."""
    with contextlib.suppress(OSError):  # it ended meanwhile
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                yield child
                yield from _descendants(child)


def _descendants_slowly() -> Iterator[int]:
    """Yield the processes below this one, by a look at every process of the system."""
    yield from (one.pid for one in psutil.Process().children(recursive=True))


def age_s() -> float:
    """Return the seconds since this process was started, to 0.01 s on Linux and 1 s elsewhere."""
    if sys.platform == "linux":
        # The 22nd field (proc(5)); the second, a name in brackets, may hold spaces.
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        started_s = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started_s
    return time.time() - float(psutil.Process().create_time())


def reset_peak_memory() -> None:
    """Start a new peak of the resident set, where the kernel can (Linux: proc(5), clear_refs).

    Where it may not, the peak is that since the start of the process: never too low.
    """
    with contextlib.suppress(OSError):
        _CLEAR_REFS.write_text("5")


def trim_memory() -> None:
    """Give freed memory back to the system, where the C library can (malloc_trim(3))."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def peak_memory_bytes() -> int:
    """Return the peak resident set since the last reset.

    VmHWM and not `ru_maxrss`: the latter is inherited from the parent across fork and exec.
    """
    if _STATUS.exists():
        return _status_bytes("VmHWM")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def resident_bytes() -> int:
    """Return the resident set now (Linux), or its peak where only that is known."""
    return _status_bytes("VmRSS") if _STATUS.exists() else peak_memory_bytes()


def limit_memory(limit_bytes: int | None) -> None:
    """Make allocations fail beyond a limit, so that a greedy model ends alone."""
    if limit_bytes is not None and sys.platform == "linux":
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        if most != resource.RLIM_INFINITY:
            limit_bytes = min(limit_bytes, most)
        resource.setrlimit(resource.RLIMIT_DATA, (limit_bytes, limit_bytes))


def _status_bytes(name: str) -> int:
    for line in _STATUS.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"/proc/self/status has no line {name}")
