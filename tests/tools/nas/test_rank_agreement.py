"""Kendall's tau-b by hand, and how sure it is."""

from math import inf, nan, sqrt

import numpy as np
import pytest

from tools.nas.agreement import agreement, margin


def test_counts_pairs_in_and_out_of_order():
    # Pairs of (1, 2, 3, 4) with (10, 30, 20, 40): five in order, one not: (5 - 1) / 6.
    assert agreement([1, 2, 3, 4], [10, 30, 20, 40]).tau == pytest.approx(4 / 6)


def test_ties_are_left_out_on_their_side():
    # Six pairs, one tied in the scores: (5 - 0) / sqrt(5 x 6).
    assert agreement([1, 1, 2, 3], [1, 2, 3, 4]).tau == pytest.approx(5 / sqrt(30))


def test_what_is_undefined_ranks_last_beside_minus_infinity():
    assert agreement([nan, 1, 2, inf], [1, 2, 3, 4]).tau == pytest.approx(1)
    assert agreement([nan, -inf, 2, 3], [1, 2, 3, 4]).tau == pytest.approx(5 / sqrt(30))


def test_scores_that_never_vary_agree_with_nothing():
    assert agreement([1, 1, 1], [1, 2, 3]) is None


def test_few_networks_have_no_interval():
    assert agreement([1, 2, 3], [1, 2, 3]).error is None


def test_the_interval_is_as_wide_as_tau_varies_between_samples():
    source = np.random.default_rng(0)

    def sampled():
        x = source.normal(size=200)
        return agreement(x.tolist(), (x + source.normal(size=200)).tolist())

    found = [sampled() for _ in range(60)]
    spread = 1.96 * np.std([one.tau for one in found])
    assert np.mean([one.error for one in found]) == pytest.approx(spread, rel=0.3)


def test_a_margin_is_the_difference_of_both_taus():
    # (1, 2, 3, 4) is in order, (1, 2, 4, 3) has one pair of six out of order: 1 - 4 / 6.
    found = margin([1, 2, 3, 4], [1, 2, 4, 3], [1, 2, 3, 4])
    assert (found.tau, found.error) == (pytest.approx(2 / 6), None)


def test_scores_have_no_margin_over_themselves_and_none_over_what_never_varies():
    x = np.random.default_rng(0).normal(size=40).tolist()
    found = margin(x, x, list(range(40)))
    assert (found.tau, found.error) == (0, 0)
    assert margin(x, [1] * 40, list(range(40))) is None


def test_the_margin_varies_between_samples_as_its_interval_says():
    source = np.random.default_rng(1)

    def sampled():
        x = source.normal(size=200)
        better, worse = (x + source.normal(scale=by, size=200) for by in (0.5, 1))
        # Rounded: ties are there too.
        return margin(better.round(1).tolist(), worse.round(1).tolist(), x.tolist())

    found = [sampled() for _ in range(60)]
    spread = 1.96 * np.std([one.tau for one in found])
    assert np.mean([one.error for one in found]) == pytest.approx(spread, rel=0.3)
