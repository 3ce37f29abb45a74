"""Finds the candidates that no other one beats in everything."""

from collections.abc import Sequence

import numpy as np


def front(points: Sequence[tuple[float, ...]]) -> list[int]:
    """Return the places of the points that no other dominates, less being better in everything.

    Of equal points none dominates the other.
    """
    # Whoever dominates a point comes before it in lexicographic order.
    order = sorted(range(len(points)), key=points.__getitem__)
    kept: list[int] = []
    ahead = np.empty((len(points), len(points[0]) if points else 0))
    for place in order:
        before = ahead[: len(kept)]
        no_worse = (before <= points[place]).all(axis=1)
        if not (no_worse & (before != points[place]).any(axis=1)).any():
            ahead[len(kept)] = points[place]
            kept.append(place)
    return sorted(kept)
