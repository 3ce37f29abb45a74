import subprocess
import sys
from pathlib import Path

import pytest

from tools.errors import FetchError, HashMismatchError, HomeError
from tools.hub.archives import extract, fetch_archive
from tools.hub.index import PackageIndex


def test_a_wheel_is_fetched_and_its_progress_told(shop, tmp_path):
    archive = shop.stock_wheel("tiny", {"tiny/weights.bin": bytes(100_000)})
    told = []
    file = fetch_archive(
        archive, tmp_path, index=shop.index, report=lambda *said: told.append(said)
    )
    assert file == tmp_path / archive.filename
    assert file.stat().st_size == archive.size_bytes
    assert told[-1] == ("tiny", archive.size_bytes, archive.size_bytes)


def test_a_source_distribution_is_not_run(shop, tmp_path, quiet):
    marker = tmp_path / "was-run"
    setup = f"open({str(marker)!r}, 'w')".encode()
    archive = shop.stock_sdist("tiny", {"tiny-1.0/setup.py": setup, "tiny-1.0/data.txt": b"rows"})
    file = fetch_archive(archive, tmp_path, index=shop.index, report=quiet)
    folder = extract(file, {"data.txt": "tiny-1.0/data.txt"}, tmp_path / "out")
    assert (folder / "data.txt").read_bytes() == b"rows"
    assert [path.name for path in folder.iterdir()] == ["data.txt"]
    assert not marker.exists()


def test_an_archive_with_another_hash_leaves_nothing(shop, tmp_path, quiet):
    archive = shop.stock_wheel("tiny", {"a": b"a"}).model_copy(update={"sha256": "0" * 64})
    with pytest.raises(HashMismatchError, match="thrown away"):
        fetch_archive(archive, tmp_path, index=shop.index, report=quiet)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_a_sentence(shop, tmp_path, quiet):
    archive = shop.stock_wheel("tiny", {"a": b"a"})
    shop.lost.add(archive.filename)
    with pytest.raises(FetchError, match=r"tiny 1\.0 could not be fetched: .*404"):
        fetch_archive(archive, tmp_path, index=shop.index, report=quiet)


def test_a_dropped_connection_leaves_nothing(shop, tmp_path, quiet):
    archive = shop.stock_wheel("tiny", {"a": bytes(50_000)})
    shop.cut_short.add(archive.filename)
    with pytest.raises(FetchError, match="Check the network"):
        fetch_archive(archive, tmp_path, index=shop.index, report=quiet)
    assert list(tmp_path.iterdir()) == []


def test_no_network_is_a_sentence(shop, tmp_path, quiet):
    archive = shop.stock_wheel("tiny", {"a": b"a"})
    nobody = PackageIndex(index_url="http://127.0.0.1:9/simple")
    with pytest.raises(FetchError, match=r"refused.*models that are already here"):
        fetch_archive(archive, tmp_path, index=nobody, report=quiet)


def test_an_index_without_the_file_is_a_sentence(shop, tmp_path, quiet):
    archive = shop.stock_wheel("tiny", {"a": b"a"})
    other = archive.model_copy(update={"filename": "tiny-1.0-py2-none-any.whl"})
    with pytest.raises(FetchError, match="No package index lists tiny"):
        fetch_archive(other, tmp_path, index=shop.index, report=quiet)


def test_a_place_that_is_down_does_not_hide_the_next(shop, tmp_path, quiet):
    archive = shop.stock_wheel("tiny", {"a": b"a"})
    places = PackageIndex(
        find_links=(str(tmp_path / "no-such-folder"),),
        index_url="http://127.0.0.1:9/simple",
        extra_index_urls=(shop.index.index_url,),
    )
    assert fetch_archive(archive, tmp_path, index=places, report=quiet).is_file()


