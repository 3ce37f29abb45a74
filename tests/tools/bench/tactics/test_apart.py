"""Work in a fork leaves files behind, and nothing else."""

import sys
import time

import pytest

from tools.bench import process
from tools.bench.tactics.apart import apart

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the work is done in place"),
    # Python warns of a fork while threads run; the test runner has some.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


def test_what_the_work_writes_stays_and_what_it_loads_does_not(tmp_path):
    loaded = []

    def work():
        loaded.append(bytearray(10))
        (tmp_path / "product").write_text(str(len(loaded)))

    apart(work, tmp_path)
    assert (tmp_path / "product").read_text() == "1"
    assert loaded == []


def test_its_cpu_time_is_booked(tmp_path):
    def work():
        started = time.process_time()
        while time.process_time() - started < 0.2:
            pass

    before = process.cpu_s()
    apart(work, tmp_path)
    assert process.cpu_s() - before >= 0.2


def test_a_failure_says_why(tmp_path):
    def work():
        raise NotImplementedError("no such operator")

    with pytest.raises(RuntimeError, match="NotImplementedError: no such operator"):
        apart(work, tmp_path)


def test_a_child_that_is_ended_says_how(tmp_path):
    def work():
        import os

        os.kill(os.getpid(), 9)

    with pytest.raises(RuntimeError, match="it ended with status -9"):
        apart(work, tmp_path)
