"""What one process used: CPU time and peak memory, read where the kernel keeps them."""

import resource
import sys
from pathlib import Path
from time import process_time

_STATUS = Path("/proc/self/status")
_CLEAR_REFS = Path("/proc/self/clear_refs")


def cpu_s() -> float:
    """Return the CPU seconds of this process so far, user and system, all threads."""
    return process_time()


def reset_peak_memory() -> None:
    """Start a new peak of the resident set, where the kernel can (Linux: proc(5), clear_refs)."""
    if _CLEAR_REFS.exists():
        _CLEAR_REFS.write_text("5")


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
        resource.setrlimit(resource.RLIMIT_DATA, (limit_bytes, limit_bytes))


def _status_bytes(name: str) -> int:
    for line in _STATUS.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"/proc/self/status has no line {name}")
