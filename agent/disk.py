"""What the home keeps of models, by their names, and how one of them is removed."""

import shutil
from contextlib import nullcontext
from datetime import datetime

from agent import words
from agent.settings import Settings
from tools.domain import Value
from tools.errors import RequestError
from tools.hub import shelf
from tools.hub.catalogue import load_catalogue
from tools.results.store import open_store


class Kept(Value):
    """One folder: `model` is the model in it, or its own name where the catalogue has none."""

    model: str
    folder: str
    size_bytes: int
    used_at: datetime


class Disk(Value):
    """All that the home holds, in bytes; a file that models share counts once in `models_bytes`."""

    home: str
    models: tuple[Kept, ...]
    models_bytes: int
    others_bytes: int
    free_bytes: int
    limit_bytes: int | None


def disk(settings: Settings) -> Disk:
    """Return what the home holds, the least recently used model first."""
    home = settings.home.absolute()
    entries = load_catalogue(settings.facts / "catalogue.toml").models
    names = {entry.slug: entry.id for entry in entries}
    found = shelf.shelved(home, own=settings.models)
    models_bytes = shelf.held_bytes(home / "models" / one.folder for one in found)
    there = next(path for path in (home, *home.parents) if path.exists())
    return Disk(
        home=str(home),
        models=tuple(
            Kept(model=names.get(one.folder, one.folder), **one.model_dump()) for one in found
        ),
        models_bytes=models_bytes,
        others_bytes=shelf.held_bytes([home]) - models_bytes,
        free_bytes=shutil.disk_usage(there).free,
        limit_bytes=settings.disk_limit,
    )


def remove(model: str, settings: Settings) -> Kept:
    """Remove a model's files; what was measured of it stays.

    Raises:
        RequestError: the home has no such model, or several.
        StoreLockedError: another process uses the home.
        HomeError: the home cannot be written.

    """
    kept = disk(settings).models
    asked = model.casefold()
    whole = [one for one in kept if asked in (one.model.casefold(), one.folder.casefold())]
    found = whole or [one for one in kept if one.model.rpartition("/")[2].casefold() == asked]
    if len(found) != 1:
        named = words.listed(sorted(one.model for one in found or kept)) or "nothing"
        raise RequestError(
            f"{model!r} could be any of {named}: say one of them in full."
            if found
            else f"No model {model!r} is kept in {settings.home}. There is: {named}."
        )
    store = settings.home / "results.duckdb"
    with open_store(store) if store.exists() else nullcontext():
        shelf.remove(settings.home, [found[0].folder])
    return found[0]
