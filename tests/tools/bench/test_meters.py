import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time

import pytest
import zeus.device.cpu as zeus_cpu
import zeus.device.gpu as zeus_gpu
from fakes import FakeCPUs, FakeGPUs, RaplTree
from zeus.device.cpu import rapl

from tools.bench import process
from tools.bench.meters import (
    ModelledMeter,
    best_meter,
    has_cpu_counter,
    has_gpu_counter,
    total,
    until_now,
)
from tools.bench.protocol import Power
from tools.domain import Interval

POWER = Power(w_per_core=(2, 5, 12), w_per_gib=(0, 0, 0), source="hand-made")
NOBODY = 65534


@pytest.fixture(autouse=True)
def _bare_machine(monkeypatch, tmp_path):
    """Whatever this machine has, Zeus finds nothing until a test gives it something."""
    monkeypatch.setattr(zeus_gpu, "_gpus", None)
    monkeypatch.setattr(zeus_gpu, "nvml_is_available", lambda: False)
    monkeypatch.setattr(zeus_gpu, "amdsmi_is_available", lambda: False)
    monkeypatch.setattr(zeus_cpu, "_cpus", None)
    monkeypatch.setattr(rapl, "RAPL_DIR", str(tmp_path / "none"))
    monkeypatch.setattr(rapl, "CONTAINER_RAPL_DIR", str(tmp_path / "none"))
    rapl.rapl_is_available.cache_clear()
    yield
    rapl.rapl_is_available.cache_clear()


@pytest.fixture
def gpus(monkeypatch):
    fake = FakeGPUs()
    monkeypatch.setattr(zeus_gpu, "_gpus", fake)
    return fake


@pytest.fixture
def cpus(monkeypatch):
    fake = FakeCPUs(packages=2)
    monkeypatch.setattr(zeus_cpu, "_cpus", fake)
    return fake


@pytest.fixture
def tree(monkeypatch, tmp_path):
    """A RAPL tree that Zeus takes for the machine's; its helper processes are ended."""
    made = RaplTree(tmp_path)
    monkeypatch.setattr(rapl, "RAPL_DIR", str(made.folder))
    yield made
    for cpu in getattr(zeus_cpu._cpus, "cpus", ()):
        for file in (cpu.rapl_file, cpu.dram):
            if file is not None and file._wraparound_tracker is not None:
                file._wraparound_tracker._stop()


def burn(cpu_s):
    started = process_time()
    while process_time() - started < cpu_s:
        pass


def test_the_model_is_cpu_seconds_times_watts():
    meter = ModelledMeter(POWER)
    before = process.cpu_s()
    meter.begin()
    began = process.cpu_s()
    burn(0.1)
    ended = process.cpu_s()
    reading = meter.end().energy
    after = process.cpu_s()
    assert 5 * (ended - began) <= reading.mid <= 5 * (after - before)
    assert reading.low == pytest.approx(reading.mid * 2 / 5)
    assert reading.high == pytest.approx(reading.mid * 12 / 5)
    assert reading.provenance == "modelled"
    assert meter.about.name == "modelled"


def test_the_model_counts_memory_by_the_second():
    meter = ModelledMeter(Power(w_per_core=(0, 0, 0), w_per_gib=(1, 2, 3), source="hand-made"))
    began = perf_counter()
    meter.begin()
    burn(0.05)
    reading = meter.end().energy
    wall_s, held_gib = perf_counter() - began, process.resident_bytes() / 2**30
    assert 0.05 * held_gib * 2 * 0.5 < reading.mid <= wall_s * held_gib * 2 * 1.1
    assert reading.high == pytest.approx(3 * reading.low)


def test_a_window_begins_anew():
    meter = ModelledMeter(POWER)
    meter.begin()
    burn(0.1)
    first = meter.end().energy
    meter.begin()
    assert meter.end().energy.mid < first.mid / 5


def test_what_came_before_any_meter_is_modelled_from_the_start_of_the_process():
    assert until_now(POWER).mid == pytest.approx(5 * process.cpu_s(), rel=0.01)


def test_without_a_counter_energy_is_modelled():
    assert not has_gpu_counter()
    assert not has_cpu_counter()
    assert best_meter(POWER, "cuda").about.name == "modelled"


def test_a_gpu_at_40_w_for_1_5_s_has_used_60_j(gpus):
    meter = best_meter(POWER, "cuda")
    assert meter.about.name == "Zeus GPU counter"
    meter.begin()
    gpus.run(power_w=40, wall_s=1.5)
    # +-5 % of 60 J
    assert meter.end().energy == Interval(low=57, mid=60, high=63, provenance="measured")


