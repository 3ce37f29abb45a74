"""EfficientNet-lite (Tan & Le 2019, arXiv 1905.11946; Google's lite variants of 2020) in torch.

The stages are table 1 of the paper. Lite leaves out squeeze-and-excite, has ReLU6 for swish, and
scales neither stem nor head. Convolutions are padded as TensorFlow pads, where the weights are
from; how much that is follows from the input size, so a network serves one size only.
"""

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

import torch
from torch import nn

_STEM, _HEAD, _CLASSES = 32, 1280, 1000
# Of the TensorFlow implementation; torch's own default is 1e-5.
_NORM_EPS = 1e-3


class _Stage(NamedTuple):
    repeats: int
    kernel: int
    stride: int
    expansion: int
    channels: int


_STAGES = (
    _Stage(repeats=1, kernel=3, stride=1, expansion=1, channels=16),
    _Stage(repeats=2, kernel=3, stride=2, expansion=6, channels=24),
    _Stage(repeats=2, kernel=5, stride=2, expansion=6, channels=40),
    _Stage(repeats=3, kernel=3, stride=2, expansion=6, channels=80),
    _Stage(repeats=3, kernel=5, stride=1, expansion=6, channels=112),
    _Stage(repeats=4, kernel=5, stride=2, expansion=6, channels=192),
    _Stage(repeats=1, kernel=3, stride=1, expansion=6, channels=320),
)


class Residual(nn.Module):
    """Adds its input to what the layers inside make of it."""

    def __init__(self, inside: nn.Module) -> None:
        super().__init__()
        self.inside = inside

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return a tensor of the input's shape."""
        out: torch.Tensor = x + self.inside(x)
        return out


def efficientnet_lite(*, width: float, depth: float, side: int) -> nn.Sequential:
    """Return the network from (images, 3, side, side) to logits (images, 1000).

    Its arrays come in the order of the state dicts that TensorFlow's checkpoints were turned into.
    """
    layers = list(_convolution(3, _STEM, kernel=3, stride=2, side=side))
    channels, side = _STEM, ceil(side / 2)
    for place, stage in enumerate(_STAGES):
        is_end = place in (0, len(_STAGES) - 1)
        for repeat in range(stage.repeats if is_end else ceil(depth * stage.repeats)):
            now = stage if repeat == 0 else stage._replace(stride=1)
            layers.append(_block(now, channels, _scaled(stage.channels, width), side))
            channels, side = _scaled(stage.channels, width), ceil(side / now.stride)
    return nn.Sequential(
        *layers,
        *_convolution(channels, _HEAD, side=side),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(_HEAD, _CLASSES),
    )


def _block(stage: _Stage, channels: int, out: int, side: int) -> nn.Module:
    """Return an inverted bottleneck: widen, filter each channel by itself, narrow again."""
    wide = channels * stage.expansion
    layers = [] if stage.expansion == 1 else list(_convolution(channels, wide, side=side))
    layers += _convolution(
        wide, wide, kernel=stage.kernel, stride=stage.stride, side=side, groups=wide
    )
    *narrow, _ = _convolution(wide, out, side=side)
    inside = nn.Sequential(*layers, *narrow)
    return Residual(inside) if stage.stride == 1 and channels == out else inside


def _convolution(
    channels: int, out: int, *, side: int, kernel: int = 1, stride: int = 1, groups: int = 1
) -> Iterator[nn.Module]:
    """Yield padding, convolution, normalisation and ReLU6, for images of side x side."""
    missing = max((ceil(side / stride) - 1) * stride + kernel - side, 0)
    before, after = missing // 2, missing - missing // 2
    if before != after:
        yield nn.ZeroPad2d((before, after, before, after))
    padding = before if before == after else 0
    yield nn.Conv2d(channels, out, kernel, stride, padding, groups=groups, bias=False)
    yield nn.BatchNorm2d(out, eps=_NORM_EPS)
    yield nn.ReLU6()


def _scaled(channels: int, width: float) -> int:
    """Return the channels of a wider stage: the nearest multiple of 8 that is not 10 % too low."""
    nearest = max(8, int(channels * width + 4) // 8 * 8)
    return nearest if nearest >= 0.9 * channels * width else nearest + 8
