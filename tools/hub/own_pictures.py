"""A user's own labelled pictures: a folder that holds one folder of pictures for each label."""

import base64
from collections.abc import Iterator
from pathlib import Path

from tools.domain import Dataset
from tools.errors import DataError
from tools.hub.datasets import MOST_ROWS, About, Distinct, Example, Split, distinct, save, split

_TEST_SHARE = 0.2
_LEAST_TEST = 20
_FORMATS = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".ppm": "x-portable-pixmap"}
# Pictures are kept in one file of the home, and in the memory of each worker.
_MOST_BYTES = 500_000_000


def own_pictures(folder: Path, home: Path) -> Dataset:
    """Return a folder's pictures, each with the name of its folder; 20 % of each are the test.

    Raises:
        DataError: there are too few, too much of them, or of one label only.
        HomeError: the home folder cannot be written.

    """
    files = sorted(path for path in folder.glob("*/*") if path.is_file())
    pictures = [path for path in files if path.suffix.lower() in _FORMATS]
    if (size := sum(path.stat().st_size for path in pictures)) > _MOST_BYTES:
        raise DataError(
            f"The pictures in {folder} take {size / 1e6:,.0f} MB; {_MOST_BYTES / 1e6:.0f} MB are "
            "the limit. Give a sample."
        )
    read = [(path, _address(path)) for path in pictures]
    found = distinct(Example(seen, path.parent.name) for path, seen in read if seen)
    parts = _checked_split(folder, found)
    damaged = sum(not seen for _, seen in read)
    about = About(
        name=folder.resolve().name,
        task="image-classification",
        description=" ".join(_sentences(folder, found, parts, damaged, len(files) - len(read))),
        licence="the user's own",
    )
    return save(parts, about, home)


def _address(path: Path) -> str:
    """Return a picture's file in an address, or nothing where no picture can be read from it."""
    from PIL import Image

    try:
        with Image.open(path, formats=("JPEG", "PNG", "PPM")) as opened:
            opened.load()
            kind = _FORMATS[f".{(opened.format or '').lower()}"]
    except (OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError):
        return ""
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def _checked_split(folder: Path, found: Distinct) -> Split:
    labels = {example.label for example in found.examples}
    if len(labels) < 2:
        raise DataError(
            f"{folder} holds pictures (JPEG, PNG or PPM) of {len(labels)} labels. Give each of two "
            "or more labels a folder of its own in it, named after the label."
        )
    parts = split(found.examples, _TEST_SHARE)
    if len(parts.test) < _LEAST_TEST:
        raise DataError(
            f"{folder} holds {len(found.examples)} different pictures, which leaves "
            f"{len(parts.test)} to test with. Add some: with about "
            f"{_LEAST_TEST / _TEST_SHARE:.0f} there are the {_LEAST_TEST} needed."
        )
    return parts


def _sentences(
    folder: Path, found: Distinct, parts: Split, damaged: int, other: int
) -> Iterator[str]:
    n_used = len(parts.train) + len(parts.test)
    yield f"{n_used} pictures of {folder.resolve().name}; 20 % of each label are test examples."
    if found.repeated:
        yield f"{found.repeated} repeats were left out."
    if found.contradicted:
        yield f"{found.contradicted} pictures that lie in two folders were left out."
    if damaged:
        yield f"{damaged} files that hold no picture were left out."
    if other:
        yield f"{other} files that are neither JPEG, PNG nor PPM were left out."
    if n_used < len(found.examples):
        n_over = len(found.examples) - n_used
        yield f"{n_over} were left out: at most {MOST_ROWS:,} to learn from and as many to test."
