import multiprocessing
import sys
import threading
from types import SimpleNamespace

import pytest
import zeus.device.cpu as zeus_cpu
from fakes import FakeCPUs
from zeus.device.cpu import rapl

from tools.bench.meters import best_meter
from tools.bench.meters.rapl import RAPL_FOLDERS

# Before any test points Zeus elsewhere.
WHERE_ZEUS_LOOKS = (rapl.RAPL_DIR, rapl.CONTAINER_RAPL_DIR)
PACKAGE, MEMORY = "intel-rapl:0", "intel-rapl:0/intel-rapl:0:0"


@pytest.fixture
def metering(power, root, clock):
    return lambda: best_meter(power, root=root, clock=clock)


def test_cpu_packages_and_their_memory_add_up(cpus, metering, clock):
    meter = metering()
    assert meter.about.name == "Zeus RAPL"
    assert meter.about.components == ("cpu", "memory")
    meter.begin()
    cpus.cpus[0].cpu_j += 20
    cpus.cpus[1].cpu_j += 7
    cpus.cpus[0].dram_j += 2
    cpus.cpus[1].dram_j += 1
    clock.go_on(0.02)
    reading = meter.end()
    # +-10 % of 30 J, and 5 % for one step of a millisecond in 20
    assert (reading.energy.low, reading.energy.high) == pytest.approx((25.5, 34.5))
    assert reading.energy.mid == 30
    assert reading.energy.provenance == "measured"
    assert reading.parts["memory"].mid == 3


def test_memory_that_is_not_counted_is_left_out_and_said(monkeypatch, tree, metering, clock):
    fake = FakeCPUs(has_dram=False)
    monkeypatch.setattr(zeus_cpu, "_cpus", fake)
    meter = metering()
    meter.begin()
    fake.cpus[0].cpu_j += 5
    clock.go_on(1)
    assert meter.end().parts.keys() == {"cpu"}
    assert meter.about.better == "This CPU does not count the energy of memory."


def test_memory_whose_counter_was_never_moved_is_left_out(tree, metering):
    tree.add(PACKAGE, "package-0")
    tree.add(MEMORY, "dram", energy_j=0)
    assert metering().about.components == ("cpu",)


def test_a_tree_is_read_and_the_platform_is_not_counted_twice(tree, metering, clock):
    tree.add(PACKAGE, "package-0", energy_j=100)
    tree.add(MEMORY, "dram", energy_j=10)
    tree.add("intel-rapl:1", "psys", energy_j=500)
    meter = metering()
    assert meter.about.name == "Zeus RAPL"
    meter.begin()
    for zone, energy_j in ((PACKAGE, 108), (MEMORY, 12), ("intel-rapl:1", 540)):
        tree.set(zone, energy_j)
    clock.go_on(0.1)
    reading = meter.end()
    assert reading.parts["cpu"].mid == pytest.approx(8)
    assert reading.parts["memory"].mid == pytest.approx(2)
    assert reading.energy.provenance == "measured"


def test_no_process_is_started_to_read_a_tree(tree, metering):
    tree.add(PACKAGE, "package-0")
    meter = metering()
    meter.begin()
    meter.end()
    assert meter.about.name == "Zeus RAPL"
    assert multiprocessing.active_children() == []


def test_a_counter_that_starts_anew_gains_what_zeus_says_with_its_tracker(
    monkeypatch, tree, metering, clock
):
    path = tree.add(PACKAGE, "package-0", energy_j=65_525, range_j=65_532)
    meter = metering()
    # Zeus's tracker polls in a process of its own; here it polls once before and once after.
    wraps = SimpleNamespace(value=0, get_lock=threading.Lock)
    zone = rapl.RAPLFile(str(path))
    zone._wraparound_tracker = SimpleNamespace(get_num_wraparounds=lambda: wraps.value)
    polls = []

    def sleep(_: float) -> None:
        polls.append(wraps.value)
        tree.set(PACKAGE, 8)
        if len(polls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(rapl, "time", SimpleNamespace(sleep=sleep))
    meter.begin()
    before_mj = zone.read()
    rapl._polling_process(zone.energy_uj_path, zone.max_energy_range_uj, wraps)
    after_mj = zone.read()
    clock.go_on(1)
    energy_j = meter.end().parts["cpu"].mid
    assert polls == [0, 1]
    # 7 J to the range, and 8
    assert energy_j == pytest.approx(15) == pytest.approx((after_mj - before_mj) / 1e3)


def test_a_counter_that_only_root_may_read_is_refused_and_the_way_is_said(tree, metering, forbid):
    zone = tree.add(PACKAGE, "package-0")
    with forbid(zone / "energy_uj"):
        about = metering().about
    assert about.name == "modelled"
    assert about.better.startswith(
        "RAPL is there but may not be read: readable RAPL needs root, or Zeus's daemon zeusd"
    )


def test_a_counter_that_is_forbidden_in_the_middle_makes_a_modelled_window(
    tree, metering, clock, burn, forbid
):
    zone = tree.add(PACKAGE, "package-0")
    meter = metering()
    meter.begin()
    burn(0.02)
    clock.go_on(0.02)
    with forbid(zone / "energy_uj"):
        reading = meter.end()
    assert reading.energy.provenance == "modelled"
    assert reading.energy.mid >= 0.1


@pytest.mark.parametrize("content", ["", "not a number"])
def test_a_counter_that_reads_as_nothing_makes_a_modelled_window(tree, metering, clock, content):
    zone = tree.add(PACKAGE, "package-0")
    meter = metering()
    meter.begin()
    (zone / "energy_uj").write_text(content)
    clock.go_on(1)
    assert meter.end().energy.provenance == "modelled"


@pytest.mark.parametrize(
    ("name", "energy_j"),
    [("psys", 500), ("package-0", 0)],
    ids=["only a platform", "a package that never counts"],
)
def test_a_tree_that_counts_no_package_is_no_counter(tree, metering, name, energy_j):
    tree.add(PACKAGE, name, energy_j=energy_j)
    assert metering().about.better == "RAPL is shown but counts no CPU package."


INTEL = "vendor_id : GenuineIntel\nflags : fpu sse2"


@pytest.mark.skipif(sys.platform != "linux", reason="RAPL is Linux's")
@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"proc/cpuinfo": f"{INTEL} hypervisor"}, "virtual machine shows no RAPL: bare metal"),
        ({"proc/cpuinfo": "CPU implementer : 0x41"}, "This CPU has no RAPL"),
        ({"proc/cpuinfo": INTEL}, "The kernel shows no RAPL: try `modprobe"),
        ({"proc/cpuinfo": INTEL, ".dockerenv": ""}, "This container is not shown RAPL: mount"),
        ({}, "This CPU has no RAPL"),
    ],
)
def test_where_there_is_no_tree_the_reason_is_said(root, metering, files, says):
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    about = metering().about
    assert about.name == "modelled"
    assert says in about.better


def test_zeus_looks_where_we_look_first():
    assert tuple(f"/{folder}" for folder in RAPL_FOLDERS) == WHERE_ZEUS_LOOKS
