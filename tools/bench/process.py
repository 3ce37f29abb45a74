"""What one process used: CPU time and peak memory, read where the kernel keeps them."""

import contextlib
import ctypes
import os
import resource
import sys
import time
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
