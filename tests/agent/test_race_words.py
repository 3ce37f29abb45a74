"""Sentences on how a race went; every expected text was worked out by hand."""

import pytest
from measured_values import answers, between, evidence

from agent import race_words
from tools.domain import Budget, Certificate, Preferences, Spent
from tools.selection.contest import Contest
from tools.selection.flips import Flip
from tools.selection.payback import Payback
from tools.selection.race import Entry, Race
from tools.selection.racing.board import Exclusion
from tools.selection.rounds import Round

SURE = evidence("own/sure", correct=answers(88, 100), quality=between(0.82, 0.88, 0.92), energy_j=4)
MAYBE = evidence(
    "own/maybe", correct=answers(87, 100), quality=between(0.78, 0.87, 0.93), energy_j=1
)


def test_a_certificate_says_of_whom_on_what_and_how_sure_it_is():
    found = Certificate(candidate=SURE.candidate, epsilon=1.0, delta=0.05, among=9, pool=1_011)
    assert race_words.certified(found) == (
        "Certified on these 1,011 examples: of the 9 candidates, none that may meet the limits "
        "scores over 1 point more than sure (as is), with costs as measured. Such a statement is "
        "wrong in at most 5.0 % of searches."
    )
    said = race_words.certified(found, with_tactics=True)
    assert "of the 9 candidates without tactics, none" in said
    assert race_words.certified(None) is None
    # To be the best of one is nothing to certify.
    assert race_words.certified(found.model_copy(update={"among": 1})) is None


def test_what_rests_on_a_bootstrap_is_not_called_certified():
    found = Certificate(
        candidate=SURE.candidate, epsilon=1.0, delta=0.05, among=9, pool=1_011, guaranteed=False
    )
    assert race_words.certified(found) == (
        "By a bootstrap of these 1,011 examples, of the 9 candidates, none that may meet the "
        "limits scores over 1 point more than sure (as is), with costs as measured. Macro-F1 is no "
        "sum over examples, so nothing guarantees how often such a statement is wrong."
    )


def test_a_round_says_who_goes_on_and_how_far():
    cost = Spent(wall_s=1, energy_j=1)
    entries = [
        Entry(candidate=one.candidate, setup=cost, per_example=cost) for one in (SURE, MAYBE)
    ]
    race = Race(entries=entries, evidence=[], budget=Budget(), pool=1_011)
    now = Round(goals={SURE.candidate.key: 1_011, MAYBE.candidate.key: 64}, left=2)
    assert race_words.new_round(now, race) == (
        "Next round: sure (as is) and maybe (as is) go on, to 1,011 examples at most."
    )
    last = Round(goals={SURE.candidate.key: 128}, left=0)
    assert race_words.new_round(last, race) == (
        "Next round: sure (as is) goes on, to 128 examples at most."
    )


def test_rates_that_flip_the_choice_are_said_with_those_of_now():
    up = Flip(cost="energy", rate=2.5, now=1.0, candidate=MAYBE.candidate)
    down = Flip(cost="latency", rate=0.1, now=0.5, candidate=MAYBE.candidate)
    assert race_words.would_flip([up, down]) == (
        "What would change the choice, all else as it is: over 2.5 points to halve the energy (now "
        "1.0): maybe (as is); under 0.10 points to halve the latency (now 0.50): maybe (as is)."
    )
    assert race_words.would_flip([]) is None


@pytest.mark.parametrize(
    ("ground", "answered", "said"),
    [
        (
            "shown to be behind",
            128,
            "After 128 answers it was shown that it cannot outscore sure (as is) by over a point.",
        ),
        (
            "cannot catch up",
            0,
            "It was never loaded: even if always right it would not outscore sure (as is).",
        ),
        ("below the limit", 64, "After 64 answers it was shown to miss the limit on quality."),
        (
            "behind by a bootstrap",
            192,
            "After 192 answers a bootstrap put it behind: it would not outscore sure (as is) by "
            "over a point.",
        ),
    ],
)
def test_how_a_candidate_left_the_race_is_said(ground, answered, said):
    how = Exclusion(rival=0, ground=ground, answers=answered, spent=0.0)
    assert race_words.exclusion(how, SURE.candidate) == said


def test_who_may_still_be_better_is_named_with_what_telling_would_take():
    entries = [
        Entry(candidate=one.candidate, setup=Spent(wall_s=1.0), per_example=Spent(wall_s=0.1))
        for one in (SURE, MAYBE)
    ]
    race = Race(
        entries=entries,
        evidence=[SURE, MAYBE],
        budget=Budget(),
        pool=500,
        preferences=Preferences(energy=0),
    )
    contest = Contest(race, frozenset(entry.candidate.key for entry in entries))
    (said,) = race_words.open_race(contest, SURE.candidate)
    assert said.startswith("maybe (as is) may still score over a point more; about ")
    assert said.endswith(" would tell.")


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (
            (100.0, 200.0, 400.0),
            "it has paid the search back after about 200 requests (100 to 400).",
        ),
        (
            (100.0, 200.0, None),
            "it has paid the search back after about 200 requests (100 at best, and maybe never).",
        ),
        (
            (100.0, None, None),
            "it is not shown ever to pay the search back; at best it does after 100 requests.",
        ),
        ((None, None, None), "it never pays the search back: it saves no energy."),
    ],
)
def test_when_a_search_is_paid_back_is_said_with_its_interval(back, said):
    low, mid, high = back
    found = Payback(baseline=SURE.candidate, low=low, mid=mid, high=high)
    assert race_words.payback(found, ", the most accurate") == (
        f"Against sure (as is), the most accurate, {said}"
    )
