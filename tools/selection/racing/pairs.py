"""A bet that values along the pool's random order add up to less than a total."""

import numpy as np

from tools.selection.racing.board import Floats

# The largest share of the wealth that one example may lose.
_AT_STAKE = 0.8
# What values are thought to be before any was seen, and with how many examples' weight.
PRIOR_WEIGHT = 8.0
PRIOR_SQUARE = 0.15


def log_growth(values: Floats, total: int, pool: int, so_far: Floats | None = None) -> Floats:
    """Return what each example adds to the logarithm of the wealth.

    Under the hypothesis the values over the pool add up to `total` at least, so before draw t the
    mean of what is left is at least m = (total - sum so far) / (pool - t), and a stake on less
    than m does not win on average. Waudby-Smith & Ramdas 2020 (arXiv:2006.04347, section 4).
    The stake is Kelly's for what was seen so far, drawn in to a value of 0.

    Args:
        values: in the order drawn, each at most 1: answers, or differences of two models'.
        total: what they add up to under the hypothesis, at least.
        pool: how many there are.
        so_far: what the quantity that is drawn from next came to before each draw, where it is not
            the same at all draws; the hypothesis is then about each of them.

    """
    t = np.arange(len(values))
    own = np.cumsum(values) - values
    squares = np.cumsum(values**2) - values**2
    m = (total - (own if so_far is None else so_far)) / (pool - t)
    weight = t + PRIOR_WEIGHT
    mean = own / weight
    variance = (squares + PRIOR_WEIGHT * PRIOR_SQUARE) / weight - mean**2
    edge = m - mean
    most = np.where(m < 1, _AT_STAKE / np.maximum(1 - m, 1e-9), 1.0)
    stake = np.clip(edge / (edge**2 + variance), 0, most)
    grown: Floats = np.log1p(stake * (m - values))
    return grown
