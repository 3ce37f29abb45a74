import os
import subprocess
import sys
import time

import pytest
from scripts import numbers_said_by

from tools.bench import process

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def test_cpu_time_counts_the_children_that_were_waited_for():
    before = process.cpu_s()
    (spent,) = numbers_said_by("import time\nwhile time.process_time() < 0.3: pass\nprint(0.3)")
    assert process.cpu_s() - before >= spent


@LINUX
def test_cpu_time_of_what_was_started_counts_the_living_the_ended_and_their_children():
    """A program burns 0.3 s, starts one that burns 0.2 s, and waits; both live when it is read."""
    burn = "import time\nwhile time.process_time() < {}: pass\nprint(flush=True)\n"
    child = f"{burn.format(0.2)}import sys; sys.stdin.read()"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    script = burn.format(0.3) + start
    before = process.started_cpu_s()
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as started:
        assert started.stdout.readline() == b"\n"
        assert started.stdout.readline() == b"\n"
        living_s = process.started_cpu_s() - before
        assert slow_look() == quick_look()
        started.stdin.close()
    ended_s = process.started_cpu_s() - before
    # The living are counted in ticks of 0.01 s.
    assert 0.45 <= living_s <= ended_s + 0.04


def quick_look() -> set[int]:
    return set(process._descendants(os.getpid()))


def slow_look() -> set[int]:
    return set(process._descendants_slowly())


def test_the_age_of_a_process_counts_from_its_start_and_not_from_the_import():
    started = time.monotonic()
    (age,) = numbers_said_by(
        "import time; time.sleep(0.2)\nfrom tools.bench import process\nprint(process.age_s())"
    )
    assert 0.2 <= age <= time.monotonic() - started + 0.02


@LINUX
def test_a_forked_process_begins_with_no_age_and_no_cpu_time():
    age, cpu, its_parents = numbers_said_by("""
        import os, subprocess, time
        from tools.bench import process
        while time.process_time() < 0.5: pass
        subprocess.run(["true"], check=True)
        before = process.cpu_s()
        if os.fork() == 0:
            print(process.age_s(), process.cpu_s(), before)
            os._exit(0)
        os.wait()
    """)
    assert age < 0.5 <= its_parents
    assert cpu < 0.5


@LINUX
def test_a_new_peak_of_memory_forgets_the_old_one():
    first, second, third = numbers_said_by("""
        from tools.bench import process
        held = bytearray(200_000_000)
        first = process.peak_memory_bytes()
        del held
        process.reset_peak_memory()
        second = process.peak_memory_bytes()
        held = bytearray(100_000_000)
        print(first, second, process.peak_memory_bytes())
    """)
    assert first > 200e6
    assert second < first - 190e6
    assert second + 95e6 < third < first


@LINUX
def test_where_the_peak_cannot_be_reset_it_stays_and_nothing_breaks():
    (peak,) = numbers_said_by("""
        import ctypes, os
        from pathlib import Path
        from tools.bench import process
        held = bytearray(200_000_000)
        del held
        if os.getuid() == 0:
            os.setuid(65534)
        ctypes.CDLL(None).prctl(4, 0)  # PR_SET_DUMPABLE: /proc/self now belongs to root
        try:
            Path("/proc/self/clear_refs").write_text("5")
        except PermissionError:
            process.reset_peak_memory()
            print(process.peak_memory_bytes())
    """)
    assert peak > 200e6


@LINUX
def test_an_allocation_beyond_the_limit_fails_and_one_below_it_does_not():
    assert numbers_said_by("""
        from tools.bench import process
        process.limit_memory(300_000_000)
        held = bytearray(100_000_000)
        try:
            bytearray(300_000_000)
        except MemoryError:
            print(1)
    """) == [1]


@LINUX
def test_a_limit_that_the_system_set_already_is_not_raised():
    assert numbers_said_by("""
        import resource
        from tools.bench import process
        resource.setrlimit(resource.RLIMIT_DATA, (400_000_000, 400_000_000))
        process.limit_memory(10**12)
        print(resource.getrlimit(resource.RLIMIT_DATA)[0])
        process.limit_memory(None)
        process.trim_memory()
    """) == [400_000_000]
