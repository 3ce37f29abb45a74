"""Every policy keeps to the board and to the budget."""

import gc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from races import noisy, run, stored

from agent.replay import goal_of
from tools.selection.racing.board import Ask, Board, Outcome
from tools.selection.racing.policies import BY_METADATA, POLICIES, Setting
from tools.selection.racing.replay import replay

PLAYING = sorted(set(POLICIES) - set(BY_METADATA))


@pytest.mark.parametrize("policy", PLAYING)
@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 1_000),
    models=st.integers(1, 9),
    pool=st.integers(1, 60),
    fraction=st.floats(0, 1.2),
    goal=st.sampled_from(["best", "cheapest", "exchange"]),
)
def test_no_policy_spends_more_than_the_budget(policy, seed, models, pool, fraction, goal):
    rng = np.random.default_rng(seed)
    table = stored(noisy(rng.random(models), pool, rng), rng.uniform(0.1, 5, models))
    budget = fraction * table.brute_force
    found, _ = run(policy, table, goal, seed=seed, budget=budget)
    board = found.board
    spent = (board.load * board.loaded + board.per_example * (board.answers >= 0).sum(axis=1)).sum()
    assert board.spent == pytest.approx(spent)
    assert board.spent <= budget * (1 + 1e-9)
    assert found.outcome.chosen is None or board.loaded[found.outcome.chosen]


@pytest.mark.parametrize("policy", PLAYING)
def test_every_policy_finds_the_best_with_enough_budget(policy):
    rng = np.random.default_rng(11)
    table = stored(noisy(np.array([0.55, 0.6, 0.9, 0.65]), 400, rng))
    found, is_right = run(policy, table, budget=table.brute_force)
    assert is_right
    assert found.outcome.chosen == 2


def test_brute_force_knows_everything_and_charges_for_it():
    rng = np.random.default_rng(1)
    table = stored(noisy(rng.random(5), 40, rng), rng.uniform(1, 2, 5))
    found, is_right = run("brute-force", table)
    assert is_right
    assert found.outcome.certified
    assert found.board.spent == pytest.approx(table.brute_force)


def test_picking_by_a_number_asks_nothing():
    table = stored(noisy(np.array([0.5, 0.9]), 50, np.random.default_rng(1)))
    known = {"smallest": np.array([-5.0, -9.0])}
    goal = goal_of("best", table.per_example, 1.0)
    found = replay(POLICIES["smallest"](Setting(goal, 0.05, 0, known)), table)
    assert found.outcome.chosen == 0
    assert found.board.spent == 0


class Spy:
    """Looks at everything that can be reached from the board."""

    def __init__(self):
        self.arrays = []

    def play(self, board):
        yield Ask(0, np.arange(3))
        seen, left = set(), [board]
        while left:
            found = left.pop()
            if id(found) in seen or isinstance(found, type):
                continue
            seen.add(id(found))
            if isinstance(found, np.ndarray):
                self.arrays.append(found)
            left += gc.get_referents(found)
        return Outcome(0, certified=False)

    def choose(self, board):
        return 0


def test_a_policy_cannot_get_at_answers_that_were_not_paid_for():
    right = noisy(np.full(4, 0.5), 50, np.random.default_rng(1))
    spy = Spy()
    found = replay(spy, stored(right))
    assert spy.arrays
    answers = [a for a in spy.arrays if a.size >= right.size]
    assert all((a == -1).sum() == right.size - 3 for a in answers)
    assert (found.board.answers[0, :3] == right[0, :3]).all()


def test_an_answer_is_charged_once():
    board = Board.empty(10, np.array([2.0]), np.array([5.0]))
    ask = Ask(0, np.arange(4))
    board.enter(ask, np.ones(4, dtype=bool))
    board.enter(ask, np.ones(4, dtype=bool))
    assert board.spent == 5 + 4 * 2


def test_successive_halving_lets_fewer_and_fewer_go_on():
    rng = np.random.default_rng(3)
    table = stored(noisy(np.linspace(0.3, 0.9, 16), 400, rng))
    found, _ = run("successive-halving", table, budget=0.3 * table.brute_force)
    asked = np.sort((found.board.answers >= 0).sum(axis=1))
    assert asked[0] < asked[-1] / 4


def test_with_the_cheap_first_the_dear_stay_out_of_a_small_budget():
    rng = np.random.default_rng(3)
    costs = np.array([1.0, 2.0, 4.0, 64.0, 128.0])
    table = stored(noisy(np.full(5, 0.7), 200, rng), costs)
    found, _ = run("cheap-first-halving", table, budget=0.02 * table.brute_force)
    assert not found.board.loaded[3:].any()
    assert found.board.loaded[0]
