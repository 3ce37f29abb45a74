"""Hybrid searches: what the predictor decides, what is paid for, and when."""

from random import Random

import numpy as np
import pytest

from tools.nas.search.breeding import Breeding
from tools.nas.search.costly import evolutionary_search, random_search
from tools.nas.search.forecast import forecast, one_hot
from tools.nas.search.hybrid import AS_PUBLISHED, Mixture, hybrid_search, predictor_search
from tools.nas.search.ledger import Task
from tools.nas.spaces.paths import path_features
from tools.nas.spaces.space import Space


def nothing(genes):
    raise AssertionError("a search builds nothing")


SPACE = Space("digits", {f"digit {n}": tuple(range(6)) for n in range(5)}, (1,), nothing)


def task(budget, prediction_price=0.0):
    return Task(
        SPACE,
        lambda genes: float(sum(genes)),
        lambda genes: 1.0,
        budget,
        prediction_price=prediction_price,
    )


def oracle(networks, qualities):
    return lambda candidates: np.array([float(sum(genes)) for genes in candidates])


def contrary(networks, qualities):
    return lambda candidates: np.array([-float(sum(genes)) for genes in candidates])


def test_a_predictor_that_knows_leads_to_the_best_for_one_evaluation():
    mixture = Mixture(demonstrations=0, cheap_generations=30)
    history = predictor_search(task(100), oracle, mixture, seed=0)
    assert [one.genes for one in history.evaluated] == [(5, 5, 5, 5, 5)]
    # The first generation, 29 more and the last are ranked; each has 25 networks.
    assert history.predictions == 31 * 25


def test_cheap_generations_cost_no_evaluation_and_the_best_predicted_is_paid_first():
    mixture = Mixture(demonstrations=10, cheap_generations=30)
    history = hybrid_search(task(11), oracle, mixture, seed=0)
    assert len(history.evaluated) == 11
    assert history.evaluated[10].genes == (5, 5, 5, 5, 5)


def test_demonstrations_are_paid_and_do_not_depend_on_the_predictor():
    first, other = (
        hybrid_search(task(10), fit, Mixture(demonstrations=10), seed=3)
        for fit in (oracle, contrary)
    )
    assert first == other
    assert first.spent == 10


def test_costly_generations_mend_what_a_contrary_predictor_did():
    history = hybrid_search(task(400), contrary, AS_PUBLISHED, seed=0)
    assert history.evaluated[20].quality < 5
    assert history.best.quality >= 24


def test_published_searches_pay_for_whole_generations_and_predict_only_before():
    history = hybrid_search(task(60), oracle, AS_PUBLISHED, seed=0)
    assert len(history.evaluated) == 60
    assert history.predictions == 16 * 25


def test_screened_children_are_predicted_ten_for_each_that_is_paid():
    fits = []

    def counting(networks, qualities):
        fits.append(len(networks))
        return oracle(networks, qualities)

    mixture = Mixture(demonstrations=20, cheap_generations=0, batch=10, bred_per_paid=10)
    history = hybrid_search(task(40), counting, mixture, seed=0)
    # 20 demonstrations, of 25 drawn 5 more, a batch of 10, and half a one: the budget is spent.
    assert fits == [20, 25, 35, 40]
    assert history.predictions == 25 + 2 * 100


def test_predictions_that_the_budget_cannot_pay_end_the_search():
    history = hybrid_search(
        task(12, prediction_price=1.0), oracle, Mixture(demonstrations=10), seed=0
    )
    assert (len(history.evaluated), history.predictions) == (10, 0)


def test_it_learns_from_what_was_paid_and_needs_fewer_than_costly_search():
    fit = forecast(one_hot(SPACE))

    def until_24(history):
        return next(n for n, best in enumerate(history.best_so_far, start=1) if best >= 24)

    hybrid = [until_24(hybrid_search(task(80), fit, Mixture(), seed=seed)) for seed in range(3)]
    costly = [until_24(evolutionary_search(task(400), Breeding(), seed=seed)) for seed in range(3)]
    assert np.median(hybrid) < np.median(costly)


def test_a_forecast_ranks_a_sum_it_was_shown_on_others():
    source = Random(0)
    networks = [SPACE.draw(source) for _ in range(60)]
    ranking = forecast(one_hot(SPACE))(networks, [float(sum(genes)) for genes in networks])
    low, middle, high = ranking([(0, 0, 0, 0, 0), (2, 2, 3, 2, 3), (5, 5, 5, 5, 5)])
    assert low < middle < high


def test_a_forecast_is_indifferent_to_what_stretches_qualities():
    networks = [(n, 0, 0, 0, 0) for n in range(5)]
    fit = forecast(one_hot(SPACE))
    plain = fit(networks, [1, 2, 3, 4, 5])(networks)
    stretched = fit(networks, [-1e9, 2, 3, 400, 5e6])(networks)
    np.testing.assert_allclose(plain, stretched)


def test_a_forecast_from_one_network_a_failure_or_nothing_is_finite():
    fit = forecast(one_hot(SPACE))
    networks = [(0, 0, 0, 0, 0), (1, 1, 1, 1, 1)]
    assert fit([], [])(networks).tolist() == [0.0, 0.0]
    assert np.isfinite(fit(networks[:1], [3.0])(networks)).all()
    low, high = fit(networks, [float("-inf"), 3.0])(networks)
    assert low < high


def test_fixed_genes_have_no_features():
    space = Space("two", {"fixed": (7,), "free": ("a", "b")}, (1,), nothing)
    assert one_hot(space)((7, "b")) == [0.0, 1.0]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # All ways there; six 3x3; no way is skips; at most 3 and at least 1 convolution.
        ("333333", [1, 1, 1, 1, 0, 6, 0, 0, 0, 3, 1, 3, 0]),
        # Nothing arrives.
        ("nnnnnn", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        # 3<-0 skips, and a 1x1 leads to a node that leads nowhere.
        ("1nnsnn", [1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]),
        # 1<-0 3x3, 2<-1 pools, 3<-2 1x1: one way of two convolutions, one 3x3.
        ("3nann1", [0, 0, 0, 1, 1, 1, 1, 0, 0, 2, 2, 1, 1]),
    ],
)
def test_ways_through_a_cell_are_read_from_its_letters(code, expected):
    assert path_features(tuple(code)) == expected


def test_random_search_predicts_nothing():
    assert random_search(task(5), seed=0).predictions == 0
