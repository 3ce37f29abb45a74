"""What is said of a worker that ended, from the end of its standard error."""

import pytest

from tools.bench.failing import failure
from tools.domain import Candidate

WHO = Candidate(model="m", revision="r", strategy="as_is")
# As torch says it, on the one line of a worker's last words.
ON_CUDA = (
    "OutOfMemoryError: CUDA out of memory. Tried to allocate 1.95 GiB. GPU 0 has a total capacity "
    "of 14.57 GiB of which 1.58 GiB is free. Process 2493055 has 12.02 GiB memory in use. "
    "Including non-PyTorch memory, this process has 966.00 MiB memory in use. Of the allocated "
    "memory 734.07 MiB is allocated by PyTorch, and 33.93 MiB is reserved by PyTorch but "
    "unallocated. If reserved but unallocated memory is large try setting "
    "PYTORCH_ALLOC_CONF=expandable_segments:True to avoid fragmentation.  See documentation for "
    "Memory Management"
)
ON_MPS = (
    "RuntimeError: MPS backend out of memory (MPS allocated: 17.36 GB, other allocations: 613.56 "
    "MB, max allowed: 18.13 GB). Tried to allocate 192.00 MB on private pool. Use "
    "PYTORCH_MPS_HIGH_WATERMARK_RATIO=0.0 to disable upper limit for memory allocations (may cause "
    "system failure)."
)
ON_CUBLAS = "RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(it)`"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (ON_CUDA, "than GPU 0 has: it asked for 1.95 GiB where 1.58 GiB of 14.57 GiB was free"),
        (ON_MPS, "than the GPU may use: it asked for 192.00 MB with 17.36 GB of 18.13 GB in use"),
        (ON_CUBLAS, f"than it may use: {ON_CUBLAS}"),
        ("MemoryError: ", "than it may use: MemoryError:"),
    ],
)
def test_memory_that_ran_out_is_said_with_the_amounts_and_without_advice(line, reason):
    found = failure(WHO, 1, f"Traceback (most recent call last):\n  ...\n{line}\n")
    assert (found.kind, found.reason) == ("out_of_memory", f"it needs more memory {reason}")


@pytest.mark.parametrize(
    ("returncode", "log", "kind", "reason"),
    [
        (1, "ValueError: its labels are a; the data's are b", "refused", "its labels are a; the"),
        (1, "KeyError: 'broken'\n\n", "crashed", "KeyError: 'broken'"),
        (-11, "", "crashed", "its process was ended by SIGSEGV"),
        (0, "", "crashed", "it said nothing"),
    ],
)
def test_other_ends_are_told_apart(returncode, log, kind, reason):
    found = failure(WHO, returncode, log)
    assert (found.kind, found.candidate) == (kind, WHO)
    assert found.reason.startswith(reason)


def test_a_reason_is_never_longer_than_a_few_lines():
    assert len(failure(WHO, 1, "x" * 4_000).reason) == 300
