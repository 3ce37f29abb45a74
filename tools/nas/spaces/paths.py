"""What a cell of NATS-Bench computes, read from its six letters without building it."""

from tools.nas.spaces.space import Genes

# Edges of the four ways from a cell's input to its output, in the order of `cells.EDGES`.
_PATHS = ((3,), (0, 4), (1, 5), (0, 2, 5))
_CONVOLUTIONS = "13"


def path_features(genes: Genes) -> list[float]:
    """Return features of the ways through a cell; an edge that carries nothing cuts its ways.

    Per way whether it is there; how many edges of those ways are convolutions (1x1, 3x3),
    poolings and skips; whether a way is skips alone; the most and the fewest convolutions along
    a way, the most 3x3 ones; how many ways pool. Inspired by the path encoding of BANANAS
    (arXiv 1910.11858).
    """
    letters = [str(gene) for gene in genes]
    ways = [[letters[edge] for edge in path] for path in _PATHS]
    there = [way for way in ways if "n" not in way]
    used = {edge for path, way in zip(_PATHS, ways, strict=True) if "n" not in way for edge in path}
    convolutions = [sum(letter in _CONVOLUTIONS for letter in way) for way in there] or [0]
    return [
        *(float("n" not in way) for way in ways),
        *(float(sum(letters[edge] == letter for edge in used)) for letter in "13as"),
        float(any(set(way) == {"s"} for way in there)),
        float(max(convolutions)),
        float(min(convolutions)),
        float(max([way.count("3") for way in there], default=0)),
        float(sum("a" in way for way in there)),
    ]
