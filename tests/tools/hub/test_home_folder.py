from multiprocessing import get_context
from pathlib import Path

import pytest

from tools.errors import HomeError
from tools.hub.home import completed, locked, require_room, write_whole


def test_a_folder_appears_only_once_it_is_complete(tmp_path):
    with completed(tmp_path / "model") as lent:
        (lent / "a").write_text("a")
        assert not (tmp_path / "model").exists()
    assert (tmp_path / "model" / "a").read_text() == "a"
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_block_that_fails_leaves_what_was_there(tmp_path):
    write_whole(tmp_path / "model" / "a", "old")
    with pytest.raises(ZeroDivisionError):
        _fail_half_way(tmp_path / "model")
    assert (tmp_path / "model" / "a").read_text() == "old"


def test_what_a_killed_process_left_is_cleared(tmp_path):
    process = get_context("spawn").Process(target=_die_half_way, args=(tmp_path,))
    process.start()
    process.join()
    assert len(list(tmp_path.glob(".partial-*"))) == 1
    with locked(tmp_path):
        assert list(tmp_path.glob(".partial-*")) == []


def test_a_home_that_is_a_file_is_a_sentence(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(HomeError, match=r"Cannot write to .*home.*GREENRUNNER_HOME"):
        require_room(tmp_path / "home" / "models", 1)


def _fail_half_way(folder: Path) -> None:
    with completed(folder) as lent:
        (lent / "a").write_text(f"new {1 / 0}")


def _die_half_way(folder: Path) -> None:
    import os
    import signal

    with locked(folder), completed(folder / "model") as lent:
        (lent / "a").write_text("a")
        os.kill(os.getpid(), signal.SIGKILL)
