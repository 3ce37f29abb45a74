"""The operations that networks are made of, each at as many shapes as it takes to interpolate.

Import it in a process of its own: it loads torch.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812  torch's own name for it

Call = Callable[[], object]

# Weights of so many numbers, 96 MB, do not stay in a cache between two answers.
_UNCACHED, _MOST_WEIGHTS = 24_000_000, 500
_ROWS = (1, 8, 32, 64, 256, 1024)
# (inner, columns) of small to base-sized encoders.
_MATRICES = ((64, 64), (192, 768), (384, 384), (768, 768), (768, 3072))
# (heads, tokens, width of a head).
_HEADS = ((12, 16, 64), (4, 32, 64), (12, 64, 64), (3, 197, 64), (6, 197, 64), (12, 128, 32))
# (matrices, rows, inner, columns): attention that is written out, in windows and whole.
_BATCHED = ((12, 32, 64, 32), (64, 49, 32, 49), (192, 49, 32, 49), (6, 197, 64, 197))
_ELEMENTS = (2**10, 2**14, 2**18, 2**21)
_WIDTH = 256


class Trial(NamedTuple):
    """An operation at a shape, and calls of it that are made in turn."""

    kind: str
    shape: tuple[int, ...]
    calls: tuple[Call, ...]


class Layer(NamedTuple):
    """A convolution: channels in (of a group) and out, kernel, pixels a side, stride, groups."""

    inside: int
    out: int
    kernel: int
    side: int
    stride: int = 1
    groups: int = 1
    images: int = 1


def _depthwise(channels: int, kernel: int, side: int, stride: int = 1) -> Layer:
    return Layer(1, channels, kernel, side, stride, groups=channels)


# Layers of residual, mobile and patch networks.
_LAYERS = (
    *(Layer(c, c, 3, 3_584 // c) for c in (64, 128, 256, 512)),
    *(Layer(64, 64, 3, 56, images=8), Layer(64, 384, 1, 14, images=8)),
    *(Layer(64, 128, 3, 56, 2), Layer(3, 64, 7, 224, 2), Layer(3, 32, 3, 224, 2)),
    *(Layer(3, 192, 16, 224, 16), Layer(3, 96, 4, 224, 4)),
    *(Layer(16, 96, 1, 112), Layer(96, 24, 1, 56), Layer(256, 64, 1, 56)),
    *(Layer(64, 384, 1, 14), Layer(384, 64, 1, 14), Layer(160, 960, 1, 7), Layer(512, 2_048, 1, 7)),
    *(Layer(16, 64, 3, 56, groups=4), Layer(16, 256, 3, 14, groups=16)),
    *(_depthwise(32, 3, 112), _depthwise(96, 3, 112, 2), _depthwise(144, 3, 56)),
    *(_depthwise(384, 3, 14), _depthwise(960, 3, 7), _depthwise(240, 5, 28)),
    *(_depthwise(96, 7, 56), _depthwise(384, 7, 14)),
)

# What is done element by element, row by row or window by window, by torch's name for it.
_ON_ELEMENTS: dict[str, Callable[[torch.Tensor], object]] = {
    "relu": F.relu,
    "hardtanh": F.relu6,
    "gelu": F.gelu,
    "tanh": torch.tanh,
    "silu": F.silu,
    "sigmoid": torch.sigmoid,
    "hardswish": F.hardswish,
    "exp": torch.exp,
    "pow": lambda x: x.pow(3.0),
    "_softmax": lambda x: torch.softmax(x, -1),
    "clone": lambda x: x.transpose(0, 1).contiguous(),
    "mean": lambda x: x.mean(0),
    "sum": lambda x: x.sum(-1),
    "add": lambda x: x + x,
    "mul": lambda x: x * x,
    "div": lambda x: x / x,
    "cat": lambda x: torch.cat((x[::2], x[1::2])),
    "constant_pad_nd": lambda x: F.pad(x.view(1, -1, 32, 32), (0, 1, 0, 1)),
    "max_pool2d_with_indices": lambda x: F.max_pool2d(x.view(1, -1, 32, 32), 3, 2, 1),
    "avg_pool2d": lambda x: F.avg_pool2d(x.view(1, -1, 32, 32), 3, 1, 1),
    "native_layer_norm": lambda x: F.layer_norm(x, x.shape[-1:], x[0], x[0]),
    "native_batch_norm": lambda x: F.batch_norm(x.view(1, 64, -1), *x[0].view(4, 64)),
}


def trials() -> Iterator[Trial]:
    """Yield every operation at every shape; what it works on is made when it is asked for."""
    pool = torch.randn(_UNCACHED)
    for rows, (inner, columns) in product(_ROWS, _MATRICES):
        yield from _with_weights(rows, inner, columns, pool)
    for matrices, rows, inner, columns in _BATCHED:
        both = torch.randn(matrices, rows, inner), torch.randn(matrices, inner, columns)
        shape = (matrices, rows, inner, columns)
        yield Trial("product", shape, (partial(torch.bmm, *both),))
    for heads, tokens, width in _HEADS:
        x = torch.randn(1, heads, tokens, width)
        attend = partial(F.scaled_dot_product_attention, x, x, x)
        yield Trial("attention", (heads, tokens, tokens, width, width), (attend,))
    for layer in _LAYERS:
        yield _convolution(layer)
    for elements in _ELEMENTS:
        yield from _on_elements(elements)
    yield Trial("view", (), (partial(torch.randn(4, 4).view, 2, 8),))
    yield Trial("module", (), (partial(_Small(), torch.randn(4, 4)),))


def _with_weights(rows: int, inner: int, columns: int, pool: torch.Tensor) -> Iterator[Trial]:
    """Yield a layer whose weights come from memory, as there are many, and from a cache."""
    left, bias, each = torch.randn(rows, inner), torch.randn(columns), inner * columns
    many = pool[: len(pool) // each * each].view(-1, columns, inner)[:_MOST_WEIGHTS]
    calls = tuple(partial(F.linear, left, weights, bias) for weights in many)
    yield Trial("product", (1, rows, inner, columns), calls)
    yield Trial("cached", (1, rows, inner, columns), calls[:1])


def _convolution(layer: Layer) -> Trial:
    image = torch.randn(layer.images, layer.inside * layer.groups, layer.side, layer.side)
    weight = torch.randn(layer.out, layer.inside, layer.kernel, layer.kernel)
    padding = layer.kernel // 2 if layer.stride < layer.kernel else 0
    call = partial(F.conv2d, image, weight, None, layer.stride, padding, 1, layer.groups)
    positions = call()[0, 0].numel()
    size = (layer.images, layer.inside, layer.out, layer.kernel**2, positions, layer.groups)
    return Trial("convolution", size, (call,))


def _on_elements(elements: int) -> Iterator[Trial]:
    rows = elements // _WIDTH
    # Neither so small that arithmetic slows down nor so large that functions are at their limits.
    x = torch.rand(rows, _WIDTH) + 0.1
    for kind, operation in _ON_ELEMENTS.items():
        yield Trial(kind, (elements,), (partial(operation, x),))
    table, ids = torch.randn(30_000, _WIDTH), torch.randint(0, 30_000, (rows,))
    yield Trial("embedding", (elements,), (partial(F.embedding, ids, table),))
    yield Trial("lookup", (rows,), (lambda: table[ids].mean(dim=0),))


class _Small(nn.Module):
    """A layer of three calls that compute nearly nothing, as models are written."""

    def __init__(self) -> None:
        super().__init__()
        self.linear, self.norm = nn.Linear(4, 4), nn.LayerNorm(4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return a tensor of the input's shape."""
        out: torch.Tensor = self.norm(self.linear(x) + x)
        return out
