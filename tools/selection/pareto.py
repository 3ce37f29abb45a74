"""Finds the candidates that no other one beats in everything."""

from collections.abc import Sequence

import numpy as np

# So many points are held against the front at once.
_AT_ONCE = 64


def front(points: Sequence[tuple[float, ...]]) -> list[int]:
    """Return the places of the points that no other dominates, less being better in everything.

    Of equal points none dominates the other. Whoever is dominated is so by one of the front, and
    what dominates has the smaller sum of ranks: the front is built in the order of that.
    """
    if not points:
        return []
    # Ranks say as much as values, and small numbers are compared several at a time.
    ranks = np.array([_ranks(np.array(column)) for column in zip(*points, strict=True)])
    total = ranks.sum(axis=0, dtype=np.int64)
    order, kept = np.argsort(total, kind="stable"), np.empty(0, dtype=np.intp)
    for start in range(0, len(points), _AT_ONCE):
        some = order[start : start + _AT_ONCE]
        rivals = np.concatenate([kept, some])
        dominated = total[rivals, None] < total[some]
        for column in ranks:
            dominated &= column[rivals, None] <= column[some]
        kept = np.concatenate([kept, some[~dominated.any(axis=0)]])
    return sorted(kept.tolist())


def _ranks(values: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.integer]:
    _, ranks = np.unique(values, return_inverse=True)
    return ranks.astype(np.min_scalar_type(len(values)))
