"""A space of small convolutional networks for small pictures, from about 1 kB to 1 MB of weights.

At this size an operation's call costs more than its arithmetic, so few modules are what is fast:
a convolution and a ReLU a block, at most four blocks, and no batch normalization.
"""

from dataclasses import dataclass
from itertools import pairwise

from torch import nn

from tools.nas.spaces.space import Genes, Space

BYTES_PER_WEIGHT = 4


@dataclass(frozen=True)
class Shape:
    """A network of this space, its genes by their names; blocks that are not there are ignored."""

    blocks: int
    kind: str
    kernel: int
    widths: tuple[int, ...]
    """The width after each block."""
    strides: tuple[int, ...]
    pooling: str
    hidden: int
    """Neurons between the last block and the logits; 0: none."""


def small_images(channels: int, side: int, classes: int) -> Space:
    """Return the space for pictures `(channels, side, side)`, which give a logit for each class.

    Networks differ in how many blocks they have, in their convolutions (full, or depthwise and then
    1x1), kernels, widths, where they halve the picture, how they pool and in a hidden layer.
    """
    choices: dict[str, tuple[int | float | str, ...]] = {
        "blocks": (1, 2, 3, 4),
        "kind": ("full", "depthwise"),
        "kernel": (3, 5),
        "stem width": (4, 8, 16, 32),
        "growth": (1.0, 1.5, 2.0),
        "first halving": (0, 1, 2),
        "halvings": (0, 1, 2),
        "pooling": ("mean", "max", "none"),
        "hidden": (0, 32, 64, 128),
    }

    def build(genes: Genes) -> nn.Module:
        return _network(shape_of(genes), channels, side, classes)

    return Space("small images", choices, (channels, side, side), build)


def shape_of(genes: Genes) -> Shape:
    """Return what genes of the space stand for."""
    blocks, kind, kernel, stem, growth, first, halvings, pooling, hidden = genes
    count = int(blocks)
    halved = range(int(first), int(first) + int(halvings))
    return Shape(
        blocks=count,
        kind=str(kind),
        kernel=int(kernel),
        widths=tuple(round(int(stem) * float(growth) ** block) for block in range(count)),
        strides=tuple(2 if block in halved else 1 for block in range(count)),
        pooling=str(pooling),
        hidden=int(hidden),
    )


def parameters(genes: Genes, channels: int, side: int, classes: int) -> int:
    """Return how many weights a network has, without building it."""
    shape = shape_of(genes)
    total, square = 0, shape.kernel**2
    for number, (entering, leaving) in enumerate(pairwise((channels, *shape.widths))):
        if shape.kind == "full" or number == 0:
            total += leaving * (entering * square + 1)
        else:
            total += entering * (square + 1) + leaving * (entering + 1)
    entering = _flat(shape, side)
    for leaving in (*([shape.hidden] if shape.hidden else []), classes):
        total += leaving * (entering + 1)
        entering = leaving
    return total


def macs(genes: Genes, channels: int, side: int, classes: int) -> int:
    """Return the multiplications of one picture's forward pass; biases and pooling left out."""
    shape = shape_of(genes)
    total, square = 0, shape.kernel**2
    pairs = zip(pairwise((channels, *shape.widths)), shape.strides, strict=True)
    for number, ((entering, leaving), stride) in enumerate(pairs):
        side_after = _halved(side, stride)
        if shape.kind == "full" or number == 0:
            total += side_after**2 * leaving * entering * square
        else:
            total += side_after**2 * entering * (square + leaving)
        side = side_after
    entering = shape.widths[-1] * (1 if shape.pooling != "none" else side**2)
    for leaving in (*([shape.hidden] if shape.hidden else []), classes):
        total += entering * leaving
        entering = leaving
    return total


def _network(shape: Shape, channels: int, side: int, classes: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    steps = zip(pairwise((channels, *shape.widths)), shape.strides, strict=True)
    for number, ((entering, leaving), stride) in enumerate(steps):
        layers += _block(shape, number, entering, leaving, stride)
    if shape.pooling != "none":
        layers.append(
            nn.AdaptiveAvgPool2d(1) if shape.pooling == "mean" else nn.AdaptiveMaxPool2d(1)
        )
    layers.append(nn.Flatten())
    width = _flat(shape, side)
    if shape.hidden:
        layers += [nn.Linear(width, shape.hidden), nn.ReLU()]
        width = shape.hidden
    return nn.Sequential(*layers, nn.Linear(width, classes))


def _block(shape: Shape, number: int, entering: int, leaving: int, stride: int) -> list[nn.Module]:
    """Return a block; the first is always full, as pictures have too few channels to split."""
    kernel, padding = shape.kernel, shape.kernel // 2
    if shape.kind == "full" or number == 0:
        convolutions = [nn.Conv2d(entering, leaving, kernel, stride=stride, padding=padding)]
    else:
        convolutions = [
            nn.Conv2d(entering, entering, kernel, stride, padding, groups=entering),
            nn.Conv2d(entering, leaving, 1),
        ]
    return [*convolutions, nn.ReLU()]


def _flat(shape: Shape, side: int) -> int:
    """Return how many numbers the last block hands on, for one picture."""
    for stride in shape.strides:
        side = _halved(side, stride)
    return shape.widths[-1] * (1 if shape.pooling != "none" else side**2)


def _halved(side: int, stride: int) -> int:
    return (side - 1) // stride + 1
