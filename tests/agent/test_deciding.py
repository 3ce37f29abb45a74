"""What a verdict leaves undecided and its price; every expected number was worked out by hand."""

from measured_values import answers, between, evidence

from agent import deciding
from tools.domain import Budget, Preferences, Requirements, Spent
from tools.selection.contest import Contest
from tools.selection.race import Entry, Race
from tools.selection.recommend import recommend

SURE = evidence("own/sure", correct=answers(88, 100), quality=between(0.82, 0.88, 0.92), energy_j=4)
NEW = evidence("own/new", correct=answers(87, 100), quality=between(0.78, 0.87, 0.93), energy_j=1)


def found(*measured, requirements=None):
    requirements = requirements or Requirements()
    cost = Spent(wall_s=1, energy_j=2)
    entries = [Entry(candidate=one.candidate, setup=cost, per_example=cost) for one in (SURE, NEW)]
    race = Race(
        entries=entries,
        evidence=measured,
        budget=Budget(),
        pool=1_000,
        requirements=requirements,
        failed=() if NEW in measured or requirements.min_quality is None else (NEW.candidate,),
    )
    verdict = recommend(measured, requirements, Preferences())
    return deciding.deciding(verdict, (Contest(race, frozenset({SURE.candidate.key})),))


def test_who_was_never_measured_takes_a_set_up_and_a_first_batch():
    undecided = found(SURE)
    assert [(one.model, one.examples) for one in undecided.candidates] == [("own/new", 64)]
    # One set-up and 64 answers, each of 1 s and 2 J.
    assert undecided.price == Spent(wall_s=65, energy_j=130)
    assert deciding.in_words(undecided) == (
        "What stays undecided: own/new (as is), by 64 more answers; deciding it would take about "
        "65.0 s, 130 J = 0.0361 Wh."
    )


def test_a_limit_in_doubt_takes_the_answers_that_would_decide_it():
    undecided = found(SURE, requirements=Requirements(min_quality=0.85))
    # 0.88 is 0.03 above the limit and reaches 0.06 down: four times the 100 answers decide it.
    assert [(one.model, one.examples) for one in undecided.candidates] == [("own/sure", 300)]
    assert undecided.price == Spent(wall_s=301, energy_j=602)


def test_where_nothing_is_open_that_is_said():
    assert deciding.in_words(None) == (
        "Nobody who could still be measured may score over a point more."
    )
