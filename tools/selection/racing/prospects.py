"""What is expected of every model's unknown answers, and what betting against it would take."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tools.selection.racing.board import UNKNOWN, Board, Bools, Floats
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
    return Prospects(*_rows(board, seen, slice(None)))


def looked_at_again(ahead: Prospects, board: Board, seen: Fit, model: int) -> None:
    """Set what is expected of one model by its newest answers."""
    seen.look_again(model, board.answers[model])
    one = slice(model, model + 1)
    for name, values in zip(Prospects.__slots__, _rows(board, seen, one), strict=True):
        getattr(ahead, name)[one] = values


def _rows(board: Board, seen: Fit, models: slice) -> tuple[Floats, ...]:
    unknown = board.answers[models] == UNKNOWN
    chances, known = seen.chances(models), board.right[models].astype(float)
    weights, variances = weights_of(chances), chances * (1 - chances)
    variance = _over(unknown, variances)
    doubt = variance**2 * seen.ability_variance[models]
    return (
        known + _over(unknown, chances),
        known,
        unknown.sum(axis=1).astype(float),
        variance + doubt,
        doubt,
        _over(unknown, weights) * _over(unknown, variances / weights),
    )


def _over(unknown: Bools, values: Floats) -> Floats:
    """Return the sums of values over the unknown examples of each model."""
    found: Floats = np.einsum("ij,ij->i", values, unknown.astype(values.dtype))
    return found
