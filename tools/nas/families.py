"""The families of transformers, with what is known of a network before its weights exist."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from pathlib import Path
from random import Random
from typing import Literal

import torch
from transformers import PretrainedConfig

from tools.errors import HomeError, RequestError
from tools.nas.spaces.space import Genes, Space
from tools.nas.spaces.transformer_family import bert, bert_config, vit, vit_config

Kind = Literal["vit", "bert"]
VOCABULARY = 30_522
"""Tokens that BERT's own tokenizer knows (arXiv 1810.04805)."""
_CHANNELS = 3


@dataclass(frozen=True)
class Family:
    """Networks of one architecture, of many sizes."""

    kind: Kind
    space: Space
    config: Callable[[Genes], PretrainedConfig]
    architecture: str
    """The class of transformers that they are."""
    classes: int

    @property
    def networks(self) -> int:
        """How many there are."""
        return prod(len(options) for options in self.space.choices.values())

    @property
    def smallest(self) -> Genes:
        """The network with the first of all choices."""
        return tuple(options[0] for options in self.space.choices.values())

    def depth(self, genes: Genes) -> int:
        """Return how many layers a network has."""
        return int(genes[list(self.space.choices).index("depth")])

    def drawn(self, count: int, seed: int) -> list[Genes]:
        """Return so many different networks, drawn evenly; all where there are not so many."""
        source, found = Random(seed), dict[Genes, None]()
        while len(found) < min(count, self.networks):
            found[self.space.draw(source)] = None
        return list(found)


@dataclass(frozen=True)
class Weighed:
    """What a network takes, exactly."""

    parameters: int
    size_bytes: int
    """Of all weights in float32; a file adds a header, some 100 bytes for each tensor."""


def family(kind: Kind, classes: int, *, side: int, tokens: int) -> Family:
    """Return the vision transformers for images of a side, or the encoders for texts of a length.

    Raises:
        RequestError: no patch divides the side.

    """
    if kind == "vit":
        return Family(
            kind,
            vit(classes, side),
            lambda genes: vit_config(genes, classes, side),
            "ViTForImageClassification",
            classes,
        )
    return Family(
        kind,
        bert(classes, tokens, VOCABULARY),
        lambda genes: bert_config(genes, classes, tokens, VOCABULARY),
        "BertForSequenceClassification",
        classes,
    )


def weighed(of: Family, genes: Genes) -> Weighed:
    """Return what a network takes, from shapes alone: no weight is drawn."""
    with torch.device("meta"):
        module = of.space.build(genes)
    stored = module.state_dict().values()
    return Weighed(
        parameters=sum(weight.numel() for weight in module.parameters()),
        size_bytes=sum(tensor.numel() * tensor.element_size() for tensor in stored),
    )


def in_words(of: Family, genes: Genes) -> str:
    """Return a network's configuration in words."""
    gene = dict(zip(of.space.choices, genes, strict=True))
    heads, width, depth = (int(gene[name]) for name in ("heads", "head width", "depth"))
    said = f"{depth} layers, {heads * width} wide, {heads} heads"
    if of.kind == "bert":
        return said
    return f"{said}, MLP x{gene['MLP ratio']}, patch {gene['patch']}"


def write_config(of: Family, genes: Genes, labels: tuple[str, ...], folder: Path) -> None:
    """Write a network's `config.json` into a new folder: transformers builds it from that.

    Raises:
        HomeError: it cannot be written.

    """
    config = of.config(genes)
    config.architectures = [of.architecture]
    if labels:
        config.id2label = dict(enumerate(labels))
        config.label2id = {label: place for place, label in enumerate(labels)}
    try:
        config.save_pretrained(folder)
    except OSError as error:
        raise HomeError(
            f"{folder} cannot be written ({error.strerror}). Make room, or name another --out."
        ) from error


def check_new(folder: Path) -> None:
    """Refuse a folder that nothing can be written into, before minutes are spent on what would be.

    Raises:
        RequestError: there is something in it, it is a file, or it has no place.

    """
    if folder.is_dir():
        if any(folder.iterdir()):
            raise RequestError(
                f"--out {folder} is a folder with something in it. Name a new one, as nothing is "
                "overwritten."
            )
    elif folder.exists() or not folder.parent.is_dir():
        raise RequestError(f"--out {folder} cannot be made. Name a new folder in one that exists.")
