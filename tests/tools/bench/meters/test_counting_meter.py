"""What a meter makes of counters that it is handed: steps, stalls, and counters that go away."""

from math import inf

import pytest

from tools.bench.meters import Counter, CounterError, CountingMeter, ModelledMeter
from tools.bench.meters.counter import Count
from tools.domain import Interval


class Source:
    """Two counters of a CPU package and one of memory, in joules."""

    def __init__(self, *, range_j: float = inf) -> None:
        self.one_j, self.other_j, self.memory_j = 80.0, 10.0, 5.0
        self.range_j = range_j
        self.error: Exception | None = None

    def counts(self) -> list[Count]:
        if self.error is not None:
            raise self.error
        return [
            Count("cpu", self.one_j, self.range_j),
            Count("memory", self.memory_j, self.range_j),
            Count("cpu", self.other_j, self.range_j),
        ]

    def counter(self, *, update_s: float = 0.1, relative_error: float = 0.05) -> Counter:
        return Counter(
            name="hand-made",
            about="three counters",
            components=("cpu", "memory"),
            relative_error=relative_error,
            update_s=update_s,
            counts=self.counts,
        )


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def metering(source, power, clock):
    def made(**more: float) -> CountingMeter:
        return CountingMeter([source.counter(**more)], ModelledMeter(power), clock=clock)

    return made


def run(source, clock, *, wall_s, one_j=12.0, other_j=8.0, memory_j=10.0):
    clock.go_on(wall_s)
    source.one_j += one_j
    source.other_j += other_j
    source.memory_j += memory_j


@pytest.mark.parametrize(
    ("wall_s", "low", "high"),
    [
        (10, 18.8, 21.2),  # 20 J, +-5 % of the counter and 1 % for one step in a hundred
        (1, 17, 23),  # and 10 % for one in ten
        (0.1, 0, 41),  # one step is the whole window: 105 %
        (0.001, 0, 41),  # and it is not more than that in a shorter one
    ],
)
def test_the_steps_of_a_counter_widen_the_interval(source, clock, metering, wall_s, low, high):
    meter = metering()
    meter.begin()
    run(source, clock, wall_s=wall_s)
    part = meter.end().parts["cpu"]
    assert (part.low, part.mid, part.high) == pytest.approx((low, 20, high))
    assert part.provenance == "measured"


def test_the_counters_of_a_component_and_the_components_add_up(source, clock, metering):
    meter = metering(update_s=0, relative_error=0.1)
    meter.begin()
    run(source, clock, wall_s=1)
    reading = meter.end()
    assert reading.energy == Interval(low=27, mid=30, high=33, provenance="measured")
    assert reading.parts["memory"] == Interval(low=9, mid=10, high=11, provenance="measured")


@pytest.mark.parametrize("moved_j", [0.0, -4.0])
def test_a_component_whose_counter_stood_still_or_ran_backwards_is_modelled_and_never_0_j(
    source, clock, metering, burn, moved_j
):
    meter = metering()
    meter.begin()
    burn(0.02)
    run(source, clock, wall_s=10, other_j=moved_j)
    reading = meter.end()
    assert reading.parts["cpu"].provenance == "modelled"
    # 0.02 s of 5 W at least
    assert 0.1 <= reading.parts["cpu"].mid < 10
    assert reading.parts["memory"].provenance == "measured"
    # A sum is not measured where a part of it is not.
    assert reading.energy.provenance == "modelled"


@pytest.mark.parametrize("error", [PermissionError("no"), CounterError("no"), KeyError("cpu")])
@pytest.mark.parametrize("when", ["begin", "end"])
def test_a_counter_that_goes_away_makes_a_modelled_window_and_no_crash(
    source, clock, metering, error, when
):
    meter = metering()
    source.error = error if when == "begin" else None
    meter.begin()
    source.error = error if when == "end" else None
    run(source, clock, wall_s=10)
    reading = meter.end()
    assert {part.provenance for part in reading.parts.values()} == {"modelled"}
    assert reading.energy.mid > 0
    source.error = None
    meter.begin()
    run(source, clock, wall_s=10)
    assert meter.end().energy.provenance == "measured"


def test_running_out_of_memory_is_no_fault_of_the_counter(source, metering):
    source.error = MemoryError()
    with pytest.raises(MemoryError):
        metering().begin()


def test_a_counter_that_started_anew_goes_on_from_its_range(power, clock):
    source = Source(range_j=100_000)
    source.one_j = 99_990.0
    meter = CountingMeter([source.counter()], ModelledMeter(power), clock=clock)
    meter.begin()
    run(source, clock, wall_s=1, one_j=5 - 99_990)
    # 10 J to the range and 5 more, and 8 J of the other package
    assert meter.end().parts["cpu"].mid == pytest.approx(23)


def test_a_reset_is_not_taken_for_a_start_anew(power, clock):
    source = Source(range_j=100_000)
    source.one_j = 60_000.0
    meter = CountingMeter([source.counter()], ModelledMeter(power), clock=clock)
    meter.begin()
    # 40,005 J in a second would be 40 kW.
    run(source, clock, wall_s=1, one_j=5 - 60_000)
    assert meter.end().parts["cpu"].provenance == "modelled"


def test_a_window_in_which_a_counter_may_have_started_anew_twice_is_modelled(power, clock):
    source = Source(range_j=60_000)
    meter = CountingMeter([source.counter()], ModelledMeter(power), clock=clock)
    for wall_s, provenance in ((59, "measured"), (61, "modelled")):
        meter.begin()
        # At 1 kW a package uses up its range in 60 s, its memory at 250 W in 240 s.
        run(source, clock, wall_s=wall_s)
        reading = meter.end()
        assert reading.parts["cpu"].provenance == provenance
        assert reading.parts["memory"].provenance == "measured"
