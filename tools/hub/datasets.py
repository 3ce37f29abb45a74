"""Labelled examples as one JSON file, named by its content, with a split that never moves.

Which example lies in which part, and the order in which test examples are answered, follow from
SHA-256 of the examples themselves: no seed, no library version, no order of rows changes them.
"""

import base64
import hashlib
import io
import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from tools.domain import Dataset, Value
from tools.errors import DataError
from tools.hub.home import locked, write_whole

Image = list[list[float]]

MOST_ROWS = 5_000


class Example(NamedTuple):
    """One labelled example: a text, or an image.

    An image is its grey values in 0..1 (rows, columns), or a file in a `data:` address.
    """

    input: str | Image
    label: str


class Distinct(NamedTuple):
    """Examples that differ, how many repeats of them there were, and how many had two labels."""

    examples: list[Example]
    repeated: int
    contradicted: int


class Split(NamedTuple):
    """Examples to learn from, and examples to answer in this order."""

    train: list[Example]
    test: list[Example]


class About(Value):
    """What a dataset is, in words."""

    name: str
    task: str
    description: str
    licence: str


def distinct(examples: Iterable[Example]) -> Distinct:
    """Keep one of the texts that are equal but for case and spaces; none if labels differ."""
    groups: dict[str, list[Example]] = {}
    for example in examples:
        groups.setdefault(_normal(example.input), []).append(example)
    agreed = [group for group in groups.values() if len({one.label for one in group}) == 1]
    return Distinct(
        # Whichever came first in the file must not matter.
        examples=[min(group, key=lambda one: _rank("repeat", one)) for group in agreed],
        repeated=sum(len(group) - 1 for group in agreed),
        contradicted=len(groups) - len(agreed),
    )


def split(examples: Iterable[Example], test_share: float) -> Split:
    """Put the same share of each label to the test; at most 5,000 examples in each part."""
    by_label: dict[str, list[Example]] = {}
    for example in sorted(examples, key=lambda one: _rank("part", one)):
        by_label.setdefault(example.label, []).append(example)
    train: list[Example] = []
    test: list[Example] = []
    for group in by_label.values():
        n_test = round(len(group) * test_share)
        test += group[:n_test]
        train += group[n_test:]
    return Split(in_fixed_order(train)[:MOST_ROWS], in_fixed_order(test)[:MOST_ROWS])


def save(parts: Split, about: About, home: Path) -> Dataset:
    """Write a dataset under the hash of its content; equal data has equal hashes.

    Raises:
        HomeError: the folder cannot be written.

    """
    labels = sorted({example.label for example in (*parts.train, *parts.test)})
    place = {label: i for i, label in enumerate(labels)}
    rows = {
        name: [[example.input, place[example.label]] for example in examples]
        for name, examples in parts._asdict().items()
    }
    text = json.dumps({"labels": labels, **rows}, ensure_ascii=False, separators=(",", ":"))
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    path = home / "datasets" / f"{sha256}.json"
    if not path.is_file():
        write_whole(path, text)
    length = _pixels if about.task == "image-classification" else len
    inputs = [example.input for example in (*parts.train, *parts.test)]
    return Dataset(
        **about.model_dump(),
        sha256=sha256,
        labels=tuple(labels),
        n_train=len(parts.train),
        n_test=len(parts.test),
        mean_length=sum(map(length, inputs)) / len(inputs),
        largest_share=_largest_share(parts.test),
        path=str(path),
    )


def _largest_share(examples: Sequence[Example]) -> float | None:
    """Return the share of the commonest label, which is right as often if it is always said."""
    counts = Counter(example.label for example in examples)
    return max(counts.values()) / len(examples) if counts else None


@lru_cache(maxsize=4)
def test_labels(path: Path) -> tuple[int, ...]:
    """Return the classes of the examples to answer, in their order.

    Raises:
        DataError: the file is gone.

    """
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise DataError(
            f"The labelled examples in {path} cannot be read ({error.strerror or error}): say the "
            "need anew."
        ) from error
    return tuple(int(label) for _, label in content["test"])


def remember(dataset: Dataset, key: str, home: Path) -> Dataset:
    """Note under a key what a built-in dataset came to, so that it is made once.

    Raises:
        HomeError: the folder cannot be written.

    """
    write_whole(_note(key, home), dataset.model_dump_json())
    return dataset


def fetched_once(key: str, home: Path, fetch: Callable[[], Dataset]) -> Dataset:
    """Return the dataset noted under a key, fetched now and noted if it is not there.

    By one process at a time, in the folder where everything is fetched.

    Raises:
        HomeError: the folder cannot be written.

    """
    known = remembered(key, home)
    if known is None:
        with locked(home / "models"):
            known = remembered(key, home) or remember(fetch(), key, home)
    return known


def remembered(key: str, home: Path) -> Dataset | None:
    """Return the dataset noted under a key if its file is there, wherever the home lies now."""
    try:
        dataset = Dataset.model_validate_json(_note(key, home).read_bytes())
    except (OSError, ValidationError):
        return None
    path = home / "datasets" / f"{dataset.sha256}.json"
    return dataset.model_copy(update={"path": str(path)}) if path.is_file() else None


def _note(key: str, home: Path) -> Path:
    return home / "datasets" / f"{key}.meta.json"


def _normal(content: str | Image) -> str:
    if not isinstance(content, str):
        return json.dumps(content)
    return " ".join(unicodedata.normalize("NFKC", content).casefold().split())


def _rank(purpose: str, example: Example) -> bytes:
    return hashlib.sha256(f"{purpose}\n{json.dumps(example.input)}".encode()).digest()


def in_fixed_order(examples: Iterable[Example]) -> list[Example]:
    """Return examples in an order that follows from themselves."""
    return sorted(examples, key=lambda one: _rank("order", one))


def _pixels(image: str | Image) -> int:
    if not isinstance(image, str):
        return sum(map(len, image))
    import PIL.Image

    _, _, content = image.partition(",")
    with PIL.Image.open(io.BytesIO(base64.b64decode(content))) as opened:
        return opened.width * opened.height
