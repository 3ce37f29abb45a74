"""Bets on weighted draws: fair under the hypothesis, fast where it is false."""

import numpy as np
import pytest

from tools.selection.racing.wagers import Draws, draw, log_growth


def played(right, chances, bar, rng, *, n=None):
    """Return the path of the log wealth of a bet that fewer than `bar` are right."""
    n = n or len(right)
    drawn = draw(rng, np.arange(len(right)), chances, n, doubt=0.0)
    return np.cumsum(log_growth(drawn, right[drawn.examples].astype(float), bar))


def test_one_draw_from_two_examples_by_hand():
    # Weights 0.5 and 0.5, chances 0.5 and 0.5, and both must be right under the hypothesis:
    # d = 2 - 1 = 1, variance = 1 (0.25 / 0.5 + 0.25 / 0.5) = 1, stake = 1 / (1 + 1) = 0.5,
    # capped: worst = 0.5 / 0.5 = 1, room = 1 * 1 - 1 = 0, so not capped.
    half = np.array([0.5])
    drawn = Draws(
        examples=np.array([0]),
        weights=half,
        chances=half,
        unknown=2,
        total=1.0,
        expected=1.0,
        noise=1.0,
        worst=1.0,
        doubt=0.0,
    )
    # Right: z = 0.5 * 1 / 0.5 = 1, factor 1 + 0.5 (1 - 1); wrong: z = -1, factor 1 + 0.5 * 2.
    assert log_growth(drawn, np.array([1.0]), 2) == pytest.approx([0.0])
    assert log_growth(drawn, np.array([0.0]), 2) == pytest.approx([np.log(2.0)], rel=1e-6)


def test_each_example_comes_once_and_heavy_ones_come_early():
    rng = np.random.default_rng(1)
    chances = np.where(np.arange(200) < 20, 0.5, 0.998)
    first = [draw(rng, np.arange(200), chances, 200, 0.0).examples for _ in range(50)]
    assert all(sorted(order) == list(range(200)) for order in first)
    places = np.mean([np.flatnonzero(np.isin(order, np.arange(20))).mean() for order in first])
    assert places < 60


@pytest.mark.parametrize("guess", ["good", "bad", "opposite"])
def test_a_true_hypothesis_is_refuted_in_few_of_many_races_whatever_was_guessed(guess):
    rng = np.random.default_rng(7)
    won = 0
    races, pool, level = 2_000, 120, np.log(20)
    for _ in range(races):
        difficulty = rng.random(pool)
        right = rng.random(pool) < difficulty
        chances = {"good": difficulty, "bad": rng.random(pool), "opposite": 1 - difficulty}[guess]
        path = played(right, np.clip(chances, 0.002, 0.998), int(right.sum()), rng)
        won += path[:-1].max() >= level
    # 5 % are allowed; 6.5 % is three standard errors above.
    assert won / races <= 0.065


def test_a_false_hypothesis_is_refuted_sooner_by_a_good_guess():
    rng = np.random.default_rng(3)
    pool, level = 600, np.log(20)
    needed = {"good": [], "even": []}
    for _ in range(40):
        difficulty = np.where(np.arange(pool) < 150, 0.5, 0.99)
        right = rng.random(pool) < difficulty
        for name, chances in (("good", difficulty), ("even", np.full(pool, difficulty.mean()))):
            path = played(right, chances, int(right.sum()) + 45, rng)
            reached = np.flatnonzero(path >= level)
            needed[name].append(reached[0] + 1 if len(reached) else pool)
    assert np.median(needed["good"]) < 0.7 * np.median(needed["even"])
    assert np.median(needed["good"]) < pool / 2
