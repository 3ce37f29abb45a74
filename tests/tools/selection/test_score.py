import pytest
from measured_values import answers, evidence

from tools.domain import Preferences
from tools.selection.score import common_qualities, score, terms


def test_a_score_is_quality_less_each_rate_times_the_doublings_of_its_cost():
    measured = evidence(
        "a", latency_s=0.25, energy_j=4.0, memory_bytes=2**10, size_bytes=2**20
    ).measurement
    # 80 - 1 x 2 + 0.5 x 2 - 0.25 x 10 - 0.1 x 20
    assert terms(measured, Preferences()) == {
        "quality": 80.0,
        "energy": -2.0,
        "latency": 1.0,
        "memory": -2.5,
        "size": -2.0,
    }
    assert score(measured, Preferences()) == 74.5
    assert score(measured, Preferences(), quality=0.5) == 44.5


def test_a_cost_of_nothing_has_a_finite_score():
    measured = evidence("a", size_bytes=0, energy_j=0.0).measurement
    assert terms(measured, Preferences())["size"] == 0
    # log2(1e-6) = -19.93: no less than a microjoule can be told from nothing.
    assert terms(measured, Preferences())["energy"] == pytest.approx(19.9316, abs=1e-4)


def test_equal_numbers_of_answers_are_compared_as_they_are():
    found = common_qualities(
        [evidence("a", correct=answers(7, 10)), evidence("b", correct=answers(9, 10))]
    )
    assert found == [0.7, 0.9]


def test_a_lucky_start_is_carried_to_the_examples_that_the_longest_measured_answered():
    # The long one had 9 of the first 10 right and 60 of all 100: the start was easy by 0.3.
    long = evidence("long", correct=(*answers(9, 10), *answers(51, 90)))
    short = evidence("short", correct=answers(8, 10))
    found = common_qualities([short, long])
    assert found == [pytest.approx(0.5), 0.6]
