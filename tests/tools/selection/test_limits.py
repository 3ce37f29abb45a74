import pytest
from measured_values import answers, between, evidence

from tools.domain import Interval, Judgement, Measurement, Requirements, Verdict
from tools.selection.limits import could_be_met, judgements, more_examples


def verdicts(measured: Measurement, asked: Requirements) -> dict[str, Verdict]:
    return {judgement.limit: judgement.verdict for judgement in judgements(measured, asked)}


@pytest.mark.parametrize(
    ("quality", "verdict"),
    [
        (between(0.86, 0.90, 0.93), "met"),
        (between(0.85, 0.90, 0.93), "met"),
        (between(0.80, 0.90, 0.93), "unsure"),
        (between(0.70, 0.75, 0.80), "missed"),
    ],
)
def test_quality_is_judged_by_its_interval(quality: Interval, verdict: str):
    measured = evidence("a", quality=quality).measurement
    assert verdicts(measured, Requirements(min_quality=0.85)) == {"min_quality": verdict}


def test_latency_is_judged_at_the_asked_percentile():
    measured = evidence("a", latency_s=0.01, p95=between(0.018, 0.019, 0.021)).measurement

    def verdict(percentile: int, limit_s: float) -> str:
        asked = Requirements(max_latency_s=limit_s, latency_percentile=percentile)
        return verdicts(measured, asked)["max_latency_s"]

    assert verdict(50, 0.02) == "met"
    assert verdict(95, 0.02) == "unsure"
    assert verdict(95, 0.021) == "met"
    assert verdict(95, 0.017) == "missed"
    assert verdict(99, 0.02) == "unsure"


def test_a_percentile_without_an_interval_is_judged_by_its_neighbours():
    measured = evidence("a", latency_s=0.01, p95=between(0.018, 0.019, 0.021)).measurement

    def verdict(percentile: int, limit_s: float) -> str:
        asked = Requirements(max_latency_s=limit_s, latency_percentile=percentile)
        return verdicts(measured, asked)["max_latency_s"]

    # p90 is at most p95 and at least p50; p99 at least p95.
    assert verdict(90, 0.022) == "met"
    assert verdict(90, 0.015) == "unsure"
    assert verdict(90, 0.009) == "missed"
    assert verdict(99, 0.017) == "missed"
    assert verdict(99, 0.5) == "unsure"


def test_a_tail_that_was_not_seen_yet_is_unsure_unless_the_median_is_too_slow():
    measured = evidence("a", latency_s=0.01, p95=None).measurement
    assert verdicts(measured, Requirements(max_latency_s=9.0)) == {"max_latency_s": "unsure"}
    assert verdicts(measured, Requirements(max_latency_s=0.009)) == {"max_latency_s": "missed"}


def test_memory_and_size_are_exact_and_a_price_is_not_known():
    measured = evidence("a", memory_bytes=1_000, size_bytes=501).measurement
    asked = Requirements(max_memory_bytes=1_000, max_size_bytes=500, max_price_usd_per_1k=1)
    assert verdicts(measured, asked) == {
        "max_memory_bytes": "met",
        "max_size_bytes": "missed",
        "max_price_usd_per_1k": "unsure",
    }


def test_modelled_energy_is_judged_by_its_interval_too():
    measured = evidence("a", energy_j=between(0.1, 0.2, 0.5, "modelled")).measurement
    assert verdicts(measured, Requirements(max_energy_j=0.3)) == {"max_energy_j": "unsure"}
    assert verdicts(measured, Requirements(max_energy_j=0.5)) == {"max_energy_j": "met"}
    assert verdicts(measured, Requirements(max_energy_j=0.09)) == {"max_energy_j": "missed"}


def test_an_interval_four_times_too_wide_needs_sixteen_times_the_examples():
    quality = between(0.79, 0.87, 0.93)
    measured = evidence("a", correct=answers(87, 100), quality=quality).measurement
    (judgement,) = judgements(measured, Requirements(min_quality=0.85))
    # 0.08 below the middle, 0.02 from the limit: 100 x 16 in all.
    assert more_examples(judgement, 100) == pytest.approx(1_500, abs=1)


def test_no_examples_decide_what_is_modelled_or_decided():
    modelled = evidence("a", energy_j=between(0.1, 0.2, 0.5, "modelled")).measurement
    (unsure,) = judgements(modelled, Requirements(max_energy_j=0.3))
    (met,) = judgements(modelled, Requirements(max_energy_j=0.6))
    assert more_examples(unsure, 100) is None
    assert more_examples(met, 100) is None


def test_what_is_missed_is_counted_in_halvings():
    measured = evidence("a", latency_s=0.08, correct=answers(50, 100)).measurement
    asked = Requirements(max_latency_s=0.02, latency_percentile=50, min_quality=0.8)
    quality, latency = judgements(measured, asked)
    assert latency.halvings_missed == pytest.approx(2)
    assert quality.halvings_missed == pytest.approx(0.678, abs=1e-3)  # log2(0.8 / 0.5)
    assert judgements(measured, Requirements(min_quality=0.4))[0].halvings_missed == 0


def test_a_limit_that_the_middle_all_but_touches_is_not_decided_by_any_number_of_examples():
    judgement = Judgement(
        limit="min_quality", bound=5e-324, observed=between(0.0, 0.0, 0.1), verdict="unsure"
    )
    assert more_examples(judgement, 64) is None


def test_a_limit_could_be_met_while_its_interval_may_still_narrow_on_the_good_side():
    def quality(low: float, mid: float, high: float) -> Judgement:
        observed = between(low, mid, high)
        return Judgement(limit="min_quality", bound=0.85, observed=observed, verdict="unsure")

    # At 100 of 400 the half-width 0.10 narrows to 0.05; from the good end 0.90: 0.85 and up.
    assert could_be_met(quality(0.70, 0.80, 0.90), 100, 400)
    assert not could_be_met(quality(0.69, 0.79, 0.89), 100, 400)
    assert not could_be_met(quality(0.80, 0.90, 0.95), 400, 400)


def test_a_modelled_number_stays_as_unsure_as_it_is():
    observed = between(0.5, 1.0, 2.0, "modelled")
    unsure = Judgement(limit="max_energy_j", bound=1.5, observed=observed, verdict="unsure")
    assert not could_be_met(unsure, 10, 1_000)
    nothing = Judgement(limit="max_latency_s", bound=1.5, observed=None, verdict="unsure")
    assert could_be_met(nothing, 10, 1_000)


def test_one_slow_answer_among_few_does_not_say_that_a_percentile_cannot_be_met():
    def p95(mid: float, n: int) -> bool:
        observed = between(0.001, mid, 1.0)
        unsure = Judgement(limit="max_latency_s", bound=0.01, observed=observed, verdict="unsure")
        return could_be_met(unsure, n, 1_000)

    assert p95(0.002, 64)
    assert not p95(0.02, 64)
    assert not p95(0.002, 1_000)
