"""Fetches a hub model's files at its commit into the home: whole and checked, or not at all.

Files are fetched by names of this project's and never by names of the hub's; weights are
safetensors, and neither code nor pickles are among them.
"""

import hashlib
import re
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Protocol

from tools.errors import FetchError, HashMismatchError, HomeError
from tools.hub.archives import Report
from tools.hub.client import HubClient, Place
from tools.hub.config import (
    CONFIG,
    PREPROCESSOR,
    TOKENIZER,
    TOKENIZER_CONFIG,
    WEIGHTS,
    UnusableError,
)
from tools.hub.facts import Facts, File, read_facts, read_tree
from tools.hub.home import completed, locked, require_room, writing
from tools.hub.replies import Allowance, HubError

# What makes a model of texts or pictures run, where it is there.
FILES = (
    CONFIG,
    WEIGHTS,
    PREPROCESSOR,
    TOKENIZER,
    TOKENIZER_CONFIG,
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
)
MOST_ABOUT_BYTES = 256_000
"""What is read at most to know a model, before any weight."""


class Named(Protocol):
    """A model at a commit."""

    @property
    def id(self) -> str:
        """Owner and name."""

    @property
    def revision(self) -> str:
        """The commit."""


def slug(model: Named) -> str:
    """Return the name of a model's folder: no two models, and no two commits, share it."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", model.id)[:80]
    unique = hashlib.sha256(f"{model.id}@{model.revision}".encode()).hexdigest()[:16]
    return f"hub-{name}-{unique}"


def folder_of(model: Named, home: Path) -> Path:
    """Return where a model's files lie once they are fetched."""
    return home / "models" / slug(model)


def config_of(model: Named, home: Path) -> Path:
    """Return where a model's config.json lies before anything else of it is fetched."""
    return home / "hub" / f"{slug(model)}.json"


def missing(model: Named, files: Iterable[File], home: Path) -> dict[str, int]:
    """Return what is still to be fetched to run a model, under its folder's name, in bytes."""
    if folder_of(model, home).is_dir():
        return {}
    return {slug(model): sum(one.size or 0 for one in files)}


def needed(facts: Facts) -> tuple[File, ...]:
    """Return those of a repository's files that are fetched."""
    found = (facts.file(name) for name in FILES)
    return tuple(one for one in found if one is not None)


def described(client: HubClient, model_id: str, revision: str, allowance: Allowance) -> Facts:
    """Return what the hub says of a model at a commit, with the sizes and hashes of its files.

    Raises:
        HubError: the hub does not answer.
        UnusableError: it does not give it, or says of it what cannot be.

    """
    address = f"/api/models/{model_id}"
    facts = read_facts(
        client.about(f"{address}/revision/{revision}", [("blobs", "true")], allowance)
    )
    if (facts.id, facts.sha) != (model_id, revision):
        raise UnusableError("Asked for it, the hub gives another model.")
    if all(one.size is not None for one in needed(facts)):
        return facts
    # Mirrors pass on which files there are, and forget that their sizes were asked for.
    files = read_tree(client.about(f"{address}/tree/{revision}", (), allowance))
    if any(one.size is None for one in files):
        raise UnusableError("The hub does not say how large its files are.")
    return facts.model_copy(update={"siblings": files})


def fetch_snapshot(model: Named, client: HubClient, *, home: Path, report: Report) -> Path:
    """Return the folder of a hub model's files, fetching them if they are not there.

    Another process that fetches into the same home is waited for. `report` may raise to stop.

    Raises:
        FetchError: the hub does not give them, or there is no room for them.
        HashMismatchError: what arrived is not what the hub lists.
        HomeError: the folder cannot be written.

    """
    folder = folder_of(model, home)
    if folder.is_dir():
        return folder
    with locked(folder.parent):
        if folder.is_dir():  # by the process that was waited for
            return folder
        try:
            files = needed(described(client, model.id, model.revision, Allowance(MOST_ABOUT_BYTES)))
            _require_room(folder.parent, files)
            with completed(folder) as lent:
                _fill(lent, files, model, client, report)
        except HubError as error:
            raise FetchError(
                f"{model.id} could not be fetched from the hub: {error}. Check the network and"
                " HF_ENDPOINT, or go on with the models that are already here."
            ) from error
        except UnusableError as error:
            raise FetchError(f"{model.id} could not be fetched from the hub: {error}") from error
    return folder


def _require_room(folder: Path, files: Iterable[File]) -> None:
    """Check the free space: how large its files are is what a model says, and ends no search."""
    try:
        require_room(folder, sum(one.size or 0 for one in files))
    except HomeError as no_room:
        raise FetchError(str(no_room)) from no_room


def _fill(
    folder: Path, files: tuple[File, ...], model: Named, client: HubClient, report: Report
) -> None:
    total, before = sum(one.size or 0 for one in files), 0
    for file in files:
        digest, size = hashlib.sha256(), file.size or 0
        with writing(folder):
            out = (folder / file.rfilename).open("wb")
        place = Place(model.id, model.revision, file.rfilename)
        with out, closing(client.whole(place)) as pieces:
            for piece in pieces:
                digest.update(piece)
                with writing(folder):
                    out.write(piece)
                report(slug(model), before + out.tell(), total)
                if out.tell() > size:
                    break
            came = out.tell()
        before += came
        if came != size or (file.lfs is not None and file.lfs.sha256 != digest.hexdigest()):
            raise HashMismatchError(
                f"{file.rfilename} of {model.id} arrived, but it is not the file that the hub lists"
                " (its size or its SHA-256 differs), so it was thrown away. Run again; if it"
                " happens again, the hub or a proxy before it serves another file."
            )
