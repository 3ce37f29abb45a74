"""The certified front leaves out nobody who is needed and holds nobody who is idle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from races import answers, noisy

from tools.selection.racing.board import Board
from tools.selection.racing.fronts import Fronts
from tools.selection.racing.replay import Stored, played


def raced(table, costs, *, seed=0, delta=0.05, epsilon=1.0):
    costs = np.array(costs, dtype=float).reshape(len(table), -1)
    models, pool = table.shape
    board = Board.empty(pool, costs[:, 0], np.zeros(models))
    order = np.random.default_rng(seed).permutation(pool)
    race = Fronts(board, costs, delta, order, epsilon)
    front = played(race.play(), board, Stored(table, costs[:, 0], np.zeros(models)))
    return front, board, race


def is_right(front, table, race):
    quality = 100 * table.mean(axis=1)
    for model in range(len(table)):
        cheaper = race.cheaper(model)
        best = quality[cheaper].max() if len(cheaper) else -np.inf
        if model in front.members and quality[model] <= best - 1e-9:
            return False
        if model not in front.members and quality[model] > best + race.epsilon + 1e-9:
            return False
    return True


def test_a_staircase_is_found_and_what_lies_under_it_is_left_out():
    table = answers([0.5, 0.45, 0.7, 0.69, 0.9], 1_000, np.random.default_rng(1))
    front, board, race = raced(table, [1, 2, 3, 4, 5])
    assert front.members == (0, 2, 4)
    assert front.certified
    assert is_right(front, table, race)
    assert board.asked.sum() < 0.7 * table.size


def test_whoever_is_cheap_in_something_stays():
    table = answers([0.9, 0.5, 0.5], 400, np.random.default_rng(2))
    front, _, _ = raced(table, [[5, 5], [1, 9], [9, 1]])
    assert set(front.members) == {0, 1, 2}
    front, _, _ = raced(table, [[1, 1], [2, 9], [9, 2]])
    assert front.members == (0,)


@pytest.mark.parametrize("pool", [30, 300])
def test_equals_leave_the_cheapest_only(pool):
    row = answers([0.8], pool, np.random.default_rng(3))
    front, _, _ = raced(np.repeat(row, 4, axis=0), [4, 3, 2, 1])
    assert front.members == (3,)


def test_who_could_not_be_needed_if_always_right_is_never_loaded():
    table = answers([0.98, 0.99, 1.0], 2_000, np.random.default_rng(4))
    front, board, _ = raced(table, [1, 2, 3], epsilon=10.0)
    assert front.members == (0,)
    assert board.asked[2] == 0


@pytest.mark.parametrize("kinds", [1, 2])
def test_fronts_are_seldom_wrong(kinds):
    wrong = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        table = noisy(rng.uniform(0.6, 0.9, 8), 500, rng)
        front, _, race = raced(table, rng.uniform(0.1, 5, (8, kinds)), seed=seed)
        wrong += not is_right(front, table, race)
    # 5 % of 30 is 1.5; 5 is three standard errors above.
    assert wrong <= 5


@settings(deadline=None, max_examples=60)
@given(
    models=st.integers(1, 6),
    pool=st.integers(1, 60),
    kinds=st.integers(1, 2),
    seed=st.integers(0, 10_000),
)
def test_a_front_that_must_not_be_wrong_is_exact(models, pool, kinds, seed):
    rng = np.random.default_rng(seed)
    table = noisy(rng.uniform(0.3, 1.0, models), pool, rng)
    costs = rng.integers(1, 4, (models, kinds))
    front, board, race = raced(table, costs, delta=1e-12)
    assert is_right(front, table, race)
    assert (board.asked <= pool).all()
