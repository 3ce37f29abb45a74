import random
import sys

import numpy as np
import pytest
from scipy.stats import kendalltau

from tools.errors import RequestError
from tools.nas.proxies.evolved.evolution import Judge, Settings, evolve
from tools.nas.proxies.evolved.fitness import WORST, Judged, drawn, scores, tau
from tools.nas.proxies.evolved.formula import read
from tools.nas.proxies.evolved.statistics import LAYERS, NUMBERS

SMALL = Settings(population=120, generations=12, resamples=2)


def made_up(count, seed):
    """Networks of three or four layers whose accuracy is total(input_least) times depth."""
    source = np.random.default_rng(seed)
    statistics = {name: source.uniform(size=(count, 4)) for name in LAYERS}
    statistics |= {name: source.uniform(1, 2, size=(count, 1)) for name in NUMBERS}
    for name in LAYERS:
        statistics[name][::2, 3] = np.nan
    accuracies = np.nansum(statistics["input_least"], 1) * statistics["depth"][:, 0]
    return Judged(statistics, accuracies)


def test_finds_the_formula_that_made_the_accuracies():
    state = random.getstate()
    found = evolve(made_up(60, 0), made_up(40, 1), {"forward": 1.0}, SMALL)
    unseen = made_up(100, 2)
    assert tau(scores(found.best.formula, unseen.statistics), unseen.accuracies) > 0.98
    assert found.best.formula.statistics() == {"input_least", "depth"}
    assert random.getstate() == state


def test_the_same_seed_finds_the_same():
    few = Settings(population=20, generations=3, seed=4)
    one, other = (evolve(made_up(40, 0), made_up(30, 1), {}, few) for _ in range(2))
    assert one == other


def test_the_front_only_pays_more_for_better():
    seconds = {"forward": 1.0, "backward": 5.0}
    front = evolve(made_up(60, 0), made_up(40, 1), seconds, SMALL).front
    assert [each.seconds for each in front] == sorted(each.seconds for each in front)
    assert [each.overall for each in front] == sorted(each.overall for each in front)


def judged(text, accuracies=None):
    networks = made_up(40, 0)
    formula = read(text, LAYERS, NUMBERS)
    return Judge(networks, {"forward": 2.0}, Settings()).fitness(formula)


def test_a_constant_and_a_nan_are_the_worst_and_size_and_cost_count():
    assert tau(np.ones(5), np.arange(5)) == WORST
    assert tau(np.array([1, np.nan, 2]), np.arange(3)) == WORST
    assert judged("1.5")[0] < -0.99
    short, long = judged("total(input_least)"), judged("total(input_least) + (1.0 - 1.0)")
    assert short > long
    # The numbers do not change the order, so all that differs is four nodes' price.
    assert short[0] - long[0] == pytest.approx(4 * Settings().penalty, abs=0.001)
    assert judged("total(fan_in)")[1] == 0
    assert judged("total(input_least)")[1] == -2


def test_a_network_without_layers_voids_a_formula_of_layers():
    networks = made_up(40, 0)
    networks.statistics["input_least"][3] = np.nan
    formula = read("mean(input_least)", LAYERS, NUMBERS)
    assert Judge(networks, {}, Settings()).mean_tau(formula) == WORST


def test_tau_is_scipys_with_ties():
    source = np.random.default_rng(0)
    one, other = source.integers(0, 6, 50).astype(float), source.integers(0, 6, 50).astype(float)
    assert tau(one, other) == pytest.approx(kendalltau(one, other).statistic)


def test_stratified_draws_take_equally_from_bins_and_deciles():
    # 90 networks at the top, 10 spread below: one in each bin but the last.
    accuracies = np.array([95.0 + n / 100 for n in range(90)] + [10.0 * n for n in range(10)])
    source = np.random.default_rng(0)
    bins = accuracies[drawn(accuracies, 50, "stratified", source)]
    assert sorted(int(value // 9.6) for value in bins).count(9) == 5
    deciles = drawn(accuracies, 50, "deciles", source)
    ranks = np.argsort(np.argsort(accuracies))[deciles] // 10
    assert np.bincount(ranks).tolist() == [5] * 10
    assert len(set(drawn(accuracies, 50, "random", source))) == 50


def test_without_deap_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "deap", None)
    with pytest.raises(RequestError, match=r"greenrunner\[nas\]"):
        evolve(made_up(40, 0), made_up(30, 1), {}, SMALL)
