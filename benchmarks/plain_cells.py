"""A second, plain implementation of cells and three proxies, in NumPy and without gradients.

It shares nothing with `tools.nas` but the weights, and stands beside it in a test and a benchmark.
"""

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def parameters(code: str, channels: int, cells: int, classes: int) -> int:
    """Count a network's parameters by arithmetic."""
    ones, threes = code.count("1"), code.count("3")
    widths = (channels, 2 * channels, 4 * channels)
    in_cells = sum(ones * (w * w + 2 * w) + threes * (9 * w * w + 2 * w) for w in widths)
    between = sum(9 * w * 2 * w + 4 * w + 9 * 4 * w * w + 4 * w + 2 * w * w for w in widths[:2])
    ends = 27 * channels + 2 * channels + 2 * widths[2] + widths[2] * classes + classes
    return cells * in_cells + between + ends


def synflow(code: str, weights: list[np.ndarray], bias: np.ndarray, cells: int) -> float:
    """Return SynFlow without a gradient.

    All that flows is positive, so the output is linear in each layer's weights: their products with
    their gradients sum up to what the output loses when the layer is set to zero.
    """
    positive = [np.abs(weight).astype(np.float64) for weight in weights]
    ones = np.ones((1, 3, 32, 32))
    whole = _logits(code, positive, np.abs(bias), ones, cells).sum()
    total = 0.0
    for place, weight in enumerate(positive):
        without = [*positive[:place], np.zeros_like(weight), *positive[place + 1 :]]
        total += whole - _logits(code, without, np.abs(bias), ones, cells).sum()
    return float(total)


def naswot(
    code: str, weights: list[np.ndarray], bias: np.ndarray, images: np.ndarray, cells: int
) -> float:
    """Return the log-determinant of how often examples agree, example by example."""
    codes: list[np.ndarray] = []
    _logits(code, weights, bias, images.astype(np.float64), cells, codes=codes)
    bits = np.concatenate(codes, axis=1)
    agreeing = np.array([[np.sum(one == other) for other in bits] for one in bits])
    return float(np.linalg.slogdet(agreeing.astype(np.float64))[1])


def _logits(
    code: str,
    weights: list[np.ndarray],
    bias: np.ndarray,
    images: np.ndarray,
    cells: int,
    codes: list[np.ndarray] | None = None,
) -> np.ndarray:
    """Return logits; with `codes`, normalize by the minibatch and collect which units are on."""
    layers = iter(weights)
    x = _normalized(_convolved(images, next(layers), 1), codes)
    for stage in range(3):
        if stage:
            main = _unit(_unit(x, layers, 2, codes), layers, 1, codes)
            halved = x.reshape(*x.shape[:2], x.shape[2] // 2, 2, -1, 2).mean((3, 5))
            x = main + _convolved(halved, next(layers), 1)
        for _ in range(cells):
            x = _cell(code, x, layers, codes)
    pooled = _rectified(_normalized(x, codes), codes).mean((2, 3))
    return pooled @ next(layers).T + bias


def _cell(
    code: str, x: np.ndarray, layers: Iterator[np.ndarray], codes: list[np.ndarray] | None
) -> np.ndarray:
    nodes = [x, *(np.zeros_like(x) for _ in range(3))]
    for letter, (target, source) in zip(
        code, [(1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2)], strict=True
    ):
        entering = nodes[source]
        if letter in "13":
            nodes[target] = nodes[target] + _unit(entering, layers, 1, codes)
        elif letter == "s":
            nodes[target] = nodes[target] + entering
        elif letter == "a":
            around = _windows(entering, 3, 1).sum((4, 5))
            nodes[target] = nodes[target] + around / _windows(np.ones_like(x), 3, 1).sum((4, 5))
    return nodes[3]


def _unit(
    x: np.ndarray, layers: Iterator[np.ndarray], stride: int, codes: list[np.ndarray] | None
) -> np.ndarray:
    return _normalized(_convolved(_rectified(x, codes), next(layers), stride), codes)


def _rectified(x: np.ndarray, codes: list[np.ndarray] | None) -> np.ndarray:
    if codes is not None:
        codes.append((x > 0).reshape(len(x), -1))
    return np.maximum(x, 0)


def _normalized(x: np.ndarray, codes: list[np.ndarray] | None) -> np.ndarray:
    if codes is None:
        return x
    mean, variance = x.mean((0, 2, 3), keepdims=True), x.var((0, 2, 3), keepdims=True)
    return (x - mean) / np.sqrt(variance + 1e-5)


def _convolved(x: np.ndarray, weight: np.ndarray, stride: int) -> np.ndarray:
    windows = _windows(x, weight.shape[-1], stride)
    return np.tensordot(windows, weight, axes=((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2)


def _windows(x: np.ndarray, kernel: int, stride: int) -> np.ndarray:
    edge = kernel // 2
    padded = np.pad(x, ((0, 0), (0, 0), (edge, edge), (edge, edge)))
    return sliding_window_view(padded, (kernel, kernel), axis=(2, 3))[:, :, ::stride, ::stride]
