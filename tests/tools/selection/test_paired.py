import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_values import answers, between, evidence

from tools.domain import Preferences
from tools.selection.paired import compare, paired_difference

ONLY_QUALITY = Preferences(energy=0, latency=0, price=0, memory=0, size=0)


def test_a_paired_difference_agrees_with_agresti_and_min():
    # 15 won, 5 lost, 80 alike: centre 10/102; variance (21 - 100/102) / 102^2; +-1.95996 x 0.043863
    won, lost, alike = (True,) * 15, (False,) * 5, (True,) * 80
    found = paired_difference(won + lost + alike, (False,) * 15 + (True,) * 5 + alike)
    assert found.mid == 0.10
    assert found.low == pytest.approx(0.098039 - 0.085970, abs=1e-5)
    assert found.high == pytest.approx(0.098039 + 0.085970, abs=1e-5)


def test_the_same_answers_still_leave_doubt():
    found = paired_difference(answers(50, 62), answers(50, 62))
    assert found == between(-1.959963984540054 / 64, 0, 1.959963984540054 / 64)


def test_only_the_examples_that_both_answered_count():
    first = evidence("a", correct=(True,) * 10)
    second = evidence("b", correct=(True,) * 10 + (False,) * 90)
    comparison = compare(first, second, ONLY_QUALITY)
    assert (comparison.n, comparison.quality.mid) == (10, 0)


def test_the_difference_in_score_is_that_of_the_scores():
    first = evidence("a", correct=answers(85, 100), energy_j=2.0, latency_s=0.02)
    second = evidence("b", correct=answers(83, 100), energy_j=8.0, latency_s=0.01)
    comparison = compare(first, second, Preferences())
    # 2 points of quality, two halvings of energy at 1, one doubling of latency at 0.5.
    assert comparison.points.mid == pytest.approx(3.5)
    assert comparison.cost_ratios["energy"].mid == pytest.approx(0.25)
    assert comparison.cost_ratios["latency"].mid == pytest.approx(2)


def test_a_difference_within_the_uncertainty_is_a_tie():
    first = evidence("a", correct=answers(85, 100))
    assert compare(first, evidence("b", correct=answers(84, 100)), ONLY_QUALITY).tie
    assert not compare(first, evidence("b", correct=answers(60, 100)), ONLY_QUALITY).tie


def test_an_uncertain_cost_widens_the_difference_in_score():
    sure, unsure = evidence("a", energy_j=1.0), evidence("b", energy_j=between(0.5, 1, 2))
    known = compare(sure, sure, Preferences()).points
    wider = compare(sure, unsure, Preferences()).points
    assert wider.low < known.low < known.high < wider.high


pairs = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)


@settings(deadline=None, max_examples=60)
@given(pairs)
def test_swapping_two_candidates_swaps_the_signs(found: list[tuple[bool, bool]]):
    first, second = [a for a, _ in found], [b for _, b in found]
    one, other = paired_difference(first, second), paired_difference(second, first)
    assert -1 <= one.low <= one.mid <= one.high <= 1
    assert (one.low, one.mid) == pytest.approx((-other.high, -other.mid))
