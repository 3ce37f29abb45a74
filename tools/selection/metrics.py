"""Quality as macro-F1: no sum over examples, so what is not known of it is told by a bootstrap.

Macro-F1 is the mean of the classes' F1 = 2 hits / (said + actual), over the classes that occur, as
scikit-learn averages it. Examples are drawn anew with replacement, the same for all candidates
(Efron 1979, doi:10.1214/aos/1176344552). That is right for many examples of each class, and
guaranteed for no number of them.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tools.domain import Classes, Evidence, Interval

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_DRAWS = 500
# Two-sided 95 %.
_TAIL = 0.025


def macro_f1(expected: Ints, predicted: Ints) -> float:
    """Return the macro-F1 of some answers, in [0, 1]; at least one."""
    everything = np.ones((1, len(expected)), dtype=np.float32)
    return float(_macro_f1(expected, predicted, everything)[0])


def resampled(expected: Ints, predicted: Ints) -> Floats:
    """Return the macro-F1 of `(draws,)` bootstrap samples: of equal length, of the same draws."""
    return _resampled(expected.tobytes(), predicted.tobytes())


def quality(evidence: Evidence, n: int | None = None) -> float:
    """Return the quality over the first `n` answers, or all of them, in [0, 1]."""
    if evidence.classes is None:
        answers = evidence.correct[:n]
        right = evidence.right if n is None else answers.count(True)
        return right / len(answers)
    expected, predicted = arrays(evidence.classes, n)
    return macro_f1(expected, predicted)


def by_macro_f1(evidence: Evidence, predicted: Sequence[int], expected: Sequence[int]) -> Evidence:
    """Return evidence whose quality is macro-F1, given what was said and what was right.

    Its 95 % interval is the bootstrap's, on neither side narrower than that of the accuracy: where
    all answers are right, all samples are alike, and yet not everything is known.

    Args:
        evidence: by accuracy.
        predicted: the classes said, one for each answer.
        expected: the classes that are right, of as many examples or more.

    """
    classes = Classes(expected=tuple(expected[: len(predicted)]), predicted=tuple(predicted))
    both = arrays(classes)
    return evidence.model_copy(
        update={
            "classes": classes,
            "measurement": evidence.measurement.model_copy(
                update={
                    "quality": widened(
                        macro_f1(*both), resampled(*both), evidence.measurement.quality
                    )
                }
            ),
        }
    )


def arrays(classes: Classes, n: int | None = None) -> tuple[Ints, Ints]:
    """Return the first `n` classes that are right, and those that were said."""
    expected = np.array(classes.expected[:n], dtype=np.intp)
    return expected, np.array(classes.predicted[:n], dtype=np.intp)


def widened(mid: float, draws: Floats, least: Interval) -> Interval:
    """Return the interval of the draws, no narrower on either side than another one.

    It does not go further from 0 than 1.
    """
    low, high = np.quantile(draws, (_TAIL, 1 - _TAIL))
    return Interval(
        low=max(-1.0 if least.low < 0 else 0.0, min(float(low), mid - (least.mid - least.low))),
        mid=mid,
        high=min(1.0, max(float(high), mid + (least.high - least.mid))),
        provenance="measured",
    )


def _macro_f1(expected: Ints, predicted: Ints, weights: NDArray[np.float32]) -> Floats:
    """Return `(draws,)` for `(draws, examples)` weights."""
    occurring = np.union1d(expected, predicted)
    actual = (expected[:, None] == occurring).astype(np.float32)
    said = (predicted[:, None] == occurring).astype(np.float32)
    hits, both = weights @ (actual * said), weights @ (actual + said)
    f1 = 2.0 * hits / np.maximum(both, 1.0)
    found: Floats = f1.sum(axis=1) / (both > 0).sum(axis=1)
    return found


@lru_cache(maxsize=256)
def _resampled(expected: bytes, predicted: bytes) -> Floats:
    """Return the same: a search asks for it at every step, mostly of the same answers."""
    both = np.frombuffer(expected, np.intp), np.frombuffer(predicted, np.intp)
    found = _macro_f1(*both, _weights(len(both[0])))
    found.setflags(write=False)
    return found


@lru_cache(maxsize=8)
def _weights(n: int) -> NDArray[np.float32]:
    """Return how often each example is drawn `(draws, n)`: the same at every call."""
    drawn = np.random.default_rng(n).integers(n, size=(_DRAWS, n))
    places = drawn + n * np.arange(_DRAWS)[:, None]
    counts = np.bincount(places.ravel(), minlength=n * _DRAWS)
    return counts.reshape(_DRAWS, n).astype(np.float32)
