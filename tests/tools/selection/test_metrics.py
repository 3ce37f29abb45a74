"""Macro-F1 against scikit-learn, and the bootstrap's intervals against the truth."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured_values import between, evidence
from sklearn.metrics import f1_score

from tools.domain import Preferences
from tools.selection.measures import macro_f1, resampled, value
from tools.selection.metrics import arrays, by_macro_f1, quality
from tools.selection.paired import compare, quality_difference

CLASSES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60)


@given(CLASSES)
def test_macro_f1_is_scikit_learns(pairs):
    expected, predicted = np.array(pairs).T
    with warnings.catch_warnings(action="ignore"):
        wanted = f1_score(expected, predicted, average="macro", zero_division=0)
    assert value(macro_f1, expected, predicted) == pytest.approx(wanted, abs=1e-6)


def drawn(seed, n, *, rare=0.1, right=0.8):
    rng = np.random.default_rng(seed)
    expected = (rng.random(n) < rare).astype(int)
    hit = rng.random(n) < np.where(expected == 1, right - 0.2, right)
    return expected, np.where(hit, expected, 1 - expected)


def measured(name, expected, predicted):
    correct = tuple((expected == predicted).tolist())
    share, reach = sum(correct) / len(correct), len(correct) ** -0.5
    by_accuracy = evidence(
        name,
        correct=correct,
        quality=between(max(0, share - reach), share, min(1, share + reach)),
    )
    return by_macro_f1(by_accuracy, predicted.tolist(), expected.tolist())


def test_the_interval_of_macro_f1_holds_the_truth_as_often_as_it_says():
    everything = drawn(0, 200_000)
    truth, held = value(macro_f1, *everything), 0
    for seed in range(1, 101):
        own = np.random.default_rng(seed).choice(len(everything[0]), 400)
        draws = resampled(macro_f1, everything[0][own], everything[1][own])
        low, high = np.quantile(draws, (0.025, 0.975))
        held += low <= truth <= high
    # 95 expected of 100; a right interval falls below 86 with a chance under 0.1 %.
    assert held >= 86


def test_quality_and_its_interval_are_macro_f1_where_the_classes_are_known():
    expected, predicted = drawn(1, 300)
    one = measured("a", expected, predicted)
    assert one.measurement.quality.mid == pytest.approx(value(macro_f1, expected, predicted))
    assert one.measurement.quality.low < one.measurement.quality.mid < one.measurement.quality.high
    assert quality(one, 100) == pytest.approx(value(macro_f1, expected[:100], predicted[:100]))
    assert one.measurement.quality.mid < sum(one.correct) / len(one.correct)


def test_answers_that_are_all_right_leave_an_interval():
    expected, _ = drawn(1, 64)
    all_right = measured("a", expected, expected)
    assert all_right.measurement.quality.mid == 1.0
    assert all_right.measurement.quality.low <= 1 - 64**-0.5


def test_a_difference_of_macro_f1_is_paired_and_says_what_it_is():
    expected, predicted = drawn(2, 500)
    better = np.where(np.arange(500) < 400, expected, predicted)
    first, second = measured("a", expected, better), measured("b", expected, predicted)
    found = quality_difference(first, second)
    assert found.mid == pytest.approx(
        value(macro_f1, expected, better) - value(macro_f1, expected, predicted)
    )
    assert 0 < found.low < found.mid < found.high
    same = quality_difference(first, first)
    assert same.low < same.mid == 0 < same.high
    assert compare(first, second, Preferences()).metric == "macro_f1"


def test_samples_of_the_same_length_are_of_the_same_draws():
    expected, predicted = drawn(3, 200)
    first, second = resampled(macro_f1, expected, predicted), resampled(macro_f1, *drawn(3, 200))
    assert (first == second).all()
    assert first.std() > 0


def test_fewer_classes_than_answers_are_not_made_up():
    expected, predicted = drawn(3, 20)
    one = measured("a", np.concatenate([expected, expected])[:40], np.concatenate([predicted] * 2))
    first = arrays(one.classes, 20)
    assert [len(values) for values in first] == [20, 20]
