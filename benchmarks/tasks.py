"""Trains the recogniser of tasks, and prints how good it is beside keywords alone.

    python benchmarks/tasks.py [--write]

Trained on data/tasks (phrases and messages) and the utterances that were tuned on. A message holds
one part that says the task and others that do not: which is which is guessed by a first classifier.
The share of right tasks (or rightly none) is printed by five-fold cross-validation over messages,
and for the utterances that nobody tunes on. `--write` keeps the weights in data/tasks.
"""

import argparse
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from agent.extract.classifier import NONE, WEIGHTS, Weights, decisions
from agent.extract.ngrams import PLACES, counted, segments, weighted
from agent.extract.topics import by_keywords, find_task
from agent.extract.understanding import lowered

_UTTERANCES = Path(__file__).parents[1] / "tests" / "agent" / "extract"
_FOLDS, _C = 5, 1.0
# A part is taken to say the task where it would be told so, and to say none where surely not.
_SAYS, _SAYS_NOT = 0.0, -0.5


class Message(NamedTuple):
    """A text in lower case, and the task that it states, or `none`."""

    text: str
    task: str


def phrases() -> list[Message]:
    """Return short descriptions of tasks."""
    raw = tomllib.loads((WEIGHTS.parent / "phrases.toml").read_text("utf-8"))["classes"]
    return [Message(lowered(text), task) for task, texts in raw.items() for text in texts]


def messages() -> list[Message]:
    """Return whole messages: those written for training, and the utterances that are tuned on."""
    raw = tomllib.loads((WEIGHTS.parent / "messages.toml").read_text("utf-8"))["message"]
    found = [Message(lowered(one["text"]), one["task"]) for one in raw]
    return [*found, *utterances("tuned"), *utterances("dev")]


def utterances(name: str) -> list[Message]:
    """Return the labelled utterances of a file."""
    raw = tomllib.loads((_UTTERANCES / f"{name}.toml").read_text("utf-8"))["utterance"]
    return [Message(lowered(one["text"]), one.get("task", NONE)) for one in raw]


def trained(short: Sequence[Message], long: Sequence[Message]) -> Weights:
    """Train on phrases, then on phrases and the parts of messages."""
    weights = _fitted(short)
    return _fitted([*short, *(part for one in long for part in _parts(one, weights))])


def _parts(one: Message, weights: Weights) -> list[Message]:
    """Return a message and its parts, each as far as it is clear what it says."""
    parts = segments(one.text)
    if one.task == NONE:
        return [Message(part, NONE) for part in parts]
    values = decisions(parts, weights)[:, weights.classes.index(one.task)]
    clearest = int(values.argmax())
    says = [place == clearest or value > _SAYS for place, value in enumerate(values)]
    return [
        one,
        *(Message(p, one.task) for p, yes in zip(parts, says, strict=True) if yes),
        *(Message(p, NONE) for p, v in zip(parts, values, strict=True) if v < _SAYS_NOT),
    ]


def _fitted(examples: Sequence[Message]) -> Weights:
    idf = _idf([one.text for one in examples])
    model = LinearSVC(C=_C, class_weight="balanced", random_state=0)
    model.fit(_matrix([one.text for one in examples], idf), [one.task for one in examples])
    scale = np.abs(model.coef_).max(axis=1) / np.iinfo(np.int8).max
    return Weights(
        classes=tuple(model.classes_),
        idf=idf,
        coefficients=np.round(model.coef_ / scale[:, None]).astype(np.int8),
        scale=scale.astype(np.float32),
        intercept=model.intercept_.astype(np.float32),
    )


def _idf(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return ln((1 + texts) / (1 + texts with it)) + 1 for every place, as scikit-learn has it."""
    seen = np.zeros(2 * PLACES)
    for text in texts:
        for counts in counted(text):
            seen[list(counts)] += 1
    return np.asarray(np.log((1 + len(texts)) / (1 + seen)) + 1, dtype=np.float32)


def _matrix(texts: Sequence[str], idf: NDArray[np.float32]) -> csr_matrix:
    rows = [weighted(text, idf) for text in texts]
    indptr = np.cumsum([0, *(len(row.places) for row in rows)])
    places = np.concatenate([row.places for row in rows])
    values = np.concatenate([row.weights for row in rows])
    return csr_matrix((values, places, indptr), shape=(len(rows), 2 * PLACES))


def right(asked: Sequence[Message], weights: Weights | None) -> float:
    """Return the share of messages whose task is found; by keywords alone without weights."""
    hits = [
        (found[0] if found else NONE) == one.task
        for one in asked
        for found in [find_task(one.text, weights) if weights else by_keywords(one.text)]
    ]
    return sum(hits) / len(hits)


def main() -> None:
    """Print the table; keep the weights where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"keep them in {WEIGHTS.name}")
    write = parser.parse_args().write
    short, long = phrases(), messages()
    order = np.random.default_rng(0).permutation(len(long))
    folds = [set(fold.tolist()) for fold in np.array_split(order, _FOLDS)]
    scores = []
    for fold in folds:
        rest = [one for place, one in enumerate(long) if place not in fold]
        held = [long[place] for place in fold]
        scores.append((right(held, None), right(held, trained(short, rest))))
    print(f"{'texts':34} {'keywords':>8} {'trained too':>11}")
    keywords, both = np.mean(scores, axis=0)
    print(f"{f'{len(long)} messages, cross-validated':34} {keywords:8.3f} {both:11.3f}")
    weights = trained(short, long)
    for name in ("held_out", "unseen", "fresh"):
        asked = utterances(name)
        row = f"{right(asked, None):8.3f} {right(asked, weights):11.3f}"
        print(f"{f'{len(asked)} utterances, {name}':34} {row}")
    if write:
        np.savez_compressed(WEIGHTS, **weights._asdict())
        print(f"{WEIGHTS}: {WEIGHTS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
