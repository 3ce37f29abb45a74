"""What a fork leaves out of its memory, and brings back."""

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
