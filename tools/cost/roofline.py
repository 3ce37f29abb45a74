"""From what a model computes and how quickly this machine does such things to CPU seconds.

As in the roofline model (Williams, Waterman & Patterson 2009, doi:10.1145/1498765.1498785) a time
follows from the operation and the machine alone; but each operation is interpolated between
measured ones of its kind instead of being bounded by two peaks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, log2

import numpy as np
from numpy.typing import NDArray

from tools.cost.work import Profile, Work
from tools.domain import Calibration, Rate

Floats = NDArray[np.float64]

# So many of the nearest shapes count, by one over the squared distance in doublings, and no shape
# is nearer than the root of this.
_NEAREST, _LEAST_DISTANCE = 4, 0.05
# Weights of so many bytes stay in a cache from one answer to the next: an assumption of ours.
_CACHED_BYTES = 8_000_000

# What takes about as long as something that was measured, by torch's names.
_LIKE = {
    "_safe_softmax": "_softmax",
    "_log_softmax": "_softmax",
    "_to_copy": "clone",
    "_unsafe_view": "view",
    "copy": "clone",
    "empty": "view",
    "index": "clone",
    "native_group_norm": "native_layer_norm",
}
_PLAIN = "mul"


@dataclass(frozen=True)
class Curve:
    """The measured shapes of one kind, as logarithms to base 2, and of each the seconds a unit.

    `places` is (shapes, sizes) and `pace` (shapes,): the logarithm of seconds per unit of work.
    """

    places: Floats
    pace: Floats

    def seconds(self, shape: tuple[int, ...], kind: str) -> float:
        """Return the seconds of a call at some shape."""
        place, units = _place(kind, shape), _units(kind, shape)
        if len(place) == 1:
            # Nothing is quicker than the smallest that was measured: that is the call itself.
            units = max(units, 2 ** self.places[0, 0])
            return float(units * exp(np.interp(place[0], self.places[:, 0], self.pace)))
        squared = ((self.places - place) ** 2).sum(axis=1)
        near = np.argsort(squared, kind="stable")[:_NEAREST]
        weights = 1 / (squared[near] + _LEAST_DISTANCE)
        return float(units * exp(weights @ self.pace[near] / weights.sum()))


class Machine:
    """A calibration, ready to be asked."""

    def __init__(self, calibration: Calibration) -> None:
        kinds: dict[str, list[Rate]] = {}
        for rate in calibration.rates:
            kinds.setdefault(_kind(rate.kind, rate.shape), []).append(rate)
        self._fixed = {rates[0].kind: rates[0].s for rates in kinds.values() if not rates[0].shape}
        self._curves = {kind: _curve(rates) for kind, rates in kinds.items() if rates[0].shape}

    def cpu_s(self, profile: Profile) -> float:
        """Return the CPU seconds of one request: each call's, and what Python adds to it."""
        cached = profile.weight_bytes <= _CACHED_BYTES
        return sum(
            work.calls * (self._seconds(work, cached=cached) + self._python_s)
            for work in profile.works
        )

    def call_s(self, kind: str, shape: tuple[int, ...] = ()) -> float:
        """Return the seconds of one call; of a kind that was not measured, as if it multiplied."""
        kind = _kind(kind, shape)
        kind = _LIKE.get(kind, kind)
        if kind in self._fixed:
            return self._fixed[kind]
        if kind not in self._curves:
            kind = _LIKE.get(kind.rstrip("_"), kind.rstrip("_"))
        curve = self._curves.get(kind)
        if curve is None:
            kind, curve = _PLAIN, self._curves[_PLAIN]
        return curve.seconds(shape, kind)

    def pace(self, kind: str, shape: tuple[int, ...]) -> float:
        """Return how much of some work is done a second: FLOP, or elements or rows."""
        return _units(kind, shape) / self.call_s(kind, shape)

    def _seconds(self, work: Work, *, cached: bool) -> float:
        kind = "cached" if cached and work.kind == "product" and work.shape[0] == 1 else work.kind
        return self.call_s(kind, work.shape)

    @property
    def _python_s(self) -> float:
        """What stands around a call in a model: a third of a layer of three calls, less them."""
        calls_s = self.call_s("add", (16,)) * 3
        return max(self._fixed["module"] - calls_s, 0.0) / 3


def _curve(rates: Sequence[Rate]) -> Curve:
    ordered = sorted(rates, key=lambda rate: rate.shape)
    return Curve(
        places=np.array([_place(rate.kind, rate.shape) for rate in ordered]),
        pace=np.array([log(rate.s / _units(rate.kind, rate.shape)) for rate in ordered]),
    )


def _kind(kind: str, shape: tuple[int, ...]) -> str:
    """Tell products of many matrices, which come from a cache, from those with weights."""
    return "products" if kind == "product" and shape[0] > 1 else kind


def _place(kind: str, shape: tuple[int, ...]) -> Floats:
    match kind:
        case "product" | "cached":
            sizes = shape if shape[0] > 1 else shape[1:]
        case "attention":
            sizes = shape[:4]
        case "convolution":
            images, inside, out, kernel, positions, groups = shape
            sizes = (inside, out, kernel, images * positions, groups)
        case _:
            sizes = shape
    return np.array([log2(max(size, 1)) for size in sizes])


def _units(kind: str, shape: tuple[int, ...]) -> int:
    """Return what the time of a call is about proportional to."""
    return Work(kind=kind if kind != "cached" else "product", shape=shape).flop or max(shape[0], 1)
