"""The parts that the two spaces of NATS-Bench (arXiv 2009.00437) are made of.

A cell has four nodes. Each of its six edges carries one operation from an earlier node to a later
one; a node is the sum of what arrives. Only edges from the first node may change the width.
"""

from collections.abc import Callable

from torch import Tensor, nn

EDGES = ("1<-0", "2<-0", "2<-1", "3<-0", "3<-1", "3<-2")
"""The edges of a cell in order: the node that each leads to, and the one that it comes from."""

OPERATIONS = ("n", "s", "1", "3", "a")
"""None, skip, 1x1 convolution, 3x3 convolution, 3x3 average pooling."""

_ENDS = tuple((int(edge[0]), int(edge[-1])) for edge in EDGES)


def unit(entering: int, leaving: int, kernel: int, *, stride: int = 1) -> nn.Sequential:
    """Return the unit of the spaces: ReLU, a convolution without bias, batch normalization."""
    return nn.Sequential(
        nn.ReLU(),
        nn.Conv2d(entering, leaving, kernel, stride=stride, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(leaving),
    )


class Nothing(nn.Module):
    """An edge that brings zeros."""

    def __init__(self, leaving: int) -> None:
        super().__init__()
        self.leaving = leaving

    def forward(self, inputs: Tensor) -> Tensor:
        """Return zeros of the input's height and width."""
        return inputs.new_zeros((len(inputs), self.leaving, *inputs.shape[2:]))


def _skip(entering: int, leaving: int) -> nn.Module:
    """Return a skip: the identity, or where the width changes a 1x1 convolution without ReLU."""
    if entering == leaving:
        return nn.Identity()
    return nn.Sequential(nn.Conv2d(entering, leaving, 1, bias=False), nn.BatchNorm2d(leaving))


def _pool(entering: int, leaving: int) -> nn.Module:
    """Return average pooling that leaves the border out, after a 1x1 unit if the width changes."""
    pool = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
    return pool if entering == leaving else nn.Sequential(unit(entering, leaving, 1), pool)


def operation(letter: str, entering: int, leaving: int) -> nn.Module:
    """Return what stands on an edge, from one width to another.

    Raises:
        KeyError: no operation has this letter.

    """
    made: dict[str, Callable[[], nn.Module]] = {
        "n": lambda: Nothing(leaving),
        "s": lambda: _skip(entering, leaving),
        "1": lambda: unit(entering, leaving, 1),
        "3": lambda: unit(entering, leaving, 3),
        "a": lambda: _pool(entering, leaving),
    }
    return made[letter]()


class Cell(nn.Module):
    """Four nodes: the first is the input, the last the output."""

    def __init__(self, letters: str, entering: int, leaving: int) -> None:
        super().__init__()
        widths = (entering, leaving, leaving)
        self.edges = nn.ModuleList(
            operation(letter, widths[source], leaving)
            for letter, (_, source) in zip(letters, _ENDS, strict=True)
        )

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the last node, of the input's height and width."""
        nodes = [inputs]
        arriving: dict[int, Tensor] = {}
        for edge, (target, source) in zip(self.edges, _ENDS, strict=True):
            brought = edge(nodes[source])
            arriving[target] = arriving[target] + brought if target in arriving else brought
            if source == target - 1:
                nodes.append(arriving[target])
        return nodes[-1]


class Residual(nn.Module):
    """The block between stages: two 3x3 units that halve the image, beside a pooled shortcut."""

    def __init__(self, entering: int, leaving: int) -> None:
        super().__init__()
        self.main = nn.Sequential(unit(entering, leaving, 3, stride=2), unit(leaving, leaving, 3))
        self.shortcut = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(entering, leaving, 1, bias=False))

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the sum of both ways, of half the input's height and width."""
        both: Tensor = self.main(inputs) + self.shortcut(inputs)
        return both


def network(widths: tuple[int, ...], stages: list[nn.Module], classes: int) -> nn.Sequential:
    """Return a stem of the first width, the stages, and a classifier of the last width.

    Args:
        widths: the channels of the stem and of the last stage, first and last.
        stages: what stands between them.
        classes: how many logits it gives for an image of three channels.

    """
    return nn.Sequential(
        nn.Conv2d(3, widths[0], 3, padding=1, bias=False),
        nn.BatchNorm2d(widths[0]),
        *stages,
        nn.BatchNorm2d(widths[-1]),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(widths[-1], classes),
    )
