"""The models in a folder of the user's: each subfolder a Hugging Face directory.

A model is described by its config.json and the header of its safetensors file; no weight is read
and no code of the folder is run. What cannot be used is listed as dropped, with the reason.
"""

import hashlib
import math
import re
import struct
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from tools.domain import Candidate, Listing, Model, Strategy
from tools.errors import RequestError

TASK = "text-classification"
_WEIGHTS = "model.safetensors"
_PICKLES = ("pytorch_model.bin", "pytorch_model.bin.index.json")
# https://github.com/huggingface/safetensors#format: 8 bytes of length, at most 100 MB of JSON.
_MOST_HEADER_BYTES = 100_000_000
_MOST_CARD_BYTES = 20_000


class _Config(BaseModel):
    model_config = ConfigDict(extra="ignore")

    architectures: list[str] = Field(default_factory=list)
    id2label: dict[int, str] = Field(default_factory=dict)
    auto_map: dict[str, JsonValue] = Field(default_factory=dict)


class _Tensor(BaseModel):
    model_config = ConfigDict(extra="ignore")

    shape: list[int]


class _Header(NamedTuple):
    raw: bytes
    parameters: int


class _UnusableError(Exception):
    """The folder holds a model that cannot be used here, for the reason it carries."""


def local_models(folder: Path) -> tuple[Listing, ...]:
    """Return the models of a folder, those that cannot be used among them.

    A classifier with its own labels stands as it is; an encoder waits for a linear probe. The
    revision is the start of a SHA-256 over config.json, the length of the weights file and its
    header (names, types, shapes): cheap, and blind to weights that changed in place.

    Raises:
        RequestError: there is no such folder.

    """
    if not folder.is_dir():
        raise RequestError(f"There is no folder {folder}. Name one that holds model folders.")
    return tuple(
        _listing(path)
        for path in sorted(folder.iterdir())
        if any((path / name).is_file() for name in ("config.json", _WEIGHTS, *_PICKLES))
    )


def _listing(folder: Path) -> Listing:
    try:
        return _usable(folder)
    except _UnusableError as reason:
        unknown = Model(
            id=folder.name,
            revision="unknown",
            runtime="transformers",
            tasks=(TASK,),
            parameters=0,
            size_bytes=0,
            licence=_licence(folder),
            source="folder",
            folder=str(folder),
        )
        candidate = Candidate(model=unknown.id, revision="unknown", strategy="linear_probe")
        return Listing(candidate=candidate, model=unknown, dropped=str(reason))


def _usable(folder: Path) -> Listing:
    text, config = _config(folder)
    header = _header(folder / _WEIGHTS)
    size_bytes = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    weights_bytes = (folder / _WEIGHTS).stat().st_size
    content = text.encode() + str(weights_bytes).encode() + header.raw
    revision = hashlib.sha256(content).hexdigest()[:12]
    strategy = _strategy(config)
    own_head = strategy == "as_is"
    model = Model(
        id=folder.name,
        revision=revision,
        runtime="transformers",
        tasks=(TASK,),
        parameters=header.parameters,
        size_bytes=size_bytes,
        licence=_licence(folder),
        source="folder",
        folder=str(folder),
        config=str(folder / "config.json"),
        labels=tuple(config.id2label[i] for i in sorted(config.id2label)) if own_head else (),
    )
    candidate = Candidate(model=model.id, revision=revision, strategy=strategy)
    return Listing(candidate=candidate, model=model)


def _config(folder: Path) -> tuple[str, _Config]:
    try:
        text = (folder / "config.json").read_text(encoding="utf-8")
        config = _Config.model_validate_json(text)
        tokenizer = folder / "tokenizer_config.json"
        more = _Config.model_validate_json(tokenizer.read_bytes()) if tokenizer.is_file() else None
    except FileNotFoundError:
        raise _UnusableError("Its folder has no config.json.") from None
    except (OSError, UnicodeDecodeError, ValidationError):
        raise _UnusableError("Its config.json or tokenizer_config.json cannot be read.") from None
    if config.auto_map or (more is not None and more.auto_map):
        raise _UnusableError("It needs code from its own folder, which is never run.")
    if not (folder / _WEIGHTS).is_file():
        if any((folder / name).is_file() for name in _PICKLES):
            raise _UnusableError(
                "Its weights are a pickle, which can run code. Save them as safetensors."
            )
        raise _UnusableError(f"Its folder has no {_WEIGHTS} in one piece.")
    if not (folder / "tokenizer.json").is_file():
        raise _UnusableError("Its folder has no tokenizer.json.")
    return text, config


def _strategy(config: _Config) -> Strategy:
    architecture = config.architectures[0] if config.architectures else ""
    if architecture.endswith("ForSequenceClassification"):
        return "as_is"
    generates = architecture.endswith("LMHeadModel")
    if architecture.endswith(("Model", "ForMaskedLM")) and not generates:
        return "linear_probe"
    raise _UnusableError(
        f"Its architecture is {architecture or 'not said'}; texts need an encoder."
    )


def _header(weights: Path) -> _Header:
    try:
        with weights.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            raw = file.read(min(length, _MOST_HEADER_BYTES))
        entries = TypeAdapter(dict[str, JsonValue]).validate_json(raw)
        entries.pop("__metadata__", None)
        tensors = TypeAdapter(dict[str, _Tensor]).validate_python(entries)
        if len(raw) < length:
            raise ValueError("the header is cut short")
    except (OSError, struct.error, ValueError):
        raise _UnusableError(f"Its {weights.name} is damaged.") from None
    return _Header(raw=raw, parameters=sum(math.prod(t.shape) for t in tensors.values()))


def _licence(folder: Path) -> str:
    """Return the licence that the model card's front matter names, or nothing."""
    card = folder / "README.md"
    if not card.is_file():
        return ""
    with card.open("rb") as file:
        front = file.read(_MOST_CARD_BYTES).decode("utf-8", "replace").partition("\n---")[0]
    found = re.search(r"^license:[ \t]*[\"']?([\w.+-]+)", front, flags=re.MULTILINE)
    return found[1] if found and front.startswith("---") else ""
