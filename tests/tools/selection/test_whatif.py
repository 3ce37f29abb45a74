import pytest
from measured_values import answers, between, candidate, evidence

from tools.domain import Preferences, Requirements, Spent
from tools.selection.payback import Payback, most_accurate, payback
from tools.selection.recommend import facts, recommend
from tools.selection.whatif import what_if, why_not

# accurate: 90 points, 4 J, 0.01 s. quick: 85 points, 1 J, 0.01 s.
ACCURATE = evidence("accurate", correct=answers(90, 100), energy_j=4.0)
GREEN = evidence("green", correct=answers(85, 100), energy_j=1.0)
BOTH = facts([ACCURATE, GREEN], Requirements())


def test_a_larger_rate_can_change_the_choice():
    found = what_if(BOTH, before=Preferences(), after=Preferences(energy=4))
    # 90 - 2 against 85; then 90 - 8 against 85.
    assert (found.before.chosen, found.after.chosen) == (ACCURATE.candidate, GREEN.candidate)
    assert found.changes
    assert found.versus is not None
    assert found.versus.candidate == GREEN.candidate
    assert found.versus.points.mid == pytest.approx(3)


def test_a_rate_that_changes_nothing_says_so():
    found = what_if(BOTH, before=Preferences(), after=Preferences(energy=2))
    assert not found.changes
    assert found.versus is None


def test_says_why_a_rival_was_not_chosen():
    both = [ACCURATE, GREEN]
    recommendation = recommend(both, Requirements(), Preferences())
    found = why_not(GREEN.candidate, recommendation, evidence=both, preferences=Preferences())
    assert found is not None
    assert found.versus is not None
    assert found.versus.points.mid == pytest.approx(-3)
    assert found.standing.verdict == "met"


def test_the_choice_has_no_rival_and_the_unmeasured_no_facts():
    both = [ACCURATE, GREEN]
    recommendation = recommend(both, Requirements(), Preferences())
    chosen = why_not(ACCURATE.candidate, recommendation, evidence=both, preferences=Preferences())
    assert chosen is not None
    assert chosen.versus is None
    unknown = candidate("unknown")
    assert why_not(unknown, recommendation, evidence=both, preferences=Preferences()) is None


def test_the_search_is_paid_back_by_what_each_request_saves():
    # 4 J less 1 J: 300 J are saved in 100 requests.
    assert payback(GREEN, ACCURATE, Spent(energy_j=300)) == Payback(
        baseline=ACCURATE.candidate, low=100, mid=100, high=100
    )


def test_an_uncertain_saving_may_never_pay_back():
    unsure = evidence("unsure", energy_j=between(1, 2, 8))
    found = payback(unsure, ACCURATE, Spent(energy_j=300))
    # Ratios 0.25, 0.5 and 2: 300 / (4 x 0.75), 300 / (4 x 0.5), never.
    assert found == Payback(baseline=ACCURATE.candidate, low=100, mid=150, high=None)


def test_the_most_accurate_saves_nothing_on_itself():
    assert most_accurate([GREEN, ACCURATE]) == ACCURATE
    found = payback(ACCURATE, ACCURATE, Spent(energy_j=300))
    assert (found.low, found.mid, found.high) == (None, None, None)
