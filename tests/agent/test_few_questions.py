"""The benchmark of questions: users with known rates, on a few of whom it is tried here."""

from benchmarks.questions import QUALITIES, play, played, row


def test_who_is_never_asked_is_asked_nothing_and_one_who_knows_all_loses_nothing():
    silent = [one for _, one in played(3, most=0, worth=0.5)]
    assert {one.questions for one in silent} == {0}
    told = [one for _, one in played(3, most=5, worth=0.0, exact=True)]
    assert {one.lost for one in told} == {0.0}
    assert all(one.equal for one in told)


def test_questions_find_more_right_choices_than_silence():
    asked = [one for _, one in played(10, most=3, worth=0.5)]
    silent = [one for _, one in played(10, most=0, worth=0.5)]
    assert sum(one.questions for one in asked) / len(asked) <= 1.6
    assert sum(one.equal for one in asked) > sum(one.equal for one in silent)
    assert sum(one.lost for one in asked) < sum(one.lost for one in silent)
    assert row("all", asked).startswith("all ")


def test_the_same_user_answers_the_same():
    table = QUALITIES["hard"]
    assert play(table, 1, most=3, worth=0.5) == play(table, 1, most=3, worth=0.5)
