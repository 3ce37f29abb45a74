"""The hub's models that are on this disk already: in its clients' cache, and in the home."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from tools.domain import Listing
from tools.hub.config import WEIGHTS
from tools.hub.home import write_whole
from tools.hub.local import listed
from tools.hub.snapshot import config_of, folder_of, slug

if TYPE_CHECKING:
    from huggingface_hub import CachedRevisionInfo

_SHA256 = re.compile(r"[0-9a-f]{64}")
_ENDING = ".listing.json"
_WAYS = TypeAdapter(tuple[Listing, ...])


def cached_models(cache: Path | None = None) -> tuple[Listing, ...]:
    """Return the models in a cache of huggingface_hub, its own if none is named.

    Of each model the commit that its main branch was at, else the newest.
    """
    from huggingface_hub import constants

    folder = cache or Path(constants.HF_HUB_CACHE)
    if not folder.is_dir():
        return ()
    from huggingface_hub import scan_cache_dir

    try:
        repos = scan_cache_dir(folder).repos
    except (OSError, ValueError):
        return ()
    return tuple(
        one
        for repo in sorted(repos, key=lambda one: one.repo_id)
        if repo.repo_type == "model" and repo.revisions
        for one in _listings(repo.repo_id, max(repo.revisions, key=_newest))
    )


def _newest(revision: "CachedRevisionInfo") -> tuple[bool, float]:
    return "main" in revision.refs, revision.last_modified


def _listings(model_id: str, revision: "CachedRevisionInfo") -> Iterator[Listing]:
    found = listed(
        revision.snapshot_path, model_id=model_id, source="cache", revision=revision.commit_hash
    )
    # Large files lie there under their SHA-256.
    blobs = (file.blob_path.name for file in revision.files if file.file_name == WEIGHTS)
    weights = next((name for name in blobs if _SHA256.fullmatch(name)), "")
    for one in found:
        model = one.model.model_copy(update={"weights": weights})
        yield one.model_copy(update={"model": model})


def remember(ways: Sequence[Listing], home: Path) -> None:
    """Keep what the hub said of a model, in all its ways, for when the hub cannot be asked.

    Raises:
        HomeError: it cannot be written.

    """
    text = _WAYS.dump_json(tuple(ways)).decode()
    write_whole(home / "hub" / f"{slug(ways[0].model)}{_ENDING}", text)


def fetched_before(home: Path) -> Iterator[Listing]:
    """Yield the hub's models whose files are in the home."""
    for file in sorted((home / "hub").glob(f"*{_ENDING}")):
        try:
            ways = _WAYS.validate_json(file.read_bytes())
        except (OSError, ValidationError):  # of another version: the hub will say it anew
            continue
        for one in ways:
            if (folder := folder_of(one.model, home)).is_dir():
                here = {
                    "archives": {},
                    "folder": str(folder),
                    "config": str(config_of(one.model, home)),
                }
                yield one.model_copy(update={"model": one.model.model_copy(update=here)})
