"""What is said of a tactic follows from its effects, its quality and its one-off cost."""

import pytest
from runs_by_hand import PARENT, blocks, failed, tactic

from agent.tactic_words import finding
from tools.selection.findings import results
from tools.selection.replication import replicated

# Ten blocks of a machine that grew slower and faster again.
SPEEDS = [1, 1.1, 1.3, 1.6, 1.3, 1.1, 1, 0.9, 1, 1.1]
NOISE = [1.00, 1.02, 0.98, 1.01, 0.99, 1.02, 0.98, 1.00, 1.01, 0.99]


def times(factor):
    return [factor * speed * noise for speed, noise in zip(SPEEDS, NOISE, strict=True)]


def result_of(runs, **more):
    (found,) = results([*blocks(PARENT, SPEEDS), *runs], **more)
    return found


def test_a_tactic_that_saves_energy_and_keeps_quality_helps():
    found = result_of(blocks(tactic("bf16"), times(0.5), one_off_j=10))
    assert found.finding == "helps"
    assert found.effect("energy").ratio.mid == pytest.approx(0.5, abs=0.01)
    assert found.agreement == 1
    # Saves 0.5 J of 1.14 J a request on average: 10 J are back after 17.5 requests.
    assert found.saved_j.mid == pytest.approx(0.57, abs=0.01)
    assert found.pays_back_after == pytest.approx(10 / 0.57, rel=0.02)


def test_a_tactic_that_takes_more_energy_is_refuted():
    found = result_of(blocks(tactic("dynamic_int8"), times(1.4)))
    assert found.finding == "refuted"
    assert found.pays_back_after is None
    assert found.saved_j.high < 0


def test_a_tactic_whose_cost_is_never_earned_back_within_the_volume_is_refuted():
    dear = blocks(tactic("compile"), times(0.9), one_off_j=10_000)
    assert result_of(dear).finding == "helps"
    assert result_of(dear, volume=1e6).finding == "helps"
    assert result_of(dear, volume=1_000).finding == "refuted"


def test_a_difference_within_the_noise_is_none():
    assert result_of(blocks(tactic("prune_local_30"), times(1.001))).finding == "no difference"


def test_energy_saved_at_the_price_of_answers_is_a_trade_off():
    cheap = blocks(tactic("prune_global_30"), times(0.5), correct="1000")
    found = result_of(cheap)
    assert found.finding == "trade-off"
    assert found.quality_change.mid == -0.75
    assert (found.quality, found.agreement) == (0.25, 0.25)


def test_answers_lost_for_nothing_refute_a_tactic():
    found = result_of(blocks(tactic("prune_local_30"), times(1), correct="1000"))
    assert (found.finding, found.effect("energy").shown) == ("refuted", False)
    assert "it saves no energy that is shown" in finding(found, 0.15)
    assert "-75.0 points of accuracy" in finding(found, 0.15)


def test_a_tactic_that_could_not_run_says_why():
    found = result_of([failed(tactic("compile"), "it needs a C++ compiler")])
    assert (found.finding, found.reason) == ("could not run", "it needs a C++ compiler")
    assert found.effects == ()


def test_the_correction_is_over_all_tactics_of_a_model():
    many = [
        run
        for i in range(8)
        for run in blocks(tactic(f"t{i}"), [x * (1 + 0.004 * i) for x in times(1)])
    ]
    alone = result_of(blocks(tactic("t7"), [x * 1.028 for x in times(1)])).effect("energy")
    among = [r for r in results([*blocks(PARENT, SPEEDS), *many]) if r.candidate == tactic("t7")]
    assert among[0].effect("energy").p_value == pytest.approx(alone.p_value)
    assert among[0].effect("energy").adjusted > alone.adjusted


def test_pruned_weights_are_counted():
    found = result_of(blocks(tactic("prune_local_30"), times(1), nonzero=70))
    assert found.nonzero_parameters == 0.7


def test_verdicts_of_the_study_hold_do_not_hold_or_were_not_tested():
    runs = [
        *blocks(PARENT, SPEEDS),
        *blocks(tactic("dynamic_int8"), times(1.5)),
        *blocks(tactic("prune_local_30"), times(1)),
        *blocks(tactic("prune_global_30"), times(1), one_off_j=3),
        *blocks(tactic("prune_local_30", "bf16"), times(0.5)),
    ]
    outcomes = {one.tactic: one.outcome for one in replicated(results(runs))}
    assert outcomes == {
        "dynamic_int8": "does not hold",
        "compile": "not tested",
        "prune_local_30": "holds",
        "prune_global_30": "holds",
    }
