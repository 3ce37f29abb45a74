"""Finds the candidates that no other one beats in everything."""

from collections.abc import Sequence

import numpy as np

# A million comparisons where there are a thousand points.
_AT_ONCE = 1_000


def front(points: Sequence[tuple[float, ...]], *, at_once: int = _AT_ONCE) -> list[int]:
    """Return the places of the points that no other dominates, less being better in everything.

    Of equal points none dominates the other. So many at once are held against all others.
    """
    if not points:
        return []
    # Ranks say as much as values, and small numbers are compared several at a time.
    ranks = np.array([_ranks(np.array(column)) for column in zip(*points, strict=True)])
    total, kept = ranks.sum(axis=0, dtype=np.int64), list[int]()
    for start in range(0, len(points), at_once):
        some = slice(start, start + at_once)
        dominated = total[:, None] < total[some]
        for column in ranks:
            dominated &= column[:, None] <= column[some]
        kept += (start + np.flatnonzero(~dominated.any(axis=0))).tolist()
    return kept


def _ranks(values: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.integer]:
    _, ranks = np.unique(values, return_inverse=True)
    return ranks.astype(np.min_scalar_type(len(values)))