def test_a_local_folder_of_packages_keeps_its_file(shop, tmp_path, quiet):
    archive = shop.stock_wheel("tiny", {"a": b"a"})
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / archive.filename).write_bytes(shop.content[archive.filename])
    index = PackageIndex(find_links=(str(wheels),), no_index=True)
    assert fetch_archive(archive, tmp_path / "home", index=index, report=quiet).is_file()
    assert (wheels / archive.filename).is_file()
    assert shop.asked == []


def test_credentials_stay_out_of_messages(shop, tmp_path, quiet):
    archive = shop.stock_wheel("tiny", {"a": b"a"})
    shop.lost.add(archive.filename)
    index = PackageIndex(index_url=f"http://me:secret@127.0.0.1:{shop.port}/simple")
    with pytest.raises(FetchError) as caught:
        fetch_archive(archive, tmp_path, index=index, report=quiet)
    assert "secret" not in str(caught.value)


def test_a_certificate_that_is_not_there_is_a_sentence(shop, tmp_path, quiet):
    archive = shop.stock_wheel("tiny", {"a": b"a"})
    index = shop.index.model_copy(update={"cert": str(tmp_path / "no.pem")})
    with pytest.raises(FetchError, match="which cannot be read"):
        fetch_archive(archive, tmp_path, index=index, report=quiet)


def test_room_is_checked_before_anything_is_fetched(shop, tmp_path, quiet):
    huge = shop.stock_wheel("tiny", {"a": b"a"}).model_copy(update={"size_bytes": 10**18})
    with pytest.raises(HomeError, match="1000000000000 MB are needed"):
        fetch_archive(huge, tmp_path, index=shop.index, report=quiet)
    assert shop.asked == []


def test_a_disk_that_fills_up_on_the_way_leaves_nothing(shop, tmp_path):
    """The system refuses to write more than 4 KB a file, as a full disk does."""
    archive = shop.stock_wheel("tiny", {"a": bytes(50_000)})
    home = tmp_path / "home"
    home.mkdir()
    program = f"""
import resource
from pathlib import Path
from tools.errors import HomeError
from tools.hub.archives import Archive, fetch_archive
from tools.hub.index import PackageIndex

resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    fetch_archive(
        Archive.model_validate_json({archive.model_dump_json()!r}),
        Path({str(home)!r}),
        index=PackageIndex(index_url={shop.index.index_url!r}),
        report=lambda *said: None,
    )
except HomeError as error:
    print(error)
"""
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-B", "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert f"Cannot write to {home}" in done.stdout
    assert "Free some space" in done.stdout
    assert list(home.iterdir()) == []


def test_a_report_may_stop_the_download(shop, tmp_path):
    archive = shop.stock_wheel("tiny", {"a": bytes(50_000)})

    def stop(name: str, completed: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_archive(archive, tmp_path, index=shop.index, report=stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", ["../evil", "/evil", "a/../../evil", "..\\evil"])
def test_nothing_is_written_outside_the_folder(shop, tmp_path, quiet, target):
    archive = shop.stock_wheel("tiny", {"a": b"a"})
    file = fetch_archive(archive, tmp_path, index=shop.index, report=quiet)
    with pytest.raises(ValueError, match="would not lie inside"):
        extract(file, {target: "a"}, tmp_path / "out")


@pytest.mark.parametrize("kind", ["stock_wheel", "stock_sdist"])
def test_an_archive_without_the_named_file_leaves_no_folder(shop, tmp_path, quiet, kind):
    archive = getattr(shop, kind)("tiny", {"a": b"a", "b": b"b"})
    file = fetch_archive(archive, tmp_path, index=shop.index, report=quiet)
    with pytest.raises(FetchError, match="damaged or has changed"):
        extract(file, {"a": "a", "c": "c"}, tmp_path / "out")
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("filename", ["tiny.whl", "tiny.tar.gz"])
@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04", b"\x1f\x8b\x08\x00"])
def test_a_damaged_archive_is_a_sentence(tmp_path, filename, content):
    (tmp_path / filename).write_bytes(content)
    with pytest.raises(FetchError, match="Run again to fetch it anew"):
        extract(tmp_path / filename, {"a": "a"}, tmp_path / "out")
