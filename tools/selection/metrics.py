"""The quality of a candidate: accuracy, or macro-F1 where the classes that were said are known."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tools.domain import Classes, Evidence, Interval
from tools.selection.measures import Floats, macro_f1, resampled, value

Ints = NDArray[np.intp]

# Two-sided 95 %.
_TAIL = 0.025


def quality(evidence: Evidence, n: int | None = None) -> float:
    """Return the quality over the first `n` answers, or all of them, in [0, 1]."""
    if evidence.classes is None:
        answers = evidence.correct[:n]
        right = evidence.right if n is None else answers.count(True)
        return right / len(answers)
    return value(macro_f1, *arrays(evidence.classes, n))


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
    both, by_accuracy = arrays(classes), evidence.measurement.quality
    found = widened(value(macro_f1, *both), resampled(macro_f1, *both), by_accuracy)
    measurement = evidence.measurement.model_copy(update={"quality": found})
    return evidence.model_copy(update={"classes": classes, "measurement": measurement})


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
