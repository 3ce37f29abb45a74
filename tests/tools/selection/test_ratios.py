"""Ratios of costs: what two windows of a block share cancels, what differs widens."""

from math import exp, sqrt

import pytest
from measured_values import between, evidence, exactly

from tools.domain import Evidence, WindowCost
from tools.selection import ratios
from tools.selection.ratios import energy_ratio


def measured(name, *costs, latency_s=0.01, block="b", reference_s=0.002, provenance="measured"):
    """Evidence of windows that cost so many joules a request each."""
    windows = tuple(
        WindowCost(
            block=f"{block}{i}",
            start=64 * i,
            latency_s=latency_s * cost,
            energy_j=cost,
            reference_s=reference_s,
            reference_cpu_s=reference_s,
        )
        for i, cost in enumerate(costs)
    )
    mean = sum(costs) / len(costs)
    found = evidence(name, energy_j=exactly(mean, provenance), latency_s=latency_s * mean)
    return Evidence(measurement=found.measurement, correct=found.correct, windows=windows)


def test_what_a_block_shares_cancels():
    # The machine grew slower from block to block; the ratio stayed 2.
    found = ratios.energy(measured("a", 2, 4, 8, 16, 32), measured("b", 1, 2, 4, 8, 16))
    assert found.mid == pytest.approx(2)
    # Prior variance 2 x 0.1^2 on 3 of 7 degrees of freedom; five blocks; 3 % a process.
    error = sqrt(3 * 0.02 / 7 / 5 + 2 * 0.03**2)
    assert found.high == pytest.approx(2 * exp(2.364624 * error))
    assert found.low == pytest.approx(2 * exp(-2.364624 * error))
    assert found.provenance == "measured"


def test_blocks_that_disagree_widen_the_interval():
    steady = ratios.latency(measured("a", 2, 2, 2), measured("b", 1, 1, 1))
    shaky = ratios.latency(measured("a", 1, 2, 4), measured("b", 1, 1, 1))
    assert shaky.mid == pytest.approx(steady.mid) == pytest.approx(2)
    assert shaky.low < 0.9 * steady.low
    assert shaky.high > 1.1 * steady.high


def test_windows_of_different_days_are_set_against_the_reference_workload():
    slow_day = measured("a", 6, 6, block="monday", reference_s=0.006)
    fast_day = measured("b", 1, 1, block="tuesday", reference_s=0.002)
    # Six times the cost on a machine that was three times as slow.
    assert ratios.energy(slow_day, fast_day).mid == pytest.approx(2)
    assert ratios.latency(slow_day, fast_day).mid == pytest.approx(2)


def test_only_batches_that_both_answered_count():
    found = ratios.energy(measured("a", 2, 2, 200), measured("b", 1, 1))
    assert found.mid == pytest.approx(2)


def test_one_window_leaves_much_doubt():
    found = ratios.energy(measured("a", 1.2), measured("b", 1))
    assert found.low < 1 < found.high


def test_the_unknown_watts_of_a_model_stay_in_the_ratio():
    a, b = (
        measured(name, *costs, provenance="modelled")
        for name, costs in (("a", [2] * 9), ("b", [1] * 9))
    )
    wide = a.measurement.model_copy(update={"energy_j_per_request": between(0.5, 2, 8, "modelled")})
    found = ratios.energy(a.model_copy(update={"measurement": wide}), b)
    assert found.provenance == "modelled"
    # Low over low is 0.5, high over high is 8.
    assert found.low < 0.5 < 8 < found.high


def test_energies_of_two_meters_keep_the_errors_of_both():
    a, b = measured("a", 2, 2, 2), measured("b", 1, 1, 1)
    other = a.measurement.meter.model_copy(update={"name": "modelled"})
    wide = a.measurement.model_copy(
        update={"meter": other, "energy_j_per_request": between(1, 2, 4, "modelled")}
    )
    found = ratios.energy(a.model_copy(update={"measurement": wide}), b)
    assert (found.low, found.high) == (1, 4)


def test_a_factor_that_two_modelled_energies_share_cancels():
    first = between(1, 2, 4, "modelled")
    assert energy_ratio(first, first.scaled(10)).mid == pytest.approx(0.1)
    narrow = energy_ratio(first, first.scaled(10))
    assert narrow.high - narrow.low == pytest.approx(0, abs=1e-12)
    assert narrow.provenance == "modelled"


def test_the_errors_of_two_measured_energies_add_up():
    # Each is unsure by a factor of two either way: 2^hypot(1, 1) = 2.665
    found = energy_ratio(between(1, 2, 4), between(2, 4, 8))
    assert found.mid == pytest.approx(0.5)
    assert found.low == pytest.approx(0.5 / 2.6651, abs=1e-4)
    assert found.high == pytest.approx(0.5 * 2.6651, abs=1e-3)


def test_an_exact_ratio_of_exact_costs_has_no_width():
    assert energy_ratio(exactly(3), exactly(4)) == exactly(0.75)
