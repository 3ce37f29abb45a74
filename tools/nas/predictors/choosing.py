"""Chooses among regressions by leave-one-out, from the known examples alone.

Each example is predicted by fits that have not seen it. The regression of the smallest mean
absolute error is used, or the average of the best two where that is off by less. With ten
examples the best two often cannot be told apart, and an average errs less than a wrong pick.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tools.nas.predictors.fitting import Fit, Floats, Predict

FEWEST = 3


@dataclass(frozen=True)
class Chosen:
    """A regression, or two that are averaged, and how far off it is where it has not seen."""

    names: tuple[str, ...]
    errors: Mapping[str, float]
    """The mean absolute error of leave-one-out of everything that was tried."""
    fitted: Mapping[str, Predict]
    """Everything that was tried, fitted on all known examples."""
    mean_absolute_error: float
    spread: float
    """The root mean square of the errors of leave-one-out: a standard deviation of predictions."""
    predict: Predict
    """What was chosen, fitted on all known examples."""


def choose(fits: Mapping[str, Fit], features: Floats, targets: Floats) -> Chosen:
    """Return what predicts best where it has not seen; of equals, the one that stands first.

    Args:
        fits: regressions by name, the plainest first.
        features: of the known examples, `(examples, features)`.
        targets: their values, `(examples,)`.

    Raises:
        ValueError: there are fewer than three examples, or a number is not finite.

    """
    if len(targets) < FEWEST or features.shape[:1] != targets.shape:
        raise ValueError(f"needs {FEWEST} examples at least, and as many targets as examples")
    if not (np.isfinite(features).all() and np.isfinite(targets).all()):
        raise ValueError("features and targets must be finite")
    left_out = {name: leave_one_out(fit, features, targets) for name, fit in fits.items()}
    names = best_of(left_out, targets)
    fitted = {name: fit(features, targets) for name, fit in fits.items()}
    together = average([left_out[name] for name in names])
    return Chosen(
        names=names,
        errors={name: off(found, targets) for name, found in left_out.items()},
        fitted=fitted,
        mean_absolute_error=off(together, targets),
        spread=float(np.sqrt(((together - targets) ** 2).mean())),
        predict=lambda others: average([fitted[name](others) for name in names]),
    )


def best_of(left_out: Mapping[str, Floats], targets: Floats) -> tuple[str, ...]:
    """Return the name of the smallest error, or both names where the best two average better."""
    ordered = sorted(left_out, key=lambda name: off(left_out[name], targets))
    first, *others = ordered
    if others:
        both = average([left_out[first], left_out[others[0]]])
        if off(both, targets) < off(left_out[first], targets):
            return first, others[0]
    return (first,)


def leave_one_out(fit: Fit, features: Floats, targets: Floats) -> Floats:
    """Return what is predicted of each example by a fit on all others, `(examples,)`."""
    found = np.empty(len(targets))
    for place in range(len(targets)):
        others = np.arange(len(targets)) != place
        found[place] = fit(features[others], targets[others])(features[~others])[0]
    return found


def off(predicted: Floats, targets: Floats) -> float:
    """Return the mean absolute error."""
    return float(np.abs(predicted - targets).mean())


def order_kept(predicted: Floats, targets: Floats) -> float | None:
    """Return Kendall's tau-b (ties count half); None where either is constant.

    Kendall, The treatment of ties in ranking problems, 1945, doi:10.1093/biomet/33.3.239.
    """
    from scipy.stats import kendalltau

    if len(targets) < 2 or np.ptp(predicted) == 0 or np.ptp(targets) == 0:
        return None
    return float(kendalltau(predicted, targets).statistic)


def average(predictions: Sequence[Floats]) -> Floats:
    """Return the mean of several predictions, `(examples,)`."""
    return np.asarray(np.mean(np.stack(predictions), axis=0))
