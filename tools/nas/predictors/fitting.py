"""Regressions that do with few examples, from plain to flexible.

Each is a function that fits on `(examples, features)` and `(examples,)` and yields one that
predicts `(others,)` of `(others, features)`. All are deterministic.
"""

import warnings
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Predict = Callable[[Floats], Floats]
Fit = Callable[[Floats, Floats], Predict]

_TREES = 100


def mean(features: Floats, targets: Floats) -> Predict:
    """Fit the mean: what any other must beat."""
    middle = float(targets.mean())
    return lambda others: np.full(len(others), middle)


def line(column: int) -> Fit:
    """Return a fit of least squares in one column; where that is constant, the mean."""

    def fit(features: Floats, targets: Floats) -> Predict:
        x = features[:, column]
        spread = float(((x - x.mean()) ** 2).sum())
        slope = float(((x - x.mean()) * (targets - targets.mean())).sum()) / (spread or 1.0)
        return lambda others: targets.mean() + slope * (others[:, column] - x.mean())

    return fit


def bayesian_ridge(features: Floats, targets: Floats) -> Predict:
    """Fit a line in all features, shrunk as much as the evidence says.

    MacKay, Bayesian Interpolation, 1992, doi:10.1162/neco.1992.4.3.415. The scale of a feature
    matters: a small one is shrunk more.
    """
    from sklearn.linear_model import BayesianRidge

    fitted = BayesianRidge().fit(features, targets)
    return lambda others: np.asarray(fitted.predict(others), dtype=np.float64)


def forest(features: Floats, targets: Floats) -> Predict:
    """Fit a random forest of 100 trees (Breiman, 2001, doi:10.1023/A:1010933404324)."""
    from sklearn.ensemble import RandomForestRegressor

    fitted = RandomForestRegressor(_TREES, random_state=0).fit(features, targets)
    return lambda others: np.asarray(fitted.predict(others), dtype=np.float64)


def gaussian_process(features: Floats, targets: Floats) -> Predict:
    """Fit a Gaussian process on standardized features; its length, height and noise by likelihood.

    Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, chapters 2 and 5. The
    length begins at the square root of the number of features, as distances grow with it.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    kernel = ConstantKernel() * RBF(features.shape[1] ** 0.5) + WhiteKernel(0.1)
    process = make_pipeline(StandardScaler(), GaussianProcessRegressor(kernel, normalize_y=True))
    with warnings.catch_warnings():
        # That the best length or noise lies at its bound is said of flat likelihoods, and no harm.
        warnings.simplefilter("ignore", ConvergenceWarning)
        process.fit(features, targets)
    return lambda others: np.asarray(process.predict(others), dtype=np.float64)


def usual(column: int) -> Mapping[str, Fit]:
    """Return what is tried on few examples, the plainest first; `column` is the line's."""
    return {
        "mean": mean,
        "line": line(column),
        "Bayesian ridge": bayesian_ridge,
        "random forest": forest,
        "Gaussian process": gaussian_process,
    }
