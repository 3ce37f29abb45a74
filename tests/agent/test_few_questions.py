"""The benchmark of questions: users with known rates, on a few of whom it is tried here."""

from benchmarks.questions import QUALITIES, USED, Person, Worth, play, played, row

NEVER = float("inf")


def mean(numbers):
    found = list(numbers)
    return sum(found) / len(found)


def all_of(users, **more):
    return [one for _, one in played(users, **more)]


def test_who_is_never_asked_is_asked_nothing_and_one_who_is_asked_all_loses_nothing():
    assert {one.questions for one in all_of(3, most=0, worth=USED)} == {0}
    told = all_of(3, most=12, worth=Worth(NEVER, 0.0))
    assert {one.lost for one in told} == {0.0}
    assert all(one.equal for one in told)


def test_few_questions_find_the_choice_that_would_be_made_with_all_rates_known():
    asked, silent = (all_of(10, most=most, worth=USED) for most in (3, 0))
    assert mean(one.questions for one in asked) <= 1.5
    assert mean(one.equal for one in asked) >= 0.95
    assert mean(one.equal for one in silent) < 0.8


def test_questions_help_those_too_who_slip_and_those_whose_rates_lie_lower():
    for person in (Person(slips=0.1), Person(is_mean=True)):
        asked, silent = (all_of(10, most=most, worth=USED, person=person) for most in (3, 0))
        assert mean(one.lost for one in asked) < mean(one.lost for one in silent)


def test_the_same_user_answers_the_same():
    table = QUALITIES["hard"]
    assert play(table, 1, most=3, worth=USED) == play(table, 1, most=3, worth=USED)
    assert row("all", [play(table, 1, most=3, worth=USED)]).startswith("all ")
