import pytest
from fake_zeusd import FakeZeusd

from tools.bench.meters import best_meter

# Zeus's HTTP library (httpcore) drops its socket unclosed where a connection fails.
no_connection = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture
def zones(tree):
    """Zones that this process may see and not read, and a platform zone."""
    for number, name in enumerate(("package-0", "package-1")):
        (tree.add(f"intel-rapl:{number}", name) / "energy_uj").unlink()


@pytest.fixture
def socket(monkeypatch, root):
    path = root / "zeusd.sock"
    monkeypatch.setenv("ZEUSD_SOCK_PATH", str(path))
    return path


@pytest.fixture
def metering(zones, power, root, clock):
    return lambda: best_meter(power, root=root, clock=clock)


def test_the_daemon_reads_what_this_process_may_not(socket, metering, clock):
    with FakeZeusd(socket) as daemon:
        meter = metering()
        assert meter.about.name == "Zeus RAPL"
        meter.begin()
        daemon.cpu_j[0] += 8
        daemon.cpu_j[1] += 4
        daemon.dram_j[0] += 2
        clock.go_on(1)
        reading = meter.end()
    assert reading.parts["cpu"].mid == pytest.approx(12)
    assert reading.parts["memory"].mid == pytest.approx(2)
    assert reading.energy.provenance == "measured"
    # +-10 %, and 1 % for the time that a request takes
    assert reading.energy.high == pytest.approx(14 * 1.11)


def test_the_platform_is_not_counted_twice_there_either(socket, tree, metering):
    tree.add("intel-rapl:2", "psys")
    with FakeZeusd(socket) as daemon:
        daemon.cpu_j[2], daemon.dram_j[2] = 900.0, None
        meter = metering()
        meter.begin()
        daemon.cpu_j[0] += 8
        daemon.cpu_j[1] += 4
        daemon.dram_j[0] += 2
        daemon.cpu_j[2] += 40
        assert meter.end().parts["cpu"].mid == pytest.approx(12)


@no_connection
def test_a_daemon_that_ends_in_the_middle_makes_a_modelled_window(socket, metering, clock):
    with FakeZeusd(socket) as daemon:
        meter = metering()
        meter.begin()
        clock.go_on(1)
        daemon.stop()
        assert meter.end().energy.provenance == "modelled"


@no_connection
def test_a_daemon_that_is_named_and_not_there_is_said(socket, metering):
    about = metering().about
    assert about.name == "modelled"
    assert about.better.startswith(f"Cannot reach Zeusd at {socket}")
    assert "have zeusd serve cpu-read, or unset ZEUSD_SOCK_PATH" in about.better


def test_a_daemon_that_does_not_serve_cpus_is_said(socket, metering):
    with FakeZeusd(socket, groups=("gpu-read",)):
        about = metering().about
    assert about.name == "modelled"
    assert "API group 'cpu-read' is not enabled" in about.better
