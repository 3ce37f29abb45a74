"""Measures of quality that are no mean over examples, or not of right answers, by a bootstrap.

Each takes what is right and what was said, one row for each example, and gives the value of each
of `(draws,)` samples that hold every example so often: `weights` is `(draws, examples)`, and one
row of ones gives the value itself. Examples are drawn with replacement (Efron 1979,
doi:10.1214/aos/1176344552). That is right for many examples, and guaranteed for no number of them.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Floats = NDArray[np.float64]
Weights = NDArray[np.float32]
Measure = Callable[[Array, Array, Weights], Floats]

_DRAWS = 500


def macro_f1(expected: Array, said: Array, weights: Weights) -> Floats:
    """Return the mean of the classes' F1 = 2 hits / (said + actual), over those that occur.

    scikit-learn averages over the same classes. Rows are numbers of classes.
    """
    occurring = np.union1d(expected, said)
    actual = (expected[:, None] == occurring).astype(np.float32)
    claimed = (said[:, None] == occurring).astype(np.float32)
    hits, both = weights @ (actual * claimed), weights @ (actual + claimed)
    f1 = 2.0 * hits / np.maximum(both, 1.0)
    found: Floats = f1.sum(axis=1) / np.maximum((both > 0).sum(axis=1), 1)
    return found


def entity_f1(expected: Array, said: Array, weights: Weights) -> Floats:
    """Return F1 over all entities of all texts, as seqeval's micro average.

    Rows are counts: of entities that are there, and (found rightly, claimed).
    """
    there, found, claimed = weights @ expected, weights @ said[:, 0], weights @ said[:, 1]
    value: Floats = 2.0 * found / np.maximum(there + claimed, 1.0)
    return value


def recall_at_k(expected: Array, said: Array, weights: Weights) -> Floats:
    """Return the mean share of what is relevant that is among the first k, over the queries.

    Rows are counts: of relevant items, at least one, and of those found.
    """
    value: Floats = (weights @ (said / expected)) / weights.sum(axis=1)
    return value


def spearman(expected: Array, said: Array, weights: Weights) -> Floats:
    """Return the rank correlation, ties by their mean rank; 0 where either does not vary.

    Rows are numbers: the score that is right, and the one that was given.
    """
    from scipy.stats import rankdata  # half a second to import, and seldom needed

    found = np.zeros(len(weights))
    for place, counts in enumerate(weights.astype(int)):
        ranks = [rankdata(np.repeat(values, counts)) for values in (expected, said)]
        centred = [rank - rank.mean() for rank in ranks]
        scale = np.sqrt((centred[0] ** 2).sum() * (centred[1] ** 2).sum())
        found[place] = (centred[0] * centred[1]).sum() / scale if scale else 0.0
    return found


def value(measure: Measure, expected: Array, said: Array) -> float:
    """Return the value of some answers; at least one."""
    return float(measure(expected, said, np.ones((1, len(expected)), dtype=np.float32))[0])


def resampled(measure: Measure, expected: Array, said: Array) -> Floats:
    """Return the value of each bootstrap sample: of equal length, of the same draws."""
    key = [(one.tobytes(), one.dtype.str, one.shape) for one in (expected, said)]
    return _resampled(measure, *key)


@lru_cache(maxsize=256)
def _resampled(
    measure: Measure,
    expected: tuple[bytes, str, tuple[int, ...]],
    said: tuple[bytes, str, tuple[int, ...]],
) -> Floats:
    """Return the same: a search asks for it at every step, mostly of the same answers."""
    both = [np.frombuffer(raw, kind).reshape(shape) for raw, kind, shape in (expected, said)]
    found = measure(both[0], both[1], _weights(len(both[0])))
    found.setflags(write=False)
    return found


@lru_cache(maxsize=8)
def _weights(n: int) -> Weights:
    """Return how often each example is drawn `(draws, n)`: the same at every call."""
    drawn = np.random.default_rng(n).integers(n, size=(_DRAWS, n))
    places = drawn + n * np.arange(_DRAWS)[:, None]
    counts = np.bincount(places.ravel(), minlength=n * _DRAWS)
    return counts.reshape(_DRAWS, n).astype(np.float32)
