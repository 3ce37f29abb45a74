"""The rates at which the choice flips, worked out by hand and held against recommending anew."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_values import answers, between, evidence

from tools.domain import Preferences, Requirements
from tools.selection.flips import flips
from tools.selection.recommend import facts, recommend

ONLY = Preferences(energy=1, latency=0, price=0, memory=0, size=0)
# accurate: 90 points, 4 J. green: 85 points, 1 J. tiny: 80 points, 0.5 J.
ACCURATE = evidence("accurate", correct=answers(90, 100), energy_j=4.0)
GREEN = evidence("green", correct=answers(85, 100), energy_j=1.0)
TINY = evidence("tiny", correct=answers(80, 100), energy_j=0.5)


def found(measured, preferences, needs=None):
    recommendation = recommend(measured, needs or Requirements(), preferences)
    return flips(facts(measured, needs or Requirements()), recommendation, preferences)


def test_the_choice_flips_where_five_points_are_worth_two_halvings():
    (flip,) = found([ACCURATE, GREEN, TINY], ONLY)
    # Against green 5 points for 2 halvings: 2.5; against tiny 10 points for 3: 3.33.
    assert (flip.cost, flip.rate, flip.now) == ("energy", pytest.approx(2.5), 1.0)
    assert flip.candidate == GREEN.candidate


def test_there_are_flips_on_both_sides_of_a_choice_in_the_middle():
    up, down = found([ACCURATE, GREEN, TINY], ONLY.model_copy(update={"energy": 3.0}))
    # Below 2.5 the accurate one; above 5 points for one halving the tiny one.
    assert (up.candidate, up.rate) == (TINY.candidate, pytest.approx(5.0))
    assert (down.candidate, down.rate) == (ACCURATE.candidate, pytest.approx(2.5))


def test_who_is_better_in_everything_never_flips():
    better = evidence("better", correct=answers(95, 100), energy_j=0.2)
    assert found([better, ACCURATE, GREEN, TINY], ONLY) == ()
    assert found([], ONLY) == ()


def test_only_who_meets_the_limits_as_surely_takes_over():
    sure = evidence("sure", correct=answers(90, 100), energy_j=4.0, quality=between(0.8, 0.9, 0.95))
    maybe = evidence("maybe", correct=answers(85, 100), energy_j=1, quality=between(0.7, 0.85, 0.9))
    assert found([sure, maybe], ONLY, Requirements(min_quality=0.8)) == ()


def test_who_only_may_meet_the_limits_takes_nothing_over_from_who_likely_does():
    likely = evidence("likely", correct=answers(90, 100), energy_j=4, quality=between(0.7, 0.9, 1))
    maybe = evidence("maybe", correct=answers(75, 100), energy_j=1, quality=between(0.7, 0.75, 0.9))
    needs = Requirements(min_quality=0.8)
    for rate in (1.0, 9.0):
        asked = ONLY.model_copy(update={"energy": rate})
        assert recommend([likely, maybe], needs, asked).chosen == likely.candidate
        assert found([likely, maybe], asked, needs) == ()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        # Costs that differ do so by half a halving at least, or rounding decides.
        st.tuples(st.integers(1, 100), *[st.integers(0, 12).map(lambda k: 2.0 ** (k / 2))] * 3),
        min_size=1,
        max_size=6,
    ),
    st.floats(0, 5),
    st.floats(0, 5),
)
def test_just_beyond_a_flip_the_other_is_chosen_and_just_before_it_is_not(models, energy, latency):
    measured = [
        evidence(
            f"m{i}",
            correct=answers(right, 100),
            energy_j=energy_j,
            latency_s=latency_s,
            memory_bytes=int(2**20 * size),
        )
        for i, (right, energy_j, latency_s, size) in enumerate(models)
    ]
    now = Preferences(energy=energy, latency=latency)
    chosen = recommend(measured, Requirements(), now).chosen
    for flip in found(measured, now):
        step = 1e-6 * max(1.0, flip.rate)
        beyond = flip.rate + (step if flip.rate >= flip.now else -step)
        before = flip.rate - (step if flip.rate >= flip.now else -step)
        if abs(flip.rate - flip.now) <= 2 * step or min(beyond, before) < 0:
            continue
        if flip.rate > 1e6:
            continue
        close = recommend(
            measured, Requirements(), now.model_copy(update={flip.cost: before})
        ).chosen
        after = recommend(
            measured, Requirements(), now.model_copy(update={flip.cost: beyond})
        ).chosen
        assert close == chosen
        assert after != chosen
