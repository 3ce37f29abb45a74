"""How likely a model is to answer an example right, from everybody's answers so far.

The Rasch model (Rasch 1960): the log odds are the model's ability less the example's difficulty.
A wrong fit makes a race dearer and no certificate less true: chances only weigh the draws.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from tools.selection.racing.board import UNKNOWN, Answers, Bools, Floats

Singles = NDArray[np.float32]

_STEP = 1.0
_SPREAD = (0.5, 3.0)
# Of a probit's slope to a logit's: MacKay 1992 (doi:10.1162/neco.1992.4.5.720).
_PROBIT = np.pi / 8


@dataclass(frozen=True)
class Fit:
    """Abilities `(models,)` and difficulties `(examples,)` in log odds, with their variances."""

    ability: Floats
    ability_variance: Floats
    difficulty: Floats
    difficulty_variance: Floats
    centre: float
    spread: float
    difficulty_spread: float

    def look_again(self, model: int, answers: Answers) -> None:
        """Set one model's ability by its newest answers `(examples,)`, as difficulties stand."""
        asked = answers != UNKNOWN
        right, difficulty = answers[asked], self.difficulty[asked]
        variance = self.difficulty_variance[asked]
        odds = self.ability[model]
        for _ in range(2):
            chance = expit((odds - difficulty) / np.sqrt(1 + _PROBIT * variance))
            slope = float((chance * (1 - chance)).sum()) + 1 / self.spread
            push = float((right - chance).sum()) - (odds - self.centre) / self.spread
            odds += float(np.clip(push / slope, -_STEP, _STEP))
        self.ability[model], self.ability_variance[model] = odds, 1 / slope

    def chances(self, models: int | slice) -> Floats:
        """Return the chances of a right answer, what is unsure averaged over.

        Of one model `(examples,)`, or of several `(models, examples)`.
        """
        variance = np.add.outer(self.ability_variance[models], self.difficulty_variance)
        odds = np.subtract.outer(self.ability[models], self.difficulty)
        found: Floats = np.clip(expit(odds / np.sqrt(1 + _PROBIT * variance)), 0.002, 0.998)
        return found


def fit(answers: Answers, before: Fit | None = None, *, sweeps: int = 12) -> Fit:
    """Return the most likely abilities and difficulties under normal priors, by Newton's steps.

    The priors' means and spreads are set from the estimates themselves (empirical Bayes).

    Args:
        answers: `(models, examples)`: 1 right, 0 wrong, -1 not asked.
        before: a fit of earlier answers to start from.
        sweeps: steps over all abilities and difficulties.

    """
    known = answers != UNKNOWN
    seen, asked = known.any(axis=1), known.any(axis=0)
    found = before or _nothing_known(*answers.shape)
    if not seen.any():
        return found
    where = np.ix_(seen, asked)
    # Single precision is twice as fast, and a chance is a rough thing.
    held = known[where].astype(np.float32)
    right = answers[where].astype(np.float32) * held
    a, d = found.ability[seen], found.difficulty[asked]
    centre, a_spread, d_spread = found.centre, found.spread, found.difficulty_spread
    for _ in range(sweeps):
        a, a_variance = _stepped(a, _Prior(centre, a_spread), *_slopes(a, d, right, held, axis=1))
        push, slope = _slopes(a, d, right, held, axis=0)
        d, d_variance = _stepped(d, _Prior(0.0, d_spread), -push, slope)
        centre = float(a.mean())
        a_spread = _bounded(a.var() + a_variance.mean())
        d_spread = _bounded((d**2 + d_variance).mean())
    return Fit(
        _filled(seen, a, centre),
        _filled(seen, a_variance, a_spread),
        _filled(asked, d, 0.0),
        _filled(asked, d_variance, d_spread),
        centre,
        a_spread,
        d_spread,
    )


class _Prior(NamedTuple):
    """A normal prior."""

    mean: float
    variance: float


def _slopes(
    a: Floats, d: Floats, right: Singles, held: Singles, *, axis: int
) -> tuple[Floats, Floats]:
    """Return the log likelihood's first derivative by ability, and minus its second, summed."""
    chance = expit(np.subtract.outer(a.astype(np.float32), d.astype(np.float32)))
    chance *= held
    first = (right - chance).sum(axis=axis, dtype=float)
    chance -= chance * chance
    return first, chance.sum(axis=axis, dtype=float)


def _stepped(at: Floats, prior: _Prior, push: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """Return where a Newton step leads, and the variance there."""
    variance = 1 / (slope + 1 / prior.variance)
    push = push - (at - prior.mean) / prior.variance
    return at + np.clip(push * variance, -_STEP, _STEP), variance


def _nothing_known(models: int, examples: int) -> Fit:
    return Fit(
        np.full(models, _ABILITY.mean),
        np.full(models, _ABILITY.variance),
        np.zeros(examples),
        np.full(examples, _DIFFICULTY),
        *_ABILITY,
        _DIFFICULTY,
    )


def _bounded(variance: float) -> float:
    return float(np.clip(variance, _SPREAD[0] ** 2, _SPREAD[1] ** 2))


def _filled(where: Bools, values: Floats, otherwise: float) -> Floats:
    found = np.full(len(where), otherwise)
    found[where] = values
    return found


# What is thought of a model that nobody has seen: mostly right, give or take; and how far
# examples differ. In log odds.
_ABILITY = _Prior(1.0, 2.0)
_DIFFICULTY = 2.0
