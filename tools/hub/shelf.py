"""What the home folder keeps of models: how much, when last used, and what may go.

    models/<folder>/        a model; the time of the folder is when it was last made ready
    models/.archive-<…>/    what other models need of an archive that was fetched already

Files that several folders share by hard links lie on the disk once and are counted once. A folder
is renamed to `.partial-*` before it is removed: what a kill leaves of it, the next one clears.
"""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from tools.domain import Value
from tools.hub.home import locked, writing


class Shelved(Value):
    """A folder of models/: its name, all its files, and when it was last used."""

    folder: str
    size_bytes: int
    used_at: datetime


def shelved(home: Path, *, own: Path | None = None) -> tuple[Shelved, ...]:
    """Return what the home keeps of models, the least recently used first.

    `own` is the user's folder of models: what lies in it, or holds it, is not the home's.
    """
    return tuple(sorted(_shelved(home, own), key=lambda one: (one.used_at, one.folder)))


def held_bytes(folders: Iterable[Path]) -> int:
    """Return what folders take on the disk; a file that has several names counts once."""
    found = (path.lstat() for folder in folders for path in folder.rglob("*") if path.is_file())
    return sum({(stat.st_dev, stat.st_ino): stat.st_size for stat in found}.values())


def mark_used(home: Path, folder: str) -> None:
    """Note that a model's folder is used now, if it is one of the home's."""
    path = Path(folder)
    if folder and path.parent.resolve() == (home / "models").resolve():
        with suppress(OSError):  # a home that is read and not written
            os.utime(path)


def remove(home: Path, folders: Collection[str]) -> None:
    """Remove folders of models/, whole or not at all as far as anybody sees.

    Raises:
        HomeError: the home cannot be written.

    """
    models = home / "models"
    with locked(models):
        for name in folders:
            _remove(models / name)


def make_room(
    home: Path, need_bytes: int, *, limit_bytes: int, keep: Collection[str], own: Path | None = None
) -> tuple[Shelved, ...] | None:
    """Remove the least recently used until so much more stays within the limit.

    Returns:
        What was removed; None, and nothing is removed, where all that may go is not enough.

    Raises:
        HomeError: the home cannot be written.

    """
    models = home / "models"
    with locked(models):
        there = shelved(home, own=own)
        gone: list[Shelved] = []
        candidates = iter([one for one in there if one.folder not in keep])
        staying = {one.folder: models / one.folder for one in there}
        while held_bytes(staying.values()) + need_bytes > limit_bytes:
            if (oldest := next(candidates, None)) is None:
                return None
            gone.append(oldest)
            del staying[oldest.folder]
        for one in gone:
            _remove(models / one.folder)
    return tuple(gone)


def _shelved(home: Path, own: Path | None) -> Iterator[Shelved]:
    models = home / "models"
    for path in models.iterdir() if models.is_dir() else ():
        is_models = path.is_dir() and not path.is_symlink() and not path.name.startswith(".partial")
        if is_models and not _is_own(path, own):
            used_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            yield Shelved(folder=path.name, size_bytes=held_bytes([path]), used_at=used_at)


def _is_own(path: Path, own: Path | None) -> bool:
    if own is None:
        return False
    path, own = path.resolve(), own.resolve()
    return path.is_relative_to(own) or own.is_relative_to(path)


def _remove(folder: Path) -> None:
    with writing(folder.parent):
        going = folder.rename(folder.with_name(f".partial-{uuid4().hex}"))
    shutil.rmtree(going, ignore_errors=True)
