"""How long an untrained network takes to answer: weights change nothing of that."""

from collections.abc import Callable
from math import inf

import numpy as np

CALLS = 40
_WARM_UP, _FEWEST = CALLS // 10, 6


def p95_s(
    answer: Callable[[int], object], clock: Callable[[], float], *, most_s: float = inf
) -> float:
    """Return the 95th percentile of 40 answers, by a clock; the first ones are left out.

    Args:
        answer: gives the answer of a number.
        clock: of the thread's CPU, say.
        most_s: seconds after which fewer are enough, six at least: the largest is then near it.

    """
    taken: list[float] = []
    while len(taken) < _WARM_UP + CALLS:
        if sum(taken) > most_s and len(taken) >= _WARM_UP + _FEWEST:
            break
        begun = clock()
        answer(len(taken))
        taken.append(clock() - begun)
    return float(np.quantile(taken[_WARM_UP:], 0.95))
