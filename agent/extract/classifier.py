"""Which task a text is about: a linear classifier of its n-grams, trained on data/tasks.

`make tasks` trains it (benchmarks/tasks.py); here its weights are read and used.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agent.extract.ngrams import segments, weighted

WEIGHTS = Path(__file__).parents[2] / "data" / "tasks" / "weights.npz"
NONE = "none"
# The whole counts besides its clearest part: set with texts that were not scored on.
_WHOLE = 0.5
_LEAST_WORDS = 4


class Weights(NamedTuple):
    """A linear classifier: `coefficients` (classes, n-grams) are `scale` times whole numbers."""

    classes: tuple[str, ...]
    idf: NDArray[np.float32]
    coefficients: NDArray[np.int8]
    scale: NDArray[np.float32]
    intercept: NDArray[np.float32]


class Guess(NamedTuple):
    """How much speaks for a task, and the part of the text that says most of it."""

    score: float
    words: str


def guesses(text: str, weights: Weights | None = None) -> dict[str, Guess]:
    """Return for each task how much in a lower-cased text speaks for it; none for a few words."""
    known = weights or load()
    parts = segments(text)
    if len(text.split()) < _LEAST_WORDS:
        return {}
    by_part, whole = decisions(parts, known), decisions([text], known)[0]
    best = by_part.argmax(axis=0)
    return {
        task: Guess(float(by_part[best[i], i] + _WHOLE * whole[i]), parts[best[i]])
        for i, task in enumerate(known.classes)
        if task != NONE
    }


def decisions(texts: Sequence[str], known: Weights) -> NDArray[np.float64]:
    """Return the decision values of texts: (texts, classes)."""
    rows = []
    for text in texts:
        found = weighted(text, known.idf)
        values = known.coefficients[:, found.places].astype(np.float64) @ found.weights
        rows.append(values * known.scale + known.intercept)
    return np.vstack(rows)


@cache
def load(path: Path = WEIGHTS) -> Weights:
    """Read the weights that ship with this project."""
    with np.load(path, allow_pickle=False) as stored:
        return Weights(
            classes=tuple(str(name) for name in stored["classes"]),
            idf=stored["idf"],
            coefficients=stored["coefficients"],
            scale=stored["scale"],
            intercept=stored["intercept"],
        )
