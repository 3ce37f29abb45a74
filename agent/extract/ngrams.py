"""Texts as counted n-grams, hashed: words and pairs of words, and pieces of words.

Hashing needs no vocabulary: what is shipped is one array of weights. Two n-grams may share a place;
with 2^15 places and some thousands of n-grams that costs little (benchmarks/tasks.py).
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import log
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

PLACES = 2**15
_SHORTEST, _LONGEST = 3, 5
_WORD = re.compile(r"\w\w+")
# "0.9" is no end of a sentence.
_ENDS = re.compile(r"[.!?;:]+(?=\s|$)|\n+|,\s(?=and\b|but\b|so\b)")
_LEAST_WORDS = 3


class Weighted(NamedTuple):
    """A text's n-grams: their places among 2 x PLACES, and weights of length 1 for each sort."""

    places: NDArray[np.int64]
    weights: NDArray[np.float64]


def segments(text: str) -> list[str]:
    """Return the sentences and clauses of a text that say something; at least the text itself."""
    found = [part.strip() for part in _ENDS.split(text)]
    return [part for part in found if len(_WORD.findall(part)) >= _LEAST_WORDS] or [text]


def weighted(text: str, idf: NDArray[np.float32]) -> Weighted:
    """Return the n-grams of a lower-cased text by tf-idf: (1 + log count) x idf."""
    places: list[int] = []
    weights: list[float] = []
    for counts in counted(text):
        own = [(1 + log(count)) * float(idf[place]) for place, count in counts.items()]
        norm = sum(weight * weight for weight in own) ** 0.5 or 1.0
        places += counts
        weights += [weight / norm for weight in own]
    return Weighted(np.array(places, dtype=np.int64), np.array(weights))


def counted(text: str) -> tuple[Counter[int], Counter[int]]:
    """Return how often each place is hit: by words and pairs of words, and by pieces of words."""
    words = _WORD.findall(text)
    pairs = map(" ".join, pairwise(words))
    said = Counter(_place(one) for one in (*words, *pairs))
    return said, Counter(PLACES + _place(piece) for piece in _pieces(text))


def _pieces(text: str) -> Iterator[str]:
    """Yield 3 to 5 characters in a row within each word, its ends marked by spaces."""
    for word in text.split():
        padded = f" {word} "
        for length in range(_SHORTEST, _LONGEST + 1):
            for start in range(max(len(padded) - length + 1, 1)):
                yield padded[start : start + length]


def _place(ngram: str) -> int:
    return crc32(ngram.encode()) % PLACES
