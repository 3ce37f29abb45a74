"""What is expected of every model's unknown answers, and what betting against it would take."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tools.selection.racing.board import Board, Floats
from tools.selection.racing.difficulty import Fit
from tools.selection.racing.wagers import weights_of


@dataclass(frozen=True, slots=True)
class Prospects:
    """By model: right answers expected over the pool, and how sure that is.

    `right`: known ones and the chances of the others; `known`: of these, known. `spread`: the
    variance of `right`; `doubt`: its part that comes from the ability; `noise`: the variance of
    an estimate of the unknown part from one weighted draw.
    """

    right: Floats
    known: Floats
    unknown: Floats
    spread: Floats
    doubt: Floats
    noise: Floats

    def reach(self, least: NDArray[np.int_]) -> Floats:
        """Return the chance that each model has at least so many right answers."""
        found: Floats = ndtr((self.right - least + 0.5) / np.sqrt(self.spread + 1e-9))
        return found

    def draws(self, least: NDArray[np.int_], goal: float | Floats) -> Floats:
        """Return about how many draws show that each has fewer: at most what is unknown.

        A stake of d / (d^2 + variance) grows the logarithm of the wealth by half of
        d^2 / (d^2 + variance) a draw; drawing without replacement shortens the rest.
        """
        needed = least - self.known
        d = least - self.right
        variance = d * d + self.noise + self.doubt
        with np.errstate(divide="ignore", invalid="ignore"):
            endless = np.where(d > 0, 2 * goal * variance / (d * d), np.inf)
            found = np.where(d > 0, endless / (1 + endless / self.unknown), self.unknown)
        found = np.clip(found, np.minimum(1, self.unknown), self.unknown)
        result: Floats = np.where((needed > self.unknown) | (np.asarray(goal) <= 0), 0.0, found)
        return result


def prospects(board: Board, seen: Fit) -> Prospects:
    """Return what is expected of each model, by a fit of the answers so far."""
    rows = np.array([_row(board, seen, model) for model in range(board.models)]).T
    return Prospects(*rows)


def looked_at_again(ahead: Prospects, board: Board, seen: Fit, model: int) -> None:
    """Set what is expected of one model by its newest answers."""
    seen.look_again(model, board.answers[model])
    for name, value in zip(Prospects.__slots__, _row(board, seen, model), strict=True):
        getattr(ahead, name)[model] = value


def _row(board: Board, seen: Fit, model: int) -> tuple[float, ...]:
    unknown = ~board.known(model)
    chances = seen.chances(model)[unknown]
    weights, slope = weights_of(chances), chances * (1 - chances)
    known = float(board.right[model])
    doubt = float(slope.sum() ** 2 * seen.ability_variance[model])
    return (
        known + float(chances.sum()),
        known,
        float(unknown.sum()),
        float(slope.sum()) + doubt,
        doubt,
        float(weights.sum() * (slope / weights).sum()),
    )
