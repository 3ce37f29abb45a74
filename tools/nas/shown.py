"""What untrained transformers are shown: noise, digits, or some of a user's examples."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Literal
from zlib import crc32

import numpy as np
import torch

from tools.nas.families import VOCABULARY, Family
from tools.nas.proxies.evolved.inputs import NOISES
from tools.nas.proxies.minibatch import Minibatch, digits, noise, tokens
from tools.pictures import planes

Source = Literal["noise", "pink noise", "digits", "examples"]

_WORD = re.compile(r"\w+|[^\w\s]")


def shown(
    of: Family, source: Source, count: int, seed: int, *, dataset: Path | None = None
) -> Minibatch:
    """Return a minibatch for a family's networks.

    Args:
        of: whose networks see it.
        source: where it comes from; `pink noise` is what formulas are bred on.
        count: of examples.
        seed: draws them.
        dataset: where the examples are stored that a user gave.

    Raises:
        RequestError: there are fewer digits.

    """
    shape = of.space.input_shape
    if dataset is not None:
        return _examples(of, dataset, count, seed)
    if of.kind == "bert":
        return tokens(shape[0], VOCABULARY, of.classes, count, seed)
    if source == "digits":
        return digits(shape, of.classes, count, seed)
    white = noise(shape, of.classes, count, seed)
    if source != "pink noise":
        return white
    generator = torch.Generator().manual_seed(seed)
    return Minibatch(NOISES["pink"]((count, *shape), generator), white.labels)


def in_words(of: Family, source: Source, count: int, name: str) -> str:
    """Return what is shown, in words."""
    shape = " x ".join(str(side) for side in of.space.input_shape)
    if of.kind == "bert":
        what = {
            "examples": f"texts of {name}, cut or filled up to {shape} tokens; no tokenizer is at "
            "hand, so a word's token is a number made of its letters",
        }.get(source, f"texts of {shape} tokens drawn at random, with random labels")
        return f"{count} {what}"
    what = {
        "noise": "images of white Gaussian noise ({}) with random labels",
        "pink noise": "images of pink noise ({}) with random labels",
        "digits": "handwritten digits of scikit-learn, enlarged to {}",
        "examples": f"pictures of {name}, scaled to {{}}",
    }[source].format(shape)
    return f"{count} {what}"


def _examples(of: Family, dataset: Path, count: int, seed: int) -> Minibatch:
    stored = json.loads(dataset.read_text(encoding="utf-8"))["train"]
    chosen = Random(seed).sample(stored, min(count, len(stored)))
    labels = torch.tensor([label for _, label in chosen])
    if of.kind == "bert":
        return Minibatch(
            torch.tensor([_ids(text, of.space.input_shape[0]) for text, _ in chosen]), labels
        )
    channels, side, _ = of.space.input_shape
    seen = [planes(picture, side=side, channels=channels, crop=1.0) for picture, _ in chosen]
    inputs = torch.from_numpy(np.stack(seen)).float()
    return Minibatch((inputs - inputs.mean()) / inputs.std().clamp_min(1e-6), labels)


def _ids(text: str, length: int) -> list[int]:
    """Return a token for each word, from a checksum of its letters; 0 stands for none."""
    words = _WORD.findall(text.casefold())[:length]
    found = [1 + crc32(word.encode()) % (VOCABULARY - 1) for word in words]
    return found + [0] * (length - len(found))


def halves(batch: Minibatch) -> Mapping[str, torch.Tensor]:
    """Return the inputs as the two batches that a formula's statistics are read from."""
    middle = len(batch.inputs) // 2
    return {"first": batch.inputs[:middle], "second": batch.inputs[middle:]}
