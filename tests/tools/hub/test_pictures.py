import base64
import gzip
import json
import sys
from pathlib import Path

import pytest

from tools.errors import DataError, FetchError, RequestError
from tools.hub.catalogue import Catalogue, load_catalogue
from tools.hub.index import PackageIndex, pip_settings
from tools.hub.pictures import fashion, photos

NOBODY = PackageIndex(index_url="http://127.0.0.1:9/simple")
# The number and the class in the names of foolbox's files.
PHOTOS = [
    "00_243", "01_559", "02_438", "03_990", "04_949", "05_853", "06_609", "07_609", "08_915",
    "09_455", "10_541", "11_630", "12_741", "13_471", "14_129", "15_99", "16_251", "17_22",
    "18_317", "19_305",
]  # fmt: skip


def idx(values: bytes, *shape: int) -> bytes:
    """An idx file as http://yann.lecun.com/exdb/mnist describes it, packed."""
    head = bytes([0, 0, 8, len(shape)]) + b"".join(n.to_bytes(4, "big") for n in shape)
    return gzip.compress(head + values, mtime=0)


def stock(folder: Path, part: str, pictures: list[tuple[bytes, int]]) -> None:
    """Write a part of a Fashion-MNIST whose pictures have two rows of three pixels."""
    folder.mkdir(exist_ok=True)
    pixels = b"".join(one for one, _ in pictures)
    labels = bytes(label for _, label in pictures)
    images = idx(pixels, len(pictures), 2, 3)
    (folder / f"{part}-images-idx3-ubyte.gz").write_bytes(images)
    (folder / f"{part}-labels-idx1-ubyte.gz").write_bytes(idx(labels, len(labels)))


@pytest.fixture
def wardrobe(tmp_path) -> Path:
    """250 trousers and 2 bags to learn from, 120 trousers to test with, all of them different."""
    folder = tmp_path / "wardrobe"
    trousers = [(bytes([0, 1, 2, 3, 4, n]), 1) for n in range(250)]
    stock(folder, "train", [*trousers, (b"bag  1", 8), (b"bag  2", 8)])
    stock(folder, "t10k", [(bytes([9, 1, 2, 3, 4, n]), 1) for n in range(120)])
    return folder


def pixels_of(address: str) -> bytes:
    kind, _, content = address.partition(",")
    assert kind == "data:image/x-portable-graymap;base64"
    head, _, pixels = base64.b64decode(content).partition(b"\n")
    assert head == b"P5 3 2 255"
    return pixels


def test_of_each_kind_of_clothes_as_many_are_taken_and_the_given_split_is_kept(wardrobe, tmp_path):
    made = fashion(tmp_path / "home", wardrobe)
    assert made.labels == ("bag", "trouser")
    assert (made.n_train, made.n_test, made.mean_length) == (202, 100, 6.0)
    content = json.loads(Path(made.path).read_text())
    # In the given parts, trousers for the test begin with a 9.
    assert {pixels_of(address)[0] for address, _ in content["test"]} == {9}
    train = {pixels_of(address): made.labels[label] for address, label in content["train"]}
    assert train[b"bag  1"] == "bag"
    assert list(train.values()).count("trouser") == 200


def test_which_are_taken_does_not_follow_the_order_of_the_file(wardrobe, tmp_path):
    first = fashion(tmp_path / "first", wardrobe)
    trousers = [(bytes([0, 1, 2, 3, 4, n]), 1) for n in reversed(range(250))]
    stock(wardrobe, "train", [(b"bag  2", 8), *trousers, (b"bag  1", 8)])
    assert fashion(tmp_path / "second", wardrobe).sha256 == first.sha256


def test_once_made_the_clothes_need_no_package(wardrobe, tmp_path):
    first = fashion(tmp_path / "home", wardrobe)
    assert fashion(tmp_path / "home", tmp_path / "nowhere") == first


def test_where_the_package_is_missing_its_name_is_said(tmp_path):
    with pytest.raises(RequestError, match="`apt install dataset-fashion-mnist`"):
        fashion(tmp_path / "home", tmp_path / "nowhere")
    assert not (tmp_path / "home").exists()


def other_magic(packed: bytes) -> bytes:
    return gzip.compress(b"\0\0\x0d" + gzip.decompress(packed)[3:])


@pytest.mark.parametrize(
    "damage",
    [
        lambda packed: packed[: len(packed) // 2],
        lambda packed: b"not packed at all",
        lambda packed: b"",
        lambda packed: gzip.compress(gzip.decompress(packed)[:-1]),
        lambda packed: gzip.compress(b""),
        other_magic,
        lambda _: idx(bytes([1] * 119), 119),
        lambda _: idx(bytes([10] * 120), 120),
    ],
    ids=["cut", "no gzip", "empty", "one short", "hollow", "floats", "fewer", "an 11th kind"],
)
def test_a_damaged_file_is_a_sentence(wardrobe, tmp_path, damage):
    file = wardrobe / "t10k-labels-idx1-ubyte.gz"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(DataError, match=r"t10k-labels-idx1-ubyte.gz is damaged. Install it anew"):
        fashion(tmp_path / "home", wardrobe)


@pytest.fixture
def album(shop) -> Catalogue:
    """A wheel with pictures in the places of foolbox's, whose content is their name."""
    # Netpbm's grey format with one pixel, the last byte.
    files = {
        f"foolbox/data/imagenet_{name}.jpg": b"P5 1 1 255\n" + bytes([place])
        for place, name in enumerate(PHOTOS)
    }
    archive = shop.stock_wheel("foolbox", {**files, "foolbox/__init__.py": b"1/0"})
    return Catalogue(archives={"foolbox": archive}, models=())


def test_the_photos_are_all_tests_and_their_labels_those_of_their_names(
    album, shop, tmp_path, quiet
):
    made = photos(album, tmp_path, index=lambda: shop.index, report=quiet)
    assert (made.n_train, made.n_test, made.mean_length) == (0, 20, 1.0)
    content = json.loads(Path(made.path).read_text())
    shown = {
        base64.b64decode(address.partition(",")[2])[-1]: made.labels[label]
        for address, label in content["test"]
    }
    assert [shown[place] for place in range(20)] == [
        f"imagenet-{name.partition('_')[2]}" for name in PHOTOS
    ]
    assert photos(album, tmp_path, index=lambda: NOBODY, report=quiet) == made


def test_photos_without_a_network_leave_nothing(album, tmp_path, quiet):
    with pytest.raises(FetchError, match="foolbox"):
        photos(album, tmp_path, index=lambda: NOBODY, report=quiet)
    assert [path.name for path in tmp_path.rglob("*")] == ["models", ".lock"]


@pytest.mark.network
def test_the_real_photos_are_what_they_were(real_home, quiet):
    made = photos(
        load_catalogue(), real_home, index=lambda: pip_settings(sys.executable), report=quiet
    )
    # One has 1,024 x 683 pixels, the others 512 x 512.
    assert (made.n_test, made.mean_length) == (20, (1_024 * 683 + 19 * 512**2) / 20)
    assert made.sha256.startswith("89f5909f"), "the photos, or their order, have changed"


def test_the_real_clothes_are_what_they_were(tmp_path):
    from agent.settings import Settings

    folder = Settings(_env_file=None).fashion
    if not folder.is_dir():
        pytest.skip("Debian's dataset-fashion-mnist is not installed")
    made = fashion(tmp_path, folder)
    assert (made.n_train, made.n_test, made.mean_length) == (2_000, 1_000, 784.0)
    assert made.sha256.startswith("ba3c8c51"), "the clothes, or their order, have changed"
