"""The self-test says whether energy can be trusted here."""

from tools.bench.protocol import Power
from tools.bench.selftest import SelfTest, run_apart
from tools.domain import Metering

WATTS = Power(w_per_core=(2, 5, 12), w_per_gib=(0.1, 0.4, 0.7), source="hand-made")
METER = Metering(name="RAPL", components=("cpu",), relative_error=0.1)


def read(idle_w=(10.0, 10.5), spin_j=(50.0, 51.0)):
    return SelfTest(meter=METER, idle_w=idle_w, spin_j=spin_j, spin_s=(1.0, 1.0), foreign_cores=0.0)


def test_equal_windows_pass():
    assert read().passed


def test_idle_windows_that_differ_by_more_than_a_tenth_fail():
    assert read(idle_w=(9.1, 10.0)).passed
    assert not read(idle_w=(8.9, 10.0)).passed


def test_equal_workloads_that_differ_by_more_than_a_twentieth_fail():
    assert read(spin_j=(48.0, 50.0)).passed
    assert not read(spin_j=(47.0, 50.0)).passed


def test_a_counter_that_stands_still_fails():
    assert not read(spin_j=(0.0, 0.0)).passed


def test_idle_power_that_is_next_to_nothing_is_not_compared():
    """A model's idle power is that of some memory, whose share changes from run to run."""
    assert read(idle_w=(0.02, 0.03)).passed


async def test_two_equal_workloads_read_alike_also_on_a_busy_machine(environment):
    found = await run_apart(WATTS, environment)
    # Loosely: the suite runs beside it. CPU seconds hardly move, as wall seconds do.
    assert found.spin_difference < 0.5
    assert found.spin_j[0] > 10 * found.idle_w[0]
