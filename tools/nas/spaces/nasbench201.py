"""The space of NAS-Bench-201 (arXiv 2001.00326): 15,625 cells, repeated in one fixed skeleton.

The skeleton is a 3x3 stem, three stages of equal cells, between them a residual block that halves
the image and doubles the width, and a linear classifier on the global average.
"""

from torch import nn

from tools.errors import RequestError
from tools.nas.spaces.cells import EDGES, OPERATIONS, Cell, Residual, network
from tools.nas.spaces.space import Genes, Space

SIDE = 32
"""Pixels along an image of CIFAR, which the space was made for."""


def nasbench201(classes: int = 10, channels: int = 16, cells: int = 5) -> Space:
    """Return the space; by default with the skeleton that its accuracies were measured with.

    Args:
        classes: how many logits a network gives.
        channels: the width of the first stage; the others have twice and four times as many.
        cells: how many cells a stage has.

    """

    def build(genes: Genes) -> nn.Module:
        letters = "".join(str(gene) for gene in genes)
        one, two, four = channels, 2 * channels, 4 * channels
        stages = [
            *(Cell(letters, one, one) for _ in range(cells)),
            Residual(one, two),
            *(Cell(letters, two, two) for _ in range(cells)),
            Residual(two, four),
            *(Cell(letters, four, four) for _ in range(cells)),
        ]
        return network((one, four), stages, classes)

    return Space(
        name="nasbench201",
        choices=dict.fromkeys(EDGES, OPERATIONS),
        input_shape=(3, SIDE, SIDE),
        build=build,
    )


def genes_of(code: str) -> Genes:
    """Return the genes of a cell from its code, such as `3s1an3`: one letter for each edge.

    Raises:
        RequestError: it is no code of a cell.

    """
    if len(code) != len(EDGES) or not set(code) <= set(OPERATIONS):
        raise RequestError(
            f"{code!r} is no cell of NAS-Bench-201. Give {len(EDGES)} letters, one for each of "
            f"the edges {' '.join(EDGES)}: {' '.join(OPERATIONS)}."
        )
    return tuple(code)
