"""The space of sizes of NATS-Bench (arXiv 2009.00437): one cell, 32,768 ways to choose five widths.

No accuracies of it are at hand, so nothing is ranked here.
"""

from torch import nn

from tools.nas.spaces.cells import Cell, Residual, network
from tools.nas.spaces.space import Genes, Space

WIDTHS = tuple(range(8, 65, 8))
"""What each width may be."""

CELL = "333s33"
"""The cell that NATS-Bench fixed: the best of NAS-Bench-201 on CIFAR-100."""

_SIDE = 32


def sizes(classes: int = 10) -> Space:
    """Return the space: the widths of the stem, a block, a cell, a second block, a second cell.

    The first cell keeps the stem's width.
    """

    def build(genes: Genes) -> nn.Module:
        stem, first, middle, second, last = (int(width) for width in genes)
        stages = [
            Cell(CELL, stem, stem),
            Residual(stem, first),
            Cell(CELL, first, middle),
            Residual(middle, second),
            Cell(CELL, second, last),
        ]
        return network((stem, last), stages, classes)

    names = ("stem", "first block", "middle cell", "second block", "last cell")
    return Space(
        name="nats-bench sizes",
        choices=dict.fromkeys(names, WIDTHS),
        input_shape=(3, _SIDE, _SIDE),
        build=build,
    )
