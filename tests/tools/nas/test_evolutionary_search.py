"""Searches that pay for every network, on spaces whose best network is seen at a glance."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import RequestError
from tools.nas.search.breeding import Breeding, children, fresh
from tools.nas.search.costly import aging_search, evolutionary_search, random_search
from tools.nas.search.forecast import forecast, one_hot
from tools.nas.search.hybrid import AS_PUBLISHED, Mixture, hybrid_search, predictor_search
from tools.nas.search.ledger import Ledger, Task
from tools.nas.search.limits import Limit, drawn, keeps
from tools.nas.spaces.space import Space


def nothing(genes):
    raise AssertionError("a search builds nothing")


def digits(places=4, most=5):
    """A space of numbers with so many digits from 0 to `most`."""
    choices = {f"digit {place}": tuple(range(most + 1)) for place in range(places)}
    return Space("digits", choices, (1,), nothing)


def summing(space, budget, *, most=None, price=1.0):
    """A task: the larger the sum of digits the better, of at most a sum."""
    limits = () if most is None else (Limit("sum", most, lambda genes: float(sum(genes))),)
    return Task(space, lambda genes: float(sum(genes)), lambda genes: price, budget, limits)


def everything(task, seed):
    fit = forecast(one_hot(task.space))
    small = Mixture(Breeding(8, 3, 3, 3), demonstrations=6, cheap_generations=3, batch=4)
    return {
        "costly": evolutionary_search(task, Breeding(8, 3, 3, 3), seed=seed),
        "aging": aging_search(task, 8, 3, seed=seed),
        "random": random_search(task, seed=seed),
        "hybrid": hybrid_search(task, fit, small, seed=seed),
        "as published": hybrid_search(task, fit, AS_PUBLISHED, seed=seed),
        "predictor": predictor_search(task, fit, small, seed=seed),
    }


def test_evolution_finds_the_one_best_network_of_1296():
    history = evolutionary_search(summing(digits(), 300), Breeding(), seed=0)
    assert history.best.genes == (5, 5, 5, 5)


def test_aging_evolution_finds_it_too():
    assert aging_search(summing(digits(), 300), 20, 10, seed=0).best.genes == (5, 5, 5, 5)


def test_under_a_limit_the_best_network_lies_on_it():
    history = evolutionary_search(summing(digits(), 200, most=7), Breeding(), seed=1)
    assert history.best.quality == 7


def test_a_space_that_is_used_up_ends_every_search():
    task = summing(digits(places=2, most=1), 100)
    for name in ("costly", "aging", "random"):
        history = everything(task, 0)[name]
        assert {one.genes for one in history.evaluated} == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_limit_that_no_network_keeps_is_said_with_the_nearest():
    with pytest.raises(RequestError, match=r"sum at most -1 \(least drawn: 0\).*Raise a limit"):
        evolutionary_search(summing(digits(), 10, most=-1), Breeding(), seed=0)


def test_an_estimate_that_is_no_number_breaks_the_limit():
    assert not keeps((1,), [Limit("latency", 1.0, lambda genes: float("nan"))])


def test_two_limits_are_kept_at_once():
    even = Limit("odd", 0, lambda genes: float(genes[0] % 2))
    small = Limit("first", 2, lambda genes: float(genes[0]))
    found = {drawn(digits(1), [even, small], Random(seed)) for seed in range(50)}
    assert found == {(0,), (2,)}


def test_a_network_that_fails_is_paid_for_and_never_the_best():
    def evaluate(genes):
        return float("nan") if genes[0] == 5 else float(sum(genes))

    task = Task(digits(places=1), evaluate, lambda genes: 1.0, 6)
    history = random_search(task, seed=0)
    assert len(history.evaluated) == 6
    assert history.best.genes == (4,)
    assert history.best_so_far[-1] == 4.0


def test_where_all_fail_there_is_no_best():
    task = Task(digits(places=1), lambda genes: float("nan"), lambda genes: 1.0, 3)
    history = evolutionary_search(task, Breeding(), seed=0)
    assert len(history.evaluated) == 3
    assert history.best is None


def test_the_ledger_charges_each_network_once_and_closes_before_it_overdraws():
    ledger = Ledger(Task(digits(1), lambda genes: -genes[0], lambda genes: 1.0 + genes[0], 6.0))
    ledger.evaluate([(0,), (2,), (0,), (3,), (1,)])
    history = ledger.close()
    # 1 and 3 are spent; 4 more would be 8 of 6, and what comes after is not asked.
    assert [(one.genes, one.quality, one.spent) for one in history.evaluated] == [
        ((0,), 0, 1.0),
        ((2,), -2, 4.0),
    ]
    assert history.spent == 4.0
    assert history.best_within(0.5) == float("-inf")
    assert history.best_within(1.0) == 0


def test_a_prediction_is_charged_like_everything_else():
    task = Task(digits(1), lambda genes: 1.0, lambda genes: 1.0, 2.0, prediction_price=0.25)
    ledger = Ledger(task)
    assert ledger.predict(6)
    assert not ledger.predict(3)
    assert (ledger.close().spent, ledger.close().predictions) == (1.5, 6)


def test_a_price_that_is_no_number_is_never_paid():
    ledger = Ledger(Task(digits(1), lambda genes: 1.0, lambda genes: float("nan"), 9.0))
    ledger.evaluate([(0,)])
    assert ledger.close().evaluated == ()


def test_children_of_one_parent_by_crossover_alone_are_drawn_afresh():
    task = summing(digits(), 10)
    only = Breeding(mutations=0, crossovers=3)
    made = children(task, only, [(1, 1, 1, 1)], {(1, 1, 1, 1)}, Random(0))
    assert len(set(made)) == 3
    assert (1, 1, 1, 1) not in made


def test_fresh_networks_stop_where_the_space_does():
    task = summing(digits(places=1), 10)
    assert sorted(fresh(task, 9, {(0,), (1,)}, Random(0))) == [(2,), (3,), (4,), (5,)]


@given(
    seed=st.integers(0, 10_000),
    budget=st.floats(0, 40),
    most=st.integers(4, 20),
    price=st.floats(0.3, 3),
)
@settings(max_examples=15, deadline=None)
def test_no_search_breaks_a_limit_overdraws_or_pays_twice(seed, budget, most, price):
    task = summing(digits(), budget, most=most, price=price)
    for history in everything(task, seed).values():
        paid = [one.genes for one in history.evaluated]
        assert all(sum(genes) <= most for genes in paid)
        assert len(paid) == len(set(paid))
        assert history.spent <= budget
        assert len(paid) * price <= budget + 1e-9
        assert list(history.best_so_far) == sorted(history.best_so_far)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=3, deadline=None)
def test_the_same_seed_is_the_same_search(seed):
    task = summing(digits(), 15)
    assert everything(task, seed) == everything(task, seed)
