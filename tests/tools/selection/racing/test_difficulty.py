"""The fit of abilities and difficulties finds what made the answers."""

import numpy as np
import pytest
from scipy.special import expit

from tools.selection.racing.difficulty import fit


def made(models, examples, rng):
    ability, difficulty = rng.normal(1.0, 1.0, models), rng.normal(0.0, 1.5, examples)
    chance = expit(ability[:, None] - difficulty[None, :])
    return ability, difficulty, (rng.random(chance.shape) < chance).astype(np.int8)


def test_abilities_and_difficulties_come_back_in_order():
    ability, difficulty, answers = made(40, 300, np.random.default_rng(1))
    found = fit(answers)
    assert np.corrcoef(found.ability, ability)[0, 1] > 0.97
    assert np.corrcoef(found.difficulty, difficulty)[0, 1] > 0.9


def test_chances_of_unseen_answers_are_neither_bold_nor_shy():
    rng = np.random.default_rng(2)
    _, _, answers = made(40, 300, rng)
    hidden = rng.random(answers.shape) < 0.7
    found = fit(np.where(hidden, -1, answers).astype(np.int8))
    chances = np.vstack([found.chances(model) for model in range(40)])[hidden]
    right = answers[hidden]
    for low, high in ((0.0, 0.3), (0.3, 0.6), (0.6, 0.8), (0.8, 1.0)):
        some = (chances >= low) & (chances < high)
        assert right[some].mean() == pytest.approx(chances[some].mean(), abs=0.05)


def test_who_answered_nothing_is_thought_of_like_the_others():
    _, _, answers = made(20, 100, np.random.default_rng(3))
    answers[7] = -1
    found = fit(answers)
    others = np.delete(found.ability, 7)
    assert found.ability[7] == pytest.approx(others.mean(), abs=0.05)
    assert found.ability_variance[7] > 3 * np.delete(found.ability_variance, 7).max()


def test_nothing_known_is_a_prior_and_no_error():
    found = fit(np.full((3, 5), -1, dtype=np.int8))
    assert 0.5 < found.chances(0)[0] < 0.9


def test_looking_again_at_one_model_moves_towards_a_whole_fit():
    rng = np.random.default_rng(4)
    _, _, answers = made(30, 400, rng)
    few = answers.copy()
    few[0, 10:] = -1
    found = fit(few)
    before = found.ability[0]
    found.look_again(0, answers[0])
    whole = fit(answers).ability[0]
    assert abs(found.ability[0] - whole) < abs(before - whole)
