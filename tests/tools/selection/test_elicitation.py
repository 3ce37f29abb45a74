"""Swaps between two measured candidates: their worth by hand, and what answers say of rates."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_values import answers, between, candidate
from measured_values import evidence as measured

from tools.domain import Origin, Preferences, Requirements
from tools.selection.elicitation import belief, weighed, worth_a_swap
from tools.selection.recommend import facts

NO_LIMITS = Requirements()
# Four points against four halvings: at a rate of 1, as is usual, the two are equal.
GOOD = measured("good", correct=answers(900, 1000), energy_j=4.0)
CHEAP = measured("cheap", correct=answers(860, 1000), energy_j=0.25)
COSTS = ("energy", "latency", "memory", "size")


def test_the_worth_of_an_answer_is_what_the_choice_would_gain_by_it():
    """The good one is chosen; the other is better by 4 (r - 1) where the rate r is above 1.

    r is log-normal of mean 1 and s = ln 4, so E[(r - 1)+] = N(s/2) - N(-s/2) = 0.7559 - 0.2441.
    """
    swap = worth_a_swap(facts([GOOD, CHEAP], NO_LIMITS), belief(NO_LIMITS))
    assert (swap.choice, swap.rival) == (candidate("good"), candidate("cheap"))
    assert swap.points == pytest.approx(-4)
    assert swap.halvings == {"energy": 4, "latency": 0, "memory": 0, "size": 0}
    assert swap.gain == pytest.approx(4 * 0.5118, rel=0.1)


@pytest.mark.parametrize(("rather", "mean"), [(True, 0.7559 / 0.2441), (False, 0.2441 / 0.7559)])
def test_an_answer_leaves_the_rates_that_agree_with_it(rather, mean):
    believed = belief(NO_LIMITS)
    swap = worth_a_swap(facts([GOOD, CHEAP], NO_LIMITS), believed)
    after = believed.after(swap, rather=rather)
    energy = after.draws[:, 0]
    assert (energy > 1).all() if rather else (energy <= 1).all()
    assert after.rates.energy == pytest.approx(mean, rel=0.1)
    assert after.rates.price == believed.rates.price


def test_nothing_is_asked_where_one_is_better_in_everything_or_alone():
    best = measured("best", correct=answers(950, 1000), energy_j=0.1)
    assert worth_a_swap(facts([best, GOOD, CHEAP], NO_LIMITS), belief(NO_LIMITS)) is None
    assert worth_a_swap(facts([GOOD], NO_LIMITS), belief(NO_LIMITS)) is None


def test_who_misses_a_limit_or_may_miss_it_is_in_no_question():
    strict = Requirements(max_energy_j=1.0)
    assert worth_a_swap(facts([GOOD, CHEAP], strict), belief(strict)) is None
    doubtful = measured("doubtful", quality=between(0.84, 0.86, 0.88), energy_j=0.25)
    unsure = Requirements(min_quality=0.86)
    assert worth_a_swap(facts([GOOD, doubtful], unsure), belief(unsure)) is None


def test_a_rate_that_was_said_is_taken_at_its_word():
    said = Requirements(rates={"energy": 1.5}, origins={"rates.energy": Origin(source="said")})
    assert set(belief(said).draws[:, 0]) == {1.5}
    assert worth_a_swap(facts([GOOD, CHEAP], said), belief(said)) is None
    answered = Requirements(
        rates={"energy": 1.5}, origins={"rates.energy": Origin(source="answered")}
    )
    assert worth_a_swap(facts([GOOD, CHEAP], answered), belief(answered)) is not None


def test_what_does_not_matter_is_worth_no_question():
    free = Requirements(indifferent=COSTS)
    assert worth_a_swap(facts([GOOD, CHEAP], free), belief(free)) is None


def test_who_leaves_it_to_us_is_asked_once_and_nothing_changes():
    asked = []
    believed = weighed(
        facts([GOOD, CHEAP], NO_LIMITS), belief(NO_LIMITS), asked.append, most=3, worth=0.1
    )
    assert len(asked) == 1
    assert believed.rates == belief(NO_LIMITS).rates


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(st.integers(50, 100), *[st.floats(1e-3, 10, allow_nan=False) for _ in range(2)]),
        min_size=2,
        max_size=6,
    ),
    st.tuples(*[st.floats(0.05, 8) for _ in COSTS]),
)
def test_what_is_chosen_agrees_with_every_answer(table, true):
    rows = [
        measured(f"m{i}", correct=answers(right, 100), energy_j=energy, latency_s=latency)
        for i, (right, energy, latency) in enumerate(table)
    ]
    known, rates = facts(rows, NO_LIMITS), Preferences(**dict(zip(COSTS, true, strict=True)))
    answered = []

    def rather(swap):
        scores = dict(zip(known.rows, known.scores(rates), strict=True))
        by_name = {one.candidate: score for one, score in scores.items()}
        answered.append((swap, by_name[swap.rival] > by_name[swap.choice]))
        return answered[-1][1]

    believed = weighed(known, belief(NO_LIMITS), rather, most=4, worth=0.0)
    for swap, wanted in answered:
        gained = swap.points + sum(
            getattr(believed.rates, cost) * halvings for cost, halvings in swap.halvings.items()
        )
        assert (gained > 0) == wanted
