import pytest

from tools.bench.summary import summarize
from tools.domain import Candidate, DeviceUse, Interval, Metering, Setup, Window

WHO = Candidate(model="m", revision="r", strategy="as_is")


def joules(low, mid, high, provenance="measured"):
    return Interval(low=low, mid=mid, high=high, provenance=provenance)


def window(
    start, correct, *, latency_s, energy, memory_bytes=100, meter="Zeus RAPL", cpu_s=0.5, **more
):
    return Window(
        candidate=WHO,
        start=start,
        predicted=tuple(int(hit) for hit in correct),
        correct=tuple(correct),
        latency_s=tuple(latency_s),
        cpu_s=cpu_s,
        wall_s=1.0,
        memory_bytes=memory_bytes,
        energy=energy,
        requests=len(correct),
        parts={},
        meter=Metering(name=meter, components=("cpu",), relative_error=0.1),
        block="b",
        reference_s=0.002,
        reference_cpu_s=0.002,
        **{"standard_error": None, "foreign_cores": 0.1, **more},
    )


SETUP = Setup(
    candidate=WHO,
    load_s=1,
    fit_s=2,
    warm_up_s=3,
    cpu_s=4,
    energy=joules(5, 6, 7),
    size_bytes=4_000,
    rss_bytes=300,
)


def summed_up(*windows):
    return summarize(windows, SETUP, device="cpu", machine="here")


def test_windows_add_up_to_one_measurement():
    first = window(0, [1, 1, 0, 1], latency_s=[4, 1, 3, 2], energy=joules(1, 2, 3), cpu_s=0.5)
    second = window(
        4, [1] * 6, latency_s=[10, 9, 8, 7, 6, 5], energy=joules(7, 8, 9), memory_bytes=250, cpu_s=2
    )
    evidence = summed_up(first, second)
    found = evidence.measurement
    assert evidence.correct == (True, True, False, True) + (True,) * 6
    assert evidence.candidate == WHO
    assert (found.n, found.quality.mid) == (10, 0.9)
    # All ten latencies together: the 2nd, the median and the 9th of 1 to 10.
    assert (found.latency_p50_s.low, found.latency_p50_s.mid) == (2, 5.5)
    assert found.latency_p50_s.high == 9
    energy = found.energy_j_per_request
    assert (energy.low, energy.mid, energy.high) == pytest.approx((0.8, 1.0, 1.2))
    assert found.cpu_s_per_request == 0.25
    assert found.memory_bytes == 250
    assert (found.size_bytes, found.meter.name, found.machine) == (4_000, "Zeus RAPL", "here")


def used(**more):
    return DeviceUse(name="GPU", driver_memory_bytes=None, utilisation=None, **more)


@pytest.mark.parametrize("spoiled", [{"throttled": True}, {"foreign_processes": 1}])
def test_windows_of_a_gpu_that_was_hot_or_shared_count_for_quality_only(spoiled):
    clean = window(0, [1] * 5, latency_s=[1] * 5, energy=joules(1, 1, 1))
    clean = clean.model_copy(update={"device": used(memory_bytes=70, throttled=False)})
    other = window(5, [0] * 5, latency_s=[9] * 5, energy=joules(9, 9, 9))
    other = other.model_copy(update={"device": used(memory_bytes=90, **spoiled)})
    found = summed_up(clean, other).measurement
    assert (found.n, found.quality.mid, found.disturbed) == (10, 0.5, 1)
    assert (found.latency_p50_s.mid, found.energy_j_per_request.mid) == (1, 0.2)
    assert found.device_memory_bytes == 90
    # Where most were, that is how this GPU runs.
    most = summed_up(clean, other, other).measurement
    assert (most.disturbed, most.latency_p50_s.mid) == (0, 9)


def test_percentiles_that_need_more_answers_are_left_out():
    few = window(0, [1] * 58, latency_s=[1] * 58, energy=joules(1, 1, 1))
    enough = window(0, [1] * 59, latency_s=[1] * 59, energy=joules(1, 1, 1))
    many = window(0, [1] * 299, latency_s=[1] * 299, energy=joules(1, 1, 1))
    assert summed_up(few).measurement.latency_p95_s is None
    assert summed_up(enough).measurement.latency_p95_s is not None
    assert summed_up(enough).measurement.latency_p99_s is None
    assert summed_up(many).measurement.latency_p99_s is not None


def test_too_few_answers_for_a_median_are_no_evidence():
    assert summed_up() is None
    assert summed_up(window(0, [1] * 4, latency_s=[1] * 4, energy=joules(1, 1, 1))) is None


@pytest.mark.parametrize("provenance", ["measured", "modelled"])
def test_energy_is_measured_only_if_every_window_was(provenance):
    measured = window(0, [1] * 5, latency_s=[1] * 5, energy=joules(1, 1, 1))
    other = window(5, [1] * 5, latency_s=[1] * 5, energy=joules(1, 2, 3, provenance))
    assert summed_up(measured, other).measurement.energy_j_per_request.provenance == provenance


def test_the_error_of_the_energy_is_that_of_the_windows_together():
    """9 J +-1 % and 16 J +-0.75 %: both 0.09 and 0.12 J, together 0.15 J of 25 J."""
    first = window(0, [1] * 5, latency_s=[1] * 5, energy=joules(1, 9, 20), standard_error=0.01)
    second = window(5, [1] * 5, latency_s=[1] * 5, energy=joules(1, 16, 20), standard_error=0.0075)
    alone = window(10, [1] * 5, latency_s=[1] * 5, energy=joules(1, 1, 2))
    assert summed_up(first, second).measurement.energy_standard_error == pytest.approx(0.15 / 25)
    assert summed_up(first, second, alone).measurement.energy_standard_error is None


def test_disturbed_windows_count_for_quality_only_and_are_counted():
    quiet = window(0, [1] * 5, latency_s=[1] * 5, energy=joules(5, 5, 5), foreign_cores=0.3)
    busy = window(5, [0] * 5, latency_s=[9] * 5, energy=joules(9, 9, 9), foreign_cores=1.0)
    found = summed_up(quiet, busy)
    assert (found.measurement.disturbed, found.measurement.foreign_cores) == (1, 0.3)
    assert found.measurement.energy_j_per_request.mid == 1
    assert found.measurement.latency_p50_s.mid == 1
    assert (found.measurement.n, found.measurement.quality.mid) == (10, 0.5)
    assert len(found.windows) == 1


def test_where_most_windows_were_disturbed_all_count_and_the_load_is_kept():
    busy = [
        window(5 * i, [1] * 5, latency_s=[9] * 5, energy=joules(9, 9, 9), foreign_cores=cores)
        for i, cores in enumerate((1.0, 0.7, 0.1))
    ]
    found = summed_up(*busy).measurement
    assert (found.disturbed, found.foreign_cores) == (0, pytest.approx(0.6))
