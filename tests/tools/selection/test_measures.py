"""Measures against their definitions and against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from tools.selection.measures import entity_f1, recall_at_k, resampled, spearman, value


def test_entity_f1_is_over_all_entities():
    # 5 entities in three texts; 4 claimed, 3 of them rightly: precision 3 / 4, recall 3 / 5.
    there, said = np.array([2, 3, 0]), np.array([[2, 2], [1, 1], [0, 1]])
    assert value(entity_f1, there, said) == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert value(entity_f1, np.array([0]), np.array([[0, 0]])) == 0.0


def test_recall_at_k_is_a_mean_over_queries():
    assert value(recall_at_k, np.array([1, 2, 4]), np.array([1, 1, 1])) == pytest.approx(1.75 / 3)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=40))
def test_spearman_is_scipys(pairs):
    expected, said = np.array(pairs).T
    varies = len(set(expected)) > 1 and len(set(said)) > 1
    wanted = spearmanr(expected, said).statistic if varies else 0.0
    assert value(spearman, expected, said) == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize("measure", [recall_at_k, spearman])
def test_samples_vary_about_the_value(measure):
    rng = np.random.default_rng(1)
    expected = rng.integers(1, 6, 200)
    said = np.minimum(expected, rng.integers(0, 6, 200))
    draws = resampled(measure, expected, said)
    assert abs(draws.mean() - value(measure, expected, said)) < 3 * draws.std() < 0.3
