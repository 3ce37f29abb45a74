"""One benchmark at a time on a machine, whatever the home, the program and the user.

Who measures holds a lock on one file (flock), which the system takes back when its process ends,
however it ends. The holder's process id stands in the file, for the people who wait.
"""

import asyncio
import fcntl
import os
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
from pydantic import ValidationError

from tools.domain import Value

# A waiting process looks this often: a blocked flock could not be cancelled.
_LOOK_EVERY_S = 0.2
# No link is followed and no pipe waited for. Without O_CREAT, as the kernel refuses that for
# another user's file in a sticky folder (sysctl fs.protected_regular).
_SAFE = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LONGEST_NOTE_BYTES = 200

Told = Callable[[int | None], None]
"""Hears, once, that somebody else measures: the process id, or None where it is not known."""


class Holder(Value):
    """Who holds the turn. A process id is given again; with the process's begin it is not."""

    pid: int
    since_s: float


class Turn:
    """The right to measure, until it is given back; without a file it is taken on trust."""

    def __init__(self, file: int | None) -> None:
        self._file = file

    def end(self) -> None:
        """Give the turn back."""
        if self._file is not None:
            _note(self._file, b"")
            os.close(self._file)
            self._file = None


@asynccontextmanager
async def machine_turn(path: Path, *, told: Told) -> AsyncIterator[None]:
    """Hold the machine's turn to measure; see `take_turn`."""
    turn = await take_turn(path, told)
    try:
        yield
    finally:
        turn.end()


async def take_turn(path: Path, told: Told) -> Turn:
    """Return once nobody else on this machine measures.

    `path` is the lock file that all users share. Where it cannot be used, because its folder cannot
    be written or somebody planted something else there, the turn is among this user's processes;
    where that file cannot be made either, it is taken at once.
    """
    waited = False
    while True:
        file = _opened(path)
        if file is None:
            file = _opened(_own(path))
        if file is None or _is_locked(file):
            return Turn(file)
        if not waited:
            waited = True
            told(_holder(file))
        os.close(file)
        await asyncio.sleep(_LOOK_EVERY_S)


def _own(path: Path) -> Path:
    """Return the lock file of this user alone."""
    with suppress(OSError, RuntimeError):  # no home is known, or it cannot be written
        folder = Path.home() / ".cache" / "greenrunner"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / path.name
    return path


def _opened(path: Path) -> int | None:
    """Return the lock file opened, made where there is none; None where it cannot be used."""
    for flags in (os.O_RDWR, os.O_RDWR | os.O_CREAT | os.O_EXCL, os.O_RDWR, os.O_RDONLY):
        try:
            file = os.open(path, flags | _SAFE, 0o666)
        except OSError:
            continue
        if flags & os.O_CREAT:
            with suppress(OSError):
                os.fchmod(file, 0o666)  # whatever the umask: others write their id
        if _is_ours_alone(file):
            return file
        os.close(file)
        return None
    return None


def _is_ours_alone(file: int) -> bool:
    """Say whether this is a file that no other name stands for: we write into it."""
    found = os.fstat(file)
    return stat.S_ISREG(found.st_mode) and found.st_nlink <= 1


def _is_locked(file: int) -> bool:
    """Lock the file, and say so in it, unless somebody else has or it was removed meanwhile."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    if os.fstat(file).st_nlink == 0:
        return False
    me = Holder(pid=os.getpid(), since_s=psutil.Process().create_time())
    _note(file, me.model_dump_json().encode())
    return True


def _note(file: int, text: bytes) -> None:
    """Replace what the file says; it may be another user's and not ours to write."""
    with suppress(OSError):
        os.ftruncate(file, 0)
        os.pwrite(file, text, 0)


def _holder(file: int) -> int | None:
    """Return the process that holds the turn, if the file says so and that process lives."""
    try:
        said = Holder.model_validate_json(os.pread(file, _LONGEST_NOTE_BYTES, 0))
        began_s = psutil.Process(said.pid).create_time()
    except (OSError, ValidationError, psutil.Error):
        return None
    return said.pid if abs(began_s - said.since_s) < 1 else None
