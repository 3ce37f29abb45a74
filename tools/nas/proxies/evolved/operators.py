"""What formulas are made of: operators that never fail, over layers and over whole networks.

Two kinds of values, for many networks at once: `layers` of shape (networks, layers), where
networks with fewer layers end in NaN, and `number` of shape (networks, 1). Elementwise operators
take either; aggregators turn layers into a number. A value is clipped to `LARGEST`, and where an
operator has no value (a division by zero, a logarithm of zero) one nearby is given, so that an
invalid part of a formula doesn't void all of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
"""Of shape (networks, layers), or (networks, 1) for a number of each network."""

LARGEST = 1e12
LEAST = 1e-9
"""Stands for zero where zero has no logarithm and no inverse."""


@dataclass(frozen=True)
class Operator:
    """A function of one or two values."""

    apply: Callable[..., Values]
    arguments: int
    aggregates: bool = False
    """Whether it makes a number of layers; else it works elementwise and keeps the kind."""


def log(value: Values) -> Values:
    """Return the logarithm of |x| + LEAST."""
    return np.log(np.abs(value) + LEAST)


def root(value: Values) -> Values:
    """Return the square root of |x| with the sign of x."""
    return np.sign(value) * np.sqrt(np.abs(value))


def divide(one: Values, other: Values) -> Values:
    """Return x / y, with |y| at least LEAST."""
    sign = np.where(np.signbit(other), -1.0, 1.0)
    quotient: Values = one / (sign * np.maximum(np.abs(other), LEAST))
    return quotient


def share(value: Values) -> Values:
    """Return each layer's share of the sum of absolute values; 1 for a number."""
    total = np.nansum(np.abs(value), axis=1, keepdims=True)
    return divide(np.abs(value), total)


def step(value: Values) -> Values:
    """Return the step from the layer before; the first layer's is 0."""
    before = np.concatenate([value[:, :1], value[:, :-1]], axis=1)
    difference: Values = value - before
    return difference


def last(value: Values) -> Values:
    """Return the last layer's value."""
    places = np.maximum(np.sum(~np.isnan(value), axis=1) - 1, 0)
    found: Values = np.take_along_axis(value, places[:, None], axis=1)
    return found


def alike(one: Values, other: Values) -> Values:
    """Return the cosine of two lists of layers."""
    both = _total(one * other)
    return divide(both, np.sqrt(_total(one**2)) * np.sqrt(_total(other**2)))


def _total(value: Values) -> Values:
    total: Values = np.nansum(value, axis=1, keepdims=True)
    return total


def _mean(value: Values) -> Values:
    mean: Values = np.nanmean(value, axis=1, keepdims=True)
    return mean


OPERATORS: Mapping[str, Operator] = {
    "add": Operator(np.add, 2),
    "subtract": Operator(np.subtract, 2),
    "multiply": Operator(np.multiply, 2),
    "divide": Operator(divide, 2),
    "minimum": Operator(np.minimum, 2),
    "maximum": Operator(np.maximum, 2),
    "log": Operator(log, 1),
    "root": Operator(root, 1),
    "square": Operator(np.square, 1),
    "absolute": Operator(np.abs, 1),
    "negative": Operator(np.negative, 1),
    "positive": Operator(lambda value: np.maximum(value, 0.0), 1),
    "sign": Operator(np.sign, 1),
    "share": Operator(share, 1),
    "step": Operator(step, 1),
    "total": Operator(_total, 1, aggregates=True),
    "mean": Operator(_mean, 1, aggregates=True),
    "spread": Operator(lambda value: np.nanstd(value, axis=1, keepdims=True), 1, aggregates=True),
    "least": Operator(lambda value: np.nanmin(value, axis=1, keepdims=True), 1, aggregates=True),
    "most": Operator(lambda value: np.nanmax(value, axis=1, keepdims=True), 1, aggregates=True),
    "last": Operator(last, 1, aggregates=True),
    "alike": Operator(alike, 2, aggregates=True),
}
"""By the name that a formula calls them by. `share` and `step` look along the layers."""


def applied(name: str, values: list[Values]) -> Values:
    """Return an operator's value, clipped; NaN only where one of its arguments is NaN."""
    return np.clip(OPERATORS[name].apply(*values), -LARGEST, LARGEST)
