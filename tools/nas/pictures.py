"""The labelled pictures that a network is designed for: to train and to validate, none to test."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tools.nas.order import held_back
from tools.nas.search.training import Examples
from tools.pictures import Features, Picture, planes

# What rows of grey values may measure; files are scaled to that, in colour.
MOST_SIDE = 32


@dataclass(frozen=True)
class Pictures:
    """Pictures as a network sees them, and some as they are sent."""

    labels: tuple[str, ...]
    side: int
    channels: int
    parts: tuple[Examples, Examples]
    """To train on, and to validate by."""
    raw: tuple[Picture, ...]

    def seen(self, number: int) -> Features:
        """Return one picture, decoded and scaled anew: (1, channels, side, side)."""
        picture = self.raw[number % len(self.raw)]
        return np.array(planes(picture, side=self.side, channels=self.channels, crop=1.0)[None])


def read(path: Path, *, seed: int) -> Pictures:
    """Return the training examples of a dataset, a fifth of them to validate by.

    The test examples are not read: they are for the measurement.
    """
    stored = json.loads(path.read_text(encoding="utf-8"))
    raw = [picture for picture, _ in stored["train"]]
    side, channels = size_of(raw[0])
    seen = np.stack([planes(one, side=side, channels=channels, crop=1.0) for one in raw])
    labels = np.array([label for _, label in stored["train"]], dtype=np.int64)
    order = np.random.default_rng(seed).permutation(len(raw))
    cut = held_back(len(raw))
    parts = [Examples(seen[some], labels[some]) for some in (order[cut:], order[:cut])]
    return Pictures(
        labels=tuple(stored["labels"]),
        side=side,
        channels=channels,
        parts=(parts[0], parts[1]),
        raw=tuple(raw[:100]),
    )


def together(one: Examples, other: Examples) -> Examples:
    """Return two parts as one."""
    return Examples(
        np.concatenate([one.pictures, other.pictures]), np.concatenate([one.labels, other.labels])
    )


def size_of(picture: Picture) -> tuple[int, int]:
    """Return the side and the channels that a network sees of such a picture."""
    if isinstance(picture, str):
        return MOST_SIDE, 3
    return min(max(len(picture), len(picture[0])), MOST_SIDE), 1
