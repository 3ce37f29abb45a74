"""One benchmark at a time on the machine: real processes on one lock."""

import asyncio
import contextlib
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tools.bench.turn import machine_turn, take_turn

SCRIPT = Path(__file__).with_name("turn_process.py")
ROOT = Path(__file__).parents[3]
NOBODY = "65534"

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can be another user")


class Other:
    """Another program that measures, or waits to."""

    def __init__(self, lock: Path, *user: str, home: Path) -> None:
        inherited = dict(os.environ)  # noqa: TID251
        self._process = subprocess.Popen(
            [sys.executable, str(SCRIPT), str(lock), *user],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=inherited | {"HOME": str(home), "PYTHONPATH": str(ROOT)},
        )
        self.pid = self._process.pid

    def hears(self) -> str:
        return self._process.stdout.readline().strip()

    def ends(self) -> None:
        self._process.stdin.close()
        assert self._process.wait(10) == 0

    def is_killed(self, with_signal: signal.Signals = signal.SIGKILL) -> None:
        self._process.send_signal(with_signal)
        self._process.wait(10)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


@pytest.fixture
def lock(tmp_path) -> Path:
    return tmp_path / "turn"


@pytest.fixture
def other(lock, tmp_path) -> Iterator[Callable[..., Other]]:
    begun = []

    def _other(*user: str, where: Path = lock, home: Path = tmp_path / "home") -> Other:
        begun.append(Other(where, *user, home=home))
        return begun[-1]

    yield _other
    for one in begun:
        one.close()


def nobody_else(pid: int | None) -> None:
    pytest.fail(f"waited for {pid}")


def test_the_second_is_told_who_measures_and_goes_on_when_the_first_ends(other):
    first = other()
    assert first.hears() == "measures"
    second = other()
    assert second.hears() == f"waits {first.pid}"
    first.ends()
    assert second.hears() == "measures"
    second.ends()


def test_a_killed_first_leaves_no_lock(other):
    first = other()
    assert first.hears() == "measures"
    second = other()
    assert second.hears() == f"waits {first.pid}"
    first.is_killed()
    assert second.hears() == "measures"
    # What the killed one wrote of itself misleads nobody.
    third = other()
    assert third.hears() == f"waits {second.pid}"


async def test_who_stops_waiting_leaves_nothing(other, lock):
    first, told = other(), asyncio.Event()
    assert first.hears() == "measures"
    threads, files = threading.active_count(), psutil.Process().num_fds()
    waiting = asyncio.create_task(take_turn(lock, lambda pid: told.set()))
    await told.wait()
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    assert (threading.active_count(), psutil.Process().num_fds()) == (threads, files)
    first.ends()
    async with asyncio.timeout(5), machine_turn(lock, told=nobody_else):
        pass


async def test_within_a_process_too_one_waits_for_the_other(lock):
    told, order = asyncio.Event(), []
    async with machine_turn(lock, told=nobody_else):
        second = asyncio.create_task(take_turn(lock, lambda pid: (order.append(pid), told.set())))
        await told.wait()
        order.append("first ends")
    (await second).end()
    assert order == [os.getpid(), "first ends"]


async def test_a_process_id_that_was_given_again_is_not_named(other, lock):
    first, said = other(), []
    assert first.hears() == "measures"
    lock.write_text(f'{{"pid": {os.getpid()}, "since_s": 1.0}}')
    waiting = asyncio.create_task(take_turn(lock, said.append))
    while not said:
        await asyncio.sleep(0.01)
    waiting.cancel()
    assert said == [None]


async def test_a_lock_that_was_removed_is_made_again(lock):
    async with machine_turn(lock, told=nobody_else):
        lock.unlink()
    async with machine_turn(lock, told=nobody_else):
        assert lock.exists()


def test_everybody_may_write_to_the_lock_whatever_the_umask(other, lock):
    before = os.umask(0o077)
    try:
        assert other().hears() == "measures"
    finally:
        os.umask(before)
    assert stat.S_IMODE(lock.stat().st_mode) == 0o666


@pytest.fixture
def sticky() -> Iterator[Path]:
    """A folder as the system's for temporary files: everybody may write, none remove others'."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o1777)
        yield Path(folder)


@as_root
@pytest.mark.parametrize(("one", "another"), [((NOBODY,), ()), ((), (NOBODY,))])
def test_users_share_the_lock_in_a_sticky_folder(other, sticky, one, another):
    first = other(*one, where=sticky / "turn")
    assert first.hears() == "measures"
    second = other(*another, where=sticky / "turn")
    assert second.hears() == f"waits {first.pid}"
    first.is_killed()
    assert second.hears() == "measures"


@as_root
def test_a_lock_that_only_its_owner_may_write_is_shared_all_the_same(other, sticky):
    lock = sticky / "turn"
    lock.touch(mode=0o644)
    first = other(NOBODY, where=lock)
    assert first.hears() == "measures"
    assert other(where=lock).hears() == "waits None"
    assert lock.read_text() == ""


def _linked(folder: Path, victim: Path) -> None:
    (folder / "turn").symlink_to(victim)


def _linked_hard(folder: Path, victim: Path) -> None:
    (folder / "turn").hardlink_to(victim)


def _a_pipe(folder: Path, _: Path) -> None:
    os.mkfifo(folder / "turn")


def _a_folder(folder: Path, _: Path) -> None:
    (folder / "turn").mkdir()


def _no_folder(folder: Path, _: Path) -> None:
    folder.rmdir()


@pytest.mark.parametrize("planted", [_linked, _linked_hard, _a_pipe, _a_folder, _no_folder])
def test_where_the_lock_cannot_be_used_it_is_among_the_users_own(other, tmp_path, planted):
    folder, victim = tmp_path / "temporary", tmp_path / "victim"
    folder.mkdir()
    victim.write_text("precious")
    planted(folder, victim)
    first = other(where=folder / "turn")
    assert first.hears() == "measures"
    assert other(where=folder / "turn").hears() == f"waits {first.pid}"
    assert victim.read_text() == "precious"
    assert (tmp_path / "home" / ".cache" / "greenrunner" / "turn").exists()


def test_where_the_folder_may_only_be_read_it_is_among_the_users_own(other, sticky):
    folder, home, user = sticky / "temporary", sticky / "home", ()
    folder.mkdir(mode=0o555)
    home.mkdir()
    if os.getuid() == 0:  # whom nothing is forbidden
        user = (NOBODY,)
        os.chown(home, int(NOBODY), int(NOBODY))
    first = other(*user, where=folder / "turn", home=home)
    assert first.hears() == "measures"
    assert other(*user, where=folder / "turn", home=home).hears() == f"waits {first.pid}"
    assert [(home / ".cache" / "greenrunner" / "turn").exists(), *folder.iterdir()] == [True]


def test_where_nothing_can_be_written_nobody_waits(other, tmp_path):
    (tmp_path / "home").write_text("no folder")
    for _ in range(2):
        assert other(where=tmp_path / "nowhere" / "turn").hears() == "measures"
