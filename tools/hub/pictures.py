"""The pictures that can be had without a hub: twenty ImageNet photos, and Fashion-MNIST.

A picture is kept as a file in a `data:image/...;base64,` address, so that decoding it is part of a
request and a worker holds no more than the file until it answers.
"""

import base64
import gzip
import hashlib
import math
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from tools.domain import Dataset
from tools.errors import DataError, RequestError
from tools.hub.archives import Archive, Report, extract, fetch_archive
from tools.hub.catalogue import Catalogue
from tools.hub.datasets import (
    About,
    Example,
    Split,
    fetched_once,
    in_fixed_order,
    remember,
    remembered,
    save,
)
from tools.hub.home import scratch
from tools.hub.index import PackageIndex

# ImageNet-1k classes of the photos in foolbox/data, in the order of their names.
_PHOTOS = (
    243, 559, 438, 990, 949, 853, 609, 609, 915, 455,
    541, 630, 741, 471, 129, 99, 251, 22, 317, 305,
)  # fmt: skip
# The labels of https://github.com/zalandoresearch/fashion-mnist, in their order.
_CLOTHES = (
    "T-shirt/top", "trouser", "pullover", "dress", "coat",
    "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip
# Of each label. 3,000 pictures are 3 MB, and a tenth of what there is tells models apart.
_TRAIN_A_LABEL, _TEST_A_LABEL = 200, 100
# The note's name changes with the way a dataset is made.
_PHOTOS_KEY, _FASHION_KEY = "photos-1", "fashion-1"
# The third byte of an idx file: its values are unsigned bytes.
_UNSIGNED = 8


def photos(
    catalogue: Catalogue, home: Path, *, index: Callable[[], PackageIndex], report: Report
) -> Dataset:
    """Return twenty labelled ImageNet photos, only to test with; fetched once, 1.7 MB.

    `index` is called only if they must be fetched: asking pip for its settings takes a while.

    Raises:
        FetchError: the archive could not be fetched, or is not what the catalogue names.
        HomeError: there is no room, or the folder cannot be written.

    """
    archive = catalogue.archives["foolbox"]
    return fetched_once(
        _PHOTOS_KEY, home, lambda: _fetched_photos(archive, home, index=index(), report=report)
    )


def _fetched_photos(
    archive: Archive, home: Path, *, index: PackageIndex, report: Report
) -> Dataset:
    names = [f"imagenet_{place:02}_{label}.jpg" for place, label in enumerate(_PHOTOS)]
    with scratch(home / "models") as lent:
        wheel = fetch_archive(archive, lent, index=index, report=report)
        folder = extract(wheel, {name: f"foolbox/data/{name}" for name in names}, lent / "photos")
        examples = [
            Example(_address("jpeg", (folder / name).read_bytes()), f"imagenet-{label}")
            for name, label in zip(names, _PHOTOS, strict=True)
        ]
    about = About(
        name="photos",
        task="image-classification",
        description=(
            "20 ImageNet photos, as they lie in the package foolbox. The label"
            " is the number of the ImageNet-1k class. There is nothing to learn from, and 20"
            " examples rank nothing: they show what an answer costs."
        ),
        licence="not stated: ImageNet's photos belong to whoever took them",
    )
    return save(Split([], in_fixed_order(examples)), about, home)


def fashion(home: Path, folder: Path) -> Dataset:
    """Return 28 x 28 grey pictures of clothes, ten kinds: 2,000 to learn from, 1,000 to test with.

    Raises:
        RequestError: Debian's package with them is not here.
        DataError: one of its files is damaged.
        HomeError: the home folder cannot be written.

    """
    return remembered(_FASHION_KEY, home) or remember(
        _made_fashion(home, folder), _FASHION_KEY, home
    )


def _made_fashion(home: Path, folder: Path) -> Dataset:
    test = _chosen(_labelled(folder, "t10k"), _TEST_A_LABEL)
    train = _chosen(_labelled(folder, "train"), _TRAIN_A_LABEL)
    about = About(
        name="fashion",
        task="image-classification",
        description=(
            "Fashion-MNIST (Xiao, Rasul & Vollgraf 2017, arXiv 1708.07747), 28 x 28 grey pictures"
            f" of clothes: of each kind the first {_TRAIN_A_LABEL} of its training and"
            f" {_TEST_A_LABEL} of its test examples in the order of their SHA-256."
        ),
        licence="MIT",
    )
    parts = Split(*(in_fixed_order(map(_example, part)) for part in (train, test)))
    return save(parts, about, home)


class _Garment(NamedTuple):
    """A grey picture of a thing to wear: one byte a pixel, row by row."""

    pixels: bytes
    columns: int
    label: str


class _Idx(NamedTuple):
    """An idx file of bytes: how many along each dimension, and all of them in a row."""

    shape: tuple[int, ...]
    values: bytes


def _labelled(folder: Path, part: str) -> list[_Garment]:
    """Return a part of Fashion-MNIST.

    Raises:
        RequestError: a file is not there.
        DataError: a file is damaged.

    """
    file = folder / f"{part}-labels-idx1-ubyte.gz"
    labels = _idx(file, dimensions=1).values
    pictures = _idx(folder / f"{part}-images-idx3-ubyte.gz", dimensions=3)
    n, rows, columns = pictures.shape
    if n != len(labels) or max(labels, default=0) >= len(_CLOTHES):
        raise _damaged(file)
    size = rows * columns
    return [
        _Garment(pictures.values[at * size : (at + 1) * size], columns, _CLOTHES[label])
        for at, label in enumerate(labels)
    ]


def _chosen(garments: Iterable[_Garment], most: int) -> list[_Garment]:
    """Return of each label the first in the order of their SHA-256, `most` of them."""
    ranked = sorted(garments, key=lambda one: hashlib.sha256(one.pixels).digest())
    found: dict[str, list[_Garment]] = {}
    for one in ranked:
        found.setdefault(one.label, []).append(one)
    return [one for group in found.values() for one in group[:most]]


def _example(one: _Garment) -> Example:
    # Netpbm's grey format: no version of a library changes a byte of it.
    head = b"P5 %d %d 255\n" % (one.columns, len(one.pixels) // one.columns)
    return Example(_address("x-portable-graymap", head + one.pixels), one.label)


def _idx(file: Path, *, dimensions: int) -> _Idx:
    try:
        content = gzip.decompress(file.read_bytes())
    except FileNotFoundError:
        raise RequestError(
            f"Fashion-MNIST is not here: there is no {file}. Debian and Ubuntu have it:"
            " `apt install dataset-fashion-mnist`. Or set GREENRUNNER_FASHION to the folder with"
            " its four files, or ask for digits."
        ) from None
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(file) from error
    head = 4 + 4 * dimensions
    shape = tuple(int.from_bytes(content[at : at + 4], "big") for at in range(4, head, 4))
    is_whole = content[:4] == bytes([0, 0, _UNSIGNED, dimensions])
    if not is_whole or len(content) != head + math.prod(shape):
        raise _damaged(file)
    return _Idx(shape, content[head:])


def _damaged(file: Path) -> DataError:
    return DataError(f"{file} is damaged. Install it anew: `apt reinstall dataset-fashion-mnist`.")


def _address(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
