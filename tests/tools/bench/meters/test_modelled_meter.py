from time import perf_counter

import pytest

from tools.bench import process
from tools.bench.meters import ModelledMeter, total, until_now
from tools.bench.protocol import Power
from tools.domain import Interval


def test_the_model_is_cpu_seconds_times_watts(power, burn):
    meter = ModelledMeter(power)
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


def test_the_model_counts_memory_by_the_second(burn):
    meter = ModelledMeter(Power(w_per_core=(0, 0, 0), w_per_gib=(1, 2, 3), source="hand-made"))
    began = perf_counter()
    meter.begin()
    burn(0.05)
    reading = meter.end().energy
    wall_s, held_gib = perf_counter() - began, process.resident_bytes() / 2**30
    assert 0.05 * held_gib * 2 * 0.5 < reading.mid <= wall_s * held_gib * 2 * 1.1
    assert reading.high == pytest.approx(3 * reading.low)


def test_a_gpu_is_modelled_as_running_throughout(power, clock):
    meter = ModelledMeter(power, "cuda", clock=clock)
    meter.begin()
    clock.go_on(2)
    # 2 s of 10, 100 and 300 W
    assert meter.end().parts["gpu"] == Interval(low=20, mid=200, high=600, provenance="modelled")
    assert meter.about.components == ("gpu", "cpu", "memory")
    # 300 W are 200 % from 100 W; 12 W of a core are 140 % from 5 W.
    assert meter.about.relative_error == 2


def test_work_on_the_cpu_is_charged_with_no_gpu(power):
    meter = ModelledMeter(power)
    meter.begin()
    assert set(meter.end().parts) == set(meter.about.components) == {"cpu", "memory"}


def test_a_window_begins_anew(power, burn):
    meter = ModelledMeter(power)
    meter.begin()
    burn(0.1)
    first = meter.end().energy
    meter.begin()
    assert meter.end().energy.mid < first.mid / 5


def test_what_came_before_any_meter_is_modelled_from_the_start_of_the_process(power):
    assert until_now(power).mid == pytest.approx(5 * process.cpu_s(), rel=0.01)


@pytest.mark.parametrize(("second", "provenance"), [("measured", "measured"), ("modelled",) * 2])
def test_a_sum_is_measured_only_if_all_of_it_is(second, provenance):
    first = Interval(low=1, mid=2, high=3, provenance="measured")
    added = total([first, first.model_copy(update={"provenance": second})])
    assert added == Interval(low=2, mid=4, high=6, provenance=provenance)
