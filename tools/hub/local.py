"""The models in a folder of the user's: each subfolder a Hugging Face directory.

A model is described by its config.json and the header of its safetensors file; no weight is read
and no code of the folder is run. What cannot be used is listed as dropped, with the reason.
"""

import hashlib
import re
from pathlib import Path

from pydantic import ValidationError

from tools.domain import Candidate, Listing, Model
from tools.errors import RequestError
from tools.hub.config import (
    CONFIG,
    FOREIGN_CODE,
    WEIGHTS,
    Config,
    UnusableError,
    labels_of,
)
from tools.hub.header import Header, header_of
from tools.hub.kinds import KINDS, Kind, in_each_way, kind_of

_MARKS = (CONFIG, WEIGHTS, "pytorch_model.bin", "pytorch_model.bin.index.json")
_MOST_CARD_BYTES = 20_000


def local_models(folder: Path) -> tuple[Listing, ...]:
    """Return the models of a folder, those that cannot be used among them.

    Each in all ways that it can be used: a classifier with its own labels stands as it is, an
    encoder waits for a linear probe. The revision is the start of a SHA-256 over config.json, the
    length of the weights file and its header (names, types, shapes): cheap, and blind to weights
    that changed in place.

    Raises:
        RequestError: there is no such folder.

    """
    if not folder.is_dir():
        raise RequestError(f"There is no folder {folder}. Name one that holds model folders.")
    return tuple(
        one
        for path in sorted(folder.iterdir())
        if any((path / name).is_file() for name in _MARKS)
        for one in listed(path, model_id=path.name, source="folder")
    )


def listed(folder: Path, *, model_id: str, source: str, revision: str = "") -> tuple[Listing, ...]:
    """Return a model's folder in each way that it can be used, or once, dropped.

    Where no `revision` is given, the content decides what it is.
    """
    try:
        return _usable(folder, model_id=model_id, source=source, revision=revision)
    except UnusableError as reason:
        unknown = Model(
            id=model_id,
            revision="unknown",
            runtime="transformers",
            tasks=tuple(KINDS),
            parameters=0,
            size_bytes=0,
            licence=_licence(folder),
            source=source,
            folder=str(folder),
        )
        candidate = Candidate(model=unknown.id, revision="unknown", strategy="linear_probe")
        return (Listing(candidate=candidate, model=unknown, dropped=str(reason)),)


def _usable(folder: Path, *, model_id: str, source: str, revision: str) -> tuple[Listing, ...]:
    text, config = _config(folder)
    kind = kind_of(config, _names(folder))
    kind.require_files(_names(folder), "folder")
    reader = _reader(folder, kind)
    kind.require_channels(config)
    header = _header(folder / WEIGHTS)
    ways = kind.ways(config.architectures)
    weights_bytes = (folder / WEIGHTS).stat().st_size
    content = text.encode() + str(weights_bytes).encode() + header.raw
    model = Model(
        id=model_id,
        revision=revision or hashlib.sha256(content).hexdigest()[:12],
        runtime=kind.runtime,
        tasks=(kind.task,),
        parameters=header.parameters,
        size_bytes=sum(path.stat().st_size for path in folder.iterdir() if path.is_file()),
        licence=_licence(folder),
        source=source,
        folder=str(folder),
        config=str(folder / CONFIG),
        dtypes=header.dtypes,
        options=kind.options(config, reader),
    )
    return in_each_way(model, ways, labels_of(config) if "as_is" in ways else ())


def _config(folder: Path) -> tuple[str, Config]:
    try:
        text = (folder / CONFIG).read_text(encoding="utf-8")
        config = Config.model_validate_json(text)
    except FileNotFoundError:
        raise UnusableError(f"Its folder has no {CONFIG}.") from None
    except (OSError, UnicodeDecodeError, ValidationError):
        raise UnusableError(f"Its {CONFIG} cannot be read.") from None
    if config.auto_map:
        raise UnusableError(FOREIGN_CODE)
    return text, config


def _reader(folder: Path, kind: Kind) -> Config:
    """Return what is said of how a model reads its inputs."""
    file = folder / kind.reader_config
    try:
        reader = Config.model_validate_json(file.read_bytes()) if file.is_file() else Config()
    except (OSError, ValidationError):
        raise UnusableError(f"Its {file.name} cannot be read.") from None
    if reader.auto_map:
        raise UnusableError(FOREIGN_CODE)
    return reader


def _names(folder: Path) -> frozenset[str]:
    return frozenset(path.name for path in folder.iterdir() if path.is_file())


def _header(weights: Path) -> Header:
    try:
        return header_of(weights)
    except ValueError:
        raise UnusableError(f"Its {weights.name} is damaged.") from None


def _licence(folder: Path) -> str:
    """Return the licence that the model card's front matter names, or nothing."""
    card = folder / "README.md"
    if not card.is_file():
        return ""
    with card.open("rb") as file:
        front = file.read(_MOST_CARD_BYTES).decode("utf-8", "replace").partition("\n---")[0]
    found = re.search(r"^license:[ \t]*[\"']?([\w.+-]+)", front, flags=re.MULTILINE)
    return found[1] if found and front.startswith("---") else ""
