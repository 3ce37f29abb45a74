"""Finds the candidates that no other one beats in everything."""

from collections.abc import Sequence

from tools.domain import Candidate, Evidence
from tools.selection.score import costs


def front(evidence: Sequence[Evidence], qualities: dict[Candidate, float]) -> tuple[Candidate, ...]:
    """Return who is not dominated in quality, energy, latency, memory and size, by the middles.

    Args:
        evidence: what was measured.
        qualities: each candidate's accuracy on the common footing.

    """
    points = {
        e.candidate: (-qualities[e.candidate], *costs(e.measurement).values()) for e in evidence
    }
    return tuple(
        candidate
        for candidate, point in points.items()
        if not any(_dominates(other, point) for other in points.values())
    )


def _dominates(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))