def test_a_gpu_is_not_metered_for_work_on_the_cpu(gpus):
    assert has_gpu_counter()
    assert best_meter(POWER, "cpu").about.name == "modelled"


def test_a_gpu_without_an_energy_counter_is_not_metered(monkeypatch):
    monkeypatch.setattr(zeus_gpu, "_gpus", FakeGPUs(counts=False))
    assert best_meter(POWER, "cuda").about.name == "modelled"


def test_cpu_packages_and_their_memory_add_up(cpus):
    meter = best_meter(POWER)
    assert meter.about.name == "Zeus RAPL"
    meter.begin()
    cpus.cpus[0].cpu_j += 20
    cpus.cpus[1].cpu_j += 7
    cpus.cpus[0].dram_j += 3
    # +-10 % of 30 J
    assert meter.end().energy == Interval(low=27, mid=30, high=33, provenance="measured")


def test_gpu_and_cpu_add_up_each_with_its_own_error(gpus, cpus):
    meter = best_meter(POWER, "cuda")
    assert meter.about.name == "Zeus GPU counter + Zeus RAPL"
    meter.begin()
    gpus.run(power_w=100, wall_s=1)
    cpus.cpus[0].cpu_j += 10
    cpus.cpus[1].cpu_j += 10
    # 100 +- 5 and 20 +- 2
    assert meter.end().energy == Interval(low=113, mid=120, high=127, provenance="measured")


@pytest.mark.parametrize("moving", [(), ("gpu",), ("cpu",), ("gpu", "one cpu")])
def test_where_a_counter_stands_still_energy_is_modelled_and_never_0_j(gpus, cpus, moving):
    meter = best_meter(POWER, "cuda")
    meter.begin()
    burn(0.02)
    if "gpu" in moving:
        gpus.run(power_w=100, wall_s=1)
    for cpu in cpus.cpus[: {"cpu": 2, "one cpu": 1}.get(moving[-1] if moving else "", 0)]:
        cpu.cpu_j += 10
    reading = meter.end().energy
    assert reading.provenance == "modelled"
    assert 0.1 <= reading.mid < 10


def test_a_counter_that_ran_backwards_is_no_measurement(gpus):
    meter = best_meter(POWER, "cuda")
    meter.begin()
    gpus.run(power_w=-40, wall_s=1)
    assert meter.end().energy.provenance == "modelled"


def test_memory_that_is_not_counted_is_left_out(monkeypatch):
    fake = FakeCPUs(has_dram=False)
    monkeypatch.setattr(zeus_cpu, "_cpus", fake)
    meter = best_meter(POWER)
    meter.begin()
    fake.cpus[0].cpu_j += 5
    assert meter.end().energy.mid == 5


def test_a_rapl_tree_is_read_through_zeus_and_the_platform_is_not_counted_twice(tree):
    tree.add("intel-rapl:0", "package-0")
    tree.add("intel-rapl:0/intel-rapl:0:0", "dram")
    tree.add("intel-rapl:1", "psys")
    meter = best_meter(POWER)
    assert meter.about.name == "Zeus RAPL"
    meter.begin()
    for zone, energy_j in (
        ("intel-rapl:0", 8),
        ("intel-rapl:0/intel-rapl:0:0", 2),
        ("intel-rapl:1", 40),
    ):
        tree.set(zone, energy_j)
    assert meter.end().energy == Interval(low=9, mid=10, high=11, provenance="measured")


def test_a_rapl_tree_without_a_package_is_no_counter(tree):
    tree.add("intel-rapl:0", "psys")
    assert not has_cpu_counter()


@contextmanager
def as_nobody():
    """Root may read everything, so it steps down for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_rapl_tree_that_only_root_may_read_is_no_counter(monkeypatch):
    with tempfile.TemporaryDirectory() as open_to_all:
        Path(open_to_all).chmod(0o755)
        made = RaplTree(Path(open_to_all))
        (made.add("intel-rapl:0", "package-0") / "energy_uj").chmod(0o400 if is_root() else 0)
        monkeypatch.setattr(rapl, "RAPL_DIR", str(made.folder))
        with as_nobody():
            assert not has_cpu_counter()
            assert best_meter(POWER).about.name == "modelled"


def is_root():
    return os.geteuid() == 0


@pytest.mark.parametrize(("second", "provenance"), [("measured", "measured"), ("modelled",) * 2])
def test_a_sum_is_measured_only_if_all_of_it_is(second, provenance):
    first = Interval(low=1, mid=2, high=3, provenance="measured")
    added = total([first, first.model_copy(update={"provenance": second})])
    assert added == Interval(low=2, mid=4, high=6, provenance=provenance)
