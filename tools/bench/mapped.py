"""Pages of mapped files, which count as memory of a process once it has read them.

Linux leaves them out of a fork's page tables, since touching them brings them back. The peak memory
of a forked worker would be 10 to 20 % below that of a fresh one, so it touches those of libraries.
Weights are mapped from their file too: what a tactic has read and replaced is let go, or it would
count beside what it became.
"""

import ctypes
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_PAGE_BYTES = os.sysconf("SC_PAGESIZE")
_ENTRY_BYTES = 8
_PRESENT_BIT = np.uint64(63)
_SMAPS = Path("/proc/self/smaps")
# Of linux/mman.h.
_MADV_DONTNEED = 4


@dataclass(frozen=True)
class Pages:
    """Pages that follow each other: address of the first, and address after the last."""

    start: int
    end: int


def touched() -> list[Pages]:
    """Return the pages of mapped files that are in this process's memory now.

    From /proc/self/pagemap: 8 bytes for each page, the highest bit says whether it is present
    (Linux, Documentation/admin-guide/mm/pagemap.rst).

    Raises:
        OSError: this system does not tell.

    """
    found: list[Pages] = []
    with Path("/proc/self/pagemap").open("rb") as entries:
        for line in Path("/proc/self/maps").read_text().splitlines():
            span, rights, _, _, inode, *_ = line.split()
            if inode != "0" and rights.startswith("r"):
                start, end = (int(address, 16) for address in span.split("-"))
                entries.seek(start // _PAGE_BYTES * _ENTRY_BYTES)
                raw = entries.read((end - start) // _PAGE_BYTES * _ENTRY_BYTES)
                present = (np.frombuffer(raw, dtype=np.uint64) >> _PRESENT_BIT).astype(np.int8)
                edges = np.flatnonzero(np.diff(present, prepend=0, append=0)).reshape(-1, 2)
                found += [
                    Pages(start + int(first) * _PAGE_BYTES, start + int(after) * _PAGE_BYTES)
                    for first, after in edges
                ]
    return found


def touch(pages: Sequence[Pages]) -> None:
    """Bring pages into this process's memory by reading a byte of each."""
    for run in pages:
        for address in range(run.start, run.end, _PAGE_BYTES):
            ctypes.string_at(address, 1)


def forget_files(folder: Path) -> None:
    """Let go of what was read of files that are mapped from a folder (madvise(2), MADV_DONTNEED).

    It is read again when it is needed. A map that this process wrote to, so that it holds pages of
    its own, is left alone. Linux only.
    """
    if not _SMAPS.exists():
        return
    # A map's first line begins with its addresses and ends with its file; then come its counts.
    for one in re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", _SMAPS.read_text(), flags=re.MULTILINE):
        first = one.partition("\n")[0]
        is_unchanged = re.search(r"^Anonymous: +0 kB$", one, re.MULTILINE)
        if is_unchanged and f" {folder.resolve()}/" in first:
            start, end = (int(address, 16) for address in first.split()[0].split("-"))
            length = ctypes.c_size_t(end - start)
            ctypes.CDLL(None).madvise(ctypes.c_void_p(start), length, _MADV_DONTNEED)
