"""Writing under the home folder: whole or not at all, by one process at a time.

A file or folder appears under its final name only once it is complete. What a killed process left
half-written is named `.partial-*` and is removed by the next one that holds the folder's lock.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from tools.errors import HomeError

_PARTIAL = ".partial-"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into a sentence.

    Raises:
        HomeError: the disk is full, or the folder cannot be written.

    """
    try:
        yield
    except OSError as error:
        raise HomeError(
            f"Cannot write to {folder}: {error.strerror or error}. Free some space there or make"
            " it writable, or set GREENRUNNER_HOME to a folder that is; then run again."
        ) from error


def require_room(folder: Path, need_bytes: int) -> None:
    """Check the free space before anything is fetched.

    Raises:
        HomeError: the disk holds less than `need_bytes`.

    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        free_bytes = shutil.disk_usage(folder).free
    if free_bytes < need_bytes:
        raise HomeError(
            f"{folder} has {free_bytes / 1e6:.0f} MB free and {need_bytes / 1e6:.0f} MB are"
            " needed. Free some space, or set GREENRUNNER_HOME to a folder on a larger disk."
        )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder alone among processes, and clear what a killed one left in it.

    The system drops the lock when its holder ends, however it ends.

    Raises:
        HomeError: the folder cannot be written.

    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    with lock:
        for left in folder.glob(f"{_PARTIAL}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Lend an empty folder inside `folder`, on the same disk; it is gone afterwards.

    Raises:
        HomeError: the folder cannot be written.

    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lent = Path(mkdtemp(prefix=_PARTIAL, dir=folder))
    try:
        yield lent
    finally:
        shutil.rmtree(lent, ignore_errors=True)


@contextmanager
def completed(folder: Path) -> Iterator[Path]:
    """Lend a folder that takes the name `folder` once the block has ended well.

    Raises:
        HomeError: the folder cannot be written.

    """
    with scratch(folder.parent) as lent:
        content = lent / folder.name
        content.mkdir()
        yield content
        with writing(folder):
            shutil.rmtree(folder, ignore_errors=True)
            content.rename(folder)


def write_whole(path: Path, text: str) -> None:
    """Write a text file that is complete whenever it is seen.

    Raises:
        HomeError: the disk is full, or the folder cannot be written.

    """
    with locked(path.parent), scratch(path.parent) as lent, writing(path.parent):
        (lent / path.name).write_text(text, encoding="utf-8")
        (lent / path.name).replace(path)
