"""Finds the candidates that no other one beats in everything."""

from collections.abc import Sequence

import numpy as np

# A million comparisons where there are a thousand points.
_AT_ONCE = 1_000


def front(points: Sequence[tuple[float, ...]], *, at_once: int = _AT_ONCE) -> list[int]:
    """Return the places of the points that no other dominates, less being better in everything.

    Of equal points none dominates the other. So many at once are held against all others.
    """
    found, kept = np.array(points), list[int]()
    for start in range(0, len(points), at_once):
        some = found[start : start + at_once]
        no_worse = np.ones((len(points), len(some)), dtype=bool)
        no_better = np.ones_like(no_worse)
        for all_values, own in zip(found.T, some.T, strict=True):
            no_worse &= all_values[:, None] <= own
            no_better &= all_values[:, None] >= own
        dominated = (no_worse & ~no_better).any(axis=0)
        kept += (start + np.flatnonzero(~dominated)).tolist()
    return kept
