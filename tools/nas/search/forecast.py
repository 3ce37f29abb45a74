"""A cheap predictor of rank, fitted to the networks that were paid for.

A Gaussian process on normal scores: of ranks and not of qualities, because a few networks that
hardly learn would otherwise outweigh all differences among good ones. Its mean alone is used.
C. E. Rasmussen, C. K. I. Williams: Gaussian Processes for Machine Learning, MIT Press 2006,
algorithm 2.1.
"""

from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.special import ndtri
from scipy.stats import rankdata

from tools.nas.spaces.space import Genes, Space

Floats = NDArray[np.float64]
Features = Callable[[Genes], Sequence[float]]
"""What is known of a network without an evaluation: parameters, MACs, a zero-cost proxy."""
Ranking = Callable[[Sequence[Genes]], Floats]
"""Scores networks `(networks,)`; a higher one is taken to be better."""
Fit = Callable[[Sequence[Genes], Sequence[float]], Ranking]
"""Makes a ranking from networks and their qualities."""

_LENGTH = 1.5
"""In standard deviations of a feature, times the root of their number; 1 and 2 do nearly as well
for NAS-Bench-201, 0.5 worse."""
_NOISE = 0.1
"""Variance that features cannot explain, of 1."""


def one_hot(space: Space) -> Features:
    """Return features that say which choice each gene is; fixed genes have none."""
    places = [options if len(options) > 1 else () for options in space.choices.values()]

    def features(genes: Genes) -> list[float]:
        pairs = zip(genes, places, strict=True)
        return [float(gene == option) for gene, options in pairs for option in options]

    return features


def forecast(features: Features) -> Fit:
    """Return a fit on features, which are standardized; those that are constant are left out."""

    def matrix(networks: Sequence[Genes]) -> Floats:
        rows = [features(genes) for genes in networks]
        finite: Floats = np.nan_to_num(np.array(rows, dtype=float).reshape(len(rows), -1))
        return finite

    def fit(networks: Sequence[Genes], qualities: Sequence[float]) -> Ranking:
        if not networks:
            return lambda candidates: np.zeros(len(candidates))
        known = matrix(networks)
        mean, deviation = known.mean(axis=0), known.std(axis=0)
        varies = deviation > 1e-9

        def scaled(rows: Floats) -> Floats:
            standard = (rows - mean)[:, varies] / deviation[varies]
            near: Floats = standard / (_LENGTH * sqrt(max(1, int(varies.sum()))))
            return near

        points = scaled(known)
        covariance = _kernel(points, points) + _NOISE * np.eye(len(points))
        scores = ndtri((rankdata(np.asarray(qualities)) - 0.5) / len(points))
        weights = cho_solve(cho_factor(covariance), scores)
        return lambda candidates: _kernel(scaled(matrix(candidates)), points) @ weights

    return fit


def _kernel(one: Floats, other: Floats) -> Floats:
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1) - 2 * one @ other.T
    covariance: Floats = np.exp(-np.maximum(squares, 0.0) / 2)
    return covariance
