"""Small pictures that a convolution tells apart and a line hardly does: which way stripes run."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np

from tools.domain import Dataset

LABELS = ("flat", "upright")
SIDE = 8


def rows(n: int, seed: int) -> list[tuple[list[list[float]], int]]:
    """Return labelled pictures: stripes at any height, half of them turned, with some noise."""
    source = np.random.default_rng(seed)
    found = []
    for number in range(n):
        label = number % 2
        stripes = np.sin(np.arange(SIDE)[:, None] * np.pi / 2 + source.uniform(0, 6.3))
        picture = np.broadcast_to(stripes, (SIDE, SIDE))
        picture = (picture.T if label else picture) + source.normal(0, 0.3, (SIDE, SIDE))
        found.append(((picture / 4 + 0.5).clip(0, 1).round(3).tolist(), label))
    return found


def written(folder: Path, *, n_train: int = 400, n_test: int = 80) -> Dataset:
    """Write such pictures as tools.hub would, and return what describes them."""
    stored = {"labels": LABELS, "train": rows(n_train, 1), "test": rows(n_test, 2)}
    text = json.dumps(stored)
    digest = sha256(text.encode()).hexdigest()
    path = folder / f"{digest}.json"
    path.write_text(text, encoding="utf-8")
    return Dataset(
        name="stripes",
        sha256=digest,
        task="image-classification",
        labels=LABELS,
        n_train=n_train,
        n_test=n_test,
        mean_length=SIDE * SIDE,
        path=str(path),
        description="stripes, made up",
        licence="none",
    )
