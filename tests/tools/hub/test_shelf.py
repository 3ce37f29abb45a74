"""What the home keeps of models, with real folders, hard links and locks."""

import os

import pytest

from tools.hub.home import locked
from tools.hub.shelf import held_bytes, make_room, mark_used, remove, shelved


@pytest.fixture
def shelf(tmp_path):
    """Put models of so many bytes on the shelf, each used a day after the one before."""

    def put(**sizes_bytes: int):
        for day, (name, size_bytes) in enumerate(sizes_bytes.items(), start=1):
            folder = tmp_path / "models" / name
            folder.mkdir(parents=True)
            (folder / "weights").write_bytes(bytes(size_bytes))
            os.utime(folder, (day * 86_400, day * 86_400))
        return tmp_path

    return put


def there(home):
    return {path.name for path in (home / "models").iterdir() if path.is_dir()}


def test_the_least_recently_used_stands_first(shelf):
    home = shelf(first=30, second=20, third=10)
    assert [(one.folder, one.size_bytes) for one in shelved(home)] == [
        ("first", 30),
        ("second", 20),
        ("third", 10),
    ]
    mark_used(home, str(home / "models" / "first"))
    assert [one.folder for one in shelved(home)] == ["second", "third", "first"]
    assert [one.used_at.day for one in shelved(home)][:2] == [3, 4]


def test_only_a_folder_of_the_home_is_marked(shelf, tmp_path):
    home = shelf(first=1)
    own = tmp_path / "mine"
    own.mkdir()
    os.utime(own, (1, 1))
    mark_used(home, str(own))
    mark_used(home, "")
    mark_used(home, str(home / "models" / "gone"))
    assert own.stat().st_mtime == 1


def test_a_home_without_models_keeps_none(tmp_path):
    assert shelved(tmp_path) == ()
    assert held_bytes([tmp_path / "models"]) == 0


def test_the_oldest_go_until_the_next_one_has_room(shelf):
    home = shelf(first=30, second=20, third=10)
    # 60 are held: 25 more in 70 leave 45 for the old, so the first goes (30 left).
    gone = make_room(home, 25, limit_bytes=70, keep=())
    assert [one.folder for one in gone] == ["first"]
    assert there(home) == {"second", "third"}


def test_nothing_goes_where_there_is_room(shelf):
    home = shelf(first=30, second=20)
    assert make_room(home, 50, limit_bytes=100, keep=()) == ()
    assert there(home) == {"first", "second"}


def test_what_is_kept_stays_though_it_is_the_oldest(shelf):
    home = shelf(first=30, second=20, third=10)
    gone = make_room(home, 10, limit_bytes=60, keep={"first"})
    assert [one.folder for one in gone] == ["second"]
    assert there(home) == {"first", "third"}


def test_nothing_goes_where_all_of_it_would_not_be_enough(shelf):
    home = shelf(first=30, second=20)
    assert make_room(home, 50, limit_bytes=60, keep={"first"}) is None
    assert there(home) == {"first", "second"}


def test_files_that_models_share_count_once_and_outlive_one_of_them(shelf):
    home = shelf(first=30, second=20)
    os.link(home / "models" / "first" / "weights", home / "models" / "second" / "shared")
    os.utime(home / "models" / "second", (9 * 86_400, 9 * 86_400))
    assert [one.size_bytes for one in shelved(home)] == [30, 50]
    assert held_bytes(home / "models" / name for name in ("first", "second")) == 50
    # To remove the first brings nothing: what it shares stays with the second.
    assert make_room(home, 10, limit_bytes=55, keep={"second"}) is None
    remove(home, ["first"])
    assert (home / "models" / "second" / "shared").stat().st_size == 30


def test_the_users_own_folder_is_never_the_homes(shelf):
    home = shelf(first=30, mine=20)
    own = home / "models" / "mine"
    assert [one.folder for one in shelved(home, own=own)] == ["first"]
    assert make_room(home, 100, limit_bytes=100, keep=(), own=own) is not None
    assert there(home) == {"mine"}
    assert shelved(home, own=home / "models") == ()
    assert shelved(home, own=own / "deeper") == ()


def test_a_link_to_a_folder_elsewhere_is_not_the_homes(shelf, tmp_path):
    home = shelf(first=30)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (home / "models" / "linked").symlink_to(elsewhere)
    assert [one.folder for one in shelved(home)] == ["first"]


def test_what_a_kill_left_of_a_removal_is_no_model_and_is_cleared(shelf):
    home = shelf(first=30)
    (home / "models" / "first").rename(home / "models" / ".partial-0")
    assert shelved(home) == ()
    with locked(home / "models"):
        assert there(home) == set()
