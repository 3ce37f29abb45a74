"""A bet that a model has fewer right answers in the pool than a bar, won on weighted draws.

The hypothesis to refute: `at least bar examples of the pool are right`. Examples are drawn one
after the other without replacement, each with a chance in proportion to its weight, and before
each draw a share of the wealth is staked on a result lower than the hypothesis allows. Under the
hypothesis the wealth is a nonnegative supermartingale that starts at 1, so it ever reaches
1 / alpha with a chance of at most alpha (Ville 1939), however draws, weights and stakes follow
from the past. Weighted draws without replacement: Shekhar, Xu, Lipton, Liang & Ramdas 2023
(arXiv:2305.06884). What a good guess of each answer does is lower the variance, as a control
variate; a bad one only makes the bet slow.
"""

from dataclasses import dataclass

import numpy as np

from tools.selection.racing.board import Floats, Ints

# The largest share of the wealth that one draw may lose.
_AT_STAKE = 0.8


@dataclass(frozen=True)
class Draws:
    """Examples in the order drawn, and what was thought of the pool's unknown part before.

    `total`, `expected`, `noise`: sums over all unknown examples of the weights, of the chances,
    and of chance (1 - chance) / weight; `worst`: the largest (1 - chance) / weight.
    """

    examples: Ints
    weights: Floats
    chances: Floats
    unknown: int
    total: float
    expected: float
    noise: float
    worst: float
    doubt: float


def weights_of(chances: Floats) -> Floats:
    """Return weights that make the bet fast: the standard deviation of each answer.

    The floors keep a right answer that was thought unlikely from costing the bet too much.
    """
    found: Floats = np.maximum(np.sqrt(chances * (1 - chances)), (1 - chances) / 2)
    return found


def draw(rng: np.random.Generator, unknown: Ints, chances: Floats, n: int, doubt: float) -> Draws:
    """Draw examples one after the other, each in proportion to its weight among those left.

    Args:
        rng: where chance comes from.
        unknown: the examples that are not answered yet.
        chances: of a right answer, of each of these.
        n: how many to draw at most.
        doubt: the variance of the sum of the chances.

    """
    weights = weights_of(chances)
    # The smallest of exponential times / weight come first: the same as one draw after another.
    times = rng.exponential(size=len(unknown)) / weights
    first = np.argsort(times, kind="stable")[:n]
    return Draws(
        examples=unknown[first],
        weights=weights[first],
        chances=chances[first],
        unknown=len(unknown),
        total=float(weights.sum()),
        expected=float(chances.sum()),
        noise=float((chances * (1 - chances) / weights).sum()),
        worst=float(((1 - chances) / weights).max()),
        doubt=doubt,
    )


def log_growth(draws: Draws, right: Floats, needed: int) -> Floats:
    """Return what each draw adds to the logarithm of the wealth.

    Before draw t with what is known by then, under the hypothesis: the sum over the unknown of
    (right - chance) is at least d = needed - expected. Its estimate from one draw, z = (right -
    chance) / probability, has that sum as its mean, so 1 + stake (d - z) has a mean of at most 1
    for every stake >= 0 that keeps it from going below 0.

    Args:
        draws: as drawn.
        right: 1.0 or 0.0 for each.
        needed: the least number of right ones among the unknown, before the first draw.

    """
    total = draws.total - _before(draws.weights)
    d = needed - _before(right) - (draws.expected - _before(draws.chances))
    spread = draws.chances * (1 - draws.chances)
    variance = total * np.maximum(draws.noise - _before(spread / draws.weights), 0.0)
    total = np.maximum(total, draws.weights)
    z = (right - draws.chances) * total / draws.weights
    room = total * draws.worst - d
    most = np.where(room > 0, _AT_STAKE / np.maximum(room, 1e-12), 1.0)
    stake = np.clip(d / (d * d + variance + draws.doubt + 1e-12), 0.0, most)
    grown: Floats = np.log1p(stake * (d - z))
    return grown


def _before(values: Floats) -> Floats:
    """Return the sums of what came before each."""
    found: Floats = np.cumsum(values) - values
    return found
