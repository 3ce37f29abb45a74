"""Pages of files: what a fork leaves out of its memory and brings back, what is let go."""

import itertools
import sys

import pytest
from scripts import numbers_said_by

from tools.bench import mapped

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

HELD = """
import os, sys
from pathlib import Path
import scipy.special  # megabytes of code
from tools.bench import mapped

def file_kib():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("RssFile:")).split()[1])

pages = mapped.touched()
print(file_kib(), flush=True)
if os.fork() == 0:
    print(file_kib(), end=" ")
    mapped.touch(pages)
    print(file_kib(), flush=True)
    os._exit(0)
os.wait()
"""


def test_a_fork_that_touches_the_same_pages_holds_as_much_of_files_as_its_parent():
    parent, before, after = numbers_said_by(HELD)
    assert before < 0.7 * parent
    assert after == pytest.approx(parent, rel=0.05)


def test_pages_are_whole_and_do_not_overlap():
    pages = sorted(mapped.touched(), key=lambda run: run.start)
    assert pages
    assert all(run.start < run.end for run in pages)
    assert all(run.start % 4096 == run.end % 4096 == 0 for run in pages)
    assert all(one.end <= other.start for one, other in itertools.pairwise(pages))


@pytest.mark.parametrize(("written", "forgotten"), [(False, True), (True, False)])
def test_what_was_read_of_a_mapped_file_is_let_go_unless_it_was_changed(
    tmp_path, written, forgotten
):
    (tmp_path / "weights").write_bytes(bytes(range(256)) * 200_000)
    before, after, first, second = numbers_said_by(f"""
        import mmap
        from pathlib import Path
        from tools.bench import mapped, process
        with open({str(tmp_path / "weights")!r}, "rb") as file:
            held = mmap.mmap(file.fileno(), 0, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE)
        sum(held[::4096])
        if {written}:
            held[0] = 7
        before = process.resident_bytes()
        mapped.forget_files(Path({str(tmp_path)!r}))
        print(before, process.resident_bytes(), held[0], held[257])
    """)
    # The file has 51.2 MB.
    assert (before - after > 50e6) == forgotten
    assert (first, second) == (7 if written else 0, 1)
