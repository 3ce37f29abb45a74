"""Why a worker process ended, as evidence: from its return code and the end of what it said."""

import re
import signal
from typing import Literal

from tools.domain import Candidate, Failure

# What Python, the kernel, C++, torch, cuBLAS, onnxruntime, OpenBLAS and Rust say, in small letters.
_OUT_OF_MEMORY = (
    "memoryerror",
    "out of memory",
    "cannot allocate memory",
    "can't allocate memory",
    "bad_alloc",
    "alloc_failed",
    "failed to allocate",
    "memory allocation",
    "can't start new thread",
)
# What torch's allocators say on CUDA and ROCm, and on MPS; accounting and advice follow.
_NEEDS_ON_GPU = (
    (
        r"Tried to allocate (.+?)\. GPU (\d+) has a total capacity of (.+?) of which (.+?) is free",
        r"it needs more memory than GPU \2 has: it asked for \1 where \4 of \3 was free",
    ),
    (
        r"MPS allocated: (.+?), .*max allowed: (.+?)\)\. Tried to allocate ([\d.]+ \w+)",
        r"it needs more memory than the GPU may use: it asked for \3 with \1 of \2 in use",
    ),
)
_LONGEST_REASON = 300
_REFUSED = "ValueError: "


def failure(candidate: Candidate, returncode: int, log: str) -> Failure:
    """Return what happened; `log` is the end of the standard error of the process."""
    last = (log.strip().splitlines() or ["it said nothing"])[-1]
    kind: Literal["crashed", "refused", "out_of_memory"] = "crashed"
    reason = last
    if (line := _memory_line(log)) is not None:
        kind, reason = "out_of_memory", _need(line)
    elif last.startswith(_REFUSED):
        kind, reason = "refused", last.removeprefix(_REFUSED)
    elif returncode < 0:
        name = signal.Signals(-returncode).name
        reason = f"its process was ended by {name}" + (
            " (often the system, out of memory)" if name == "SIGKILL" else ""
        )
    return Failure(candidate=candidate, kind=kind, reason=reason[:_LONGEST_REASON])


def _memory_line(log: str) -> str | None:
    """Return the last line that says that memory ran out."""
    lines = (line.strip() for line in reversed(log.splitlines()))
    return next((s for s in lines if any(sign in s.lower() for sign in _OUT_OF_MEMORY)), None)


def _need(line: str) -> str:
    """Return the need that a line names; on a GPU its amounts alone."""
    for pattern, sentence in _NEEDS_ON_GPU:
        if (amounts := re.search(pattern, line)) is not None:
            return amounts.expand(sentence)
    return f"it needs more memory than it may use: {line}"
