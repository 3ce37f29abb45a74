import base64
import json
from pathlib import Path

from tools.hub.datasets import (
    About,
    Example,
    distinct,
    remember,
    remembered,
    save,
    split,
)

ABOUT = About(name="some", task="text-classification", description="", licence="MIT")


def hundred() -> list[Example]:
    """80 of one label, 20 of the other."""
    return [Example(f"text {i}", "b" if i % 5 else "a") for i in range(100)]


def test_texts_that_differ_in_case_and_spaces_count_once():
    found = distinct(
        [
            Example("Good  day", "a"),
            Example("good day ", "a"),
            Example("bad", "a"),
            Example("BAD", "b"),
            Example("other", "b"),
        ]
    )
    assert sorted(one.label for one in found.examples) == ["a", "b"]
    assert (found.repeated, found.contradicted) == (1, 1)


def test_each_label_gives_the_same_share_to_the_test():
    parts = split(hundred(), 0.25)
    assert (len(parts.train), len(parts.test)) == (75, 25)
    assert [one.label for one in parts.test].count("a") == 5


def test_the_split_and_its_order_do_not_follow_the_order_of_rows():
    examples = hundred()
    assert split(examples, 0.3) == split(reversed(examples), 0.3)
    labels = [one.label for one in split(examples, 0.3).test]
    assert labels != sorted(labels), "the labels are mixed"


def test_no_text_is_in_both_parts():
    parts = split(hundred(), 0.3)
    assert not {one.input for one in parts.train} & {one.input for one in parts.test}


def test_a_part_holds_at_most_5000_examples():
    parts = split([Example(str(i), str(i % 2)) for i in range(11_000)], 0.5)
    assert (len(parts.train), len(parts.test)) == (5_000, 5_000)


def test_the_file_is_named_by_its_content(tmp_path):
    parts = split(hundred(), 0.3)
    first = save(parts, ABOUT, tmp_path)
    renamed = save(parts, ABOUT.model_copy(update={"name": "other"}), tmp_path)
    assert first.sha256 == renamed.sha256
    assert [path.name for path in (tmp_path / "datasets").glob("*.json")] == [
        f"{first.sha256}.json"
    ]
    content = json.loads(Path(first.path).read_text())
    assert content["labels"] == ["a", "b"] == list(first.labels)
    assert content["test"][0] == [parts.test[0].input, first.labels.index(parts.test[0].label)]
    assert (len(content["train"]), len(content["test"])) == (first.n_train, first.n_test)


def test_length_is_characters_of_a_text_and_pixels_of_an_image(tmp_path):
    texts = split([Example("ab", "x"), Example("abcd", "y")], 0.0)
    assert save(texts, ABOUT, tmp_path).mean_length == 3.0
    # Rows, and a file: Netpbm's grey format, two columns and three rows.
    file = base64.b64encode(b"P5 2 3 255\n" + bytes(6)).decode()
    images = split(
        [
            Example([[0.0, 0.5], [1.0, 0.25]], "x"),
            Example(f"data:image/x-portable-graymap;base64,{file}", "y"),
        ],
        0.0,
    )
    about = ABOUT.model_copy(update={"task": "image-classification"})
    assert save(images, about, tmp_path).mean_length == 5.0


def test_a_text_that_looks_like_an_image_is_a_text(tmp_path):
    texts = split([Example("data:image/png;base64,!", "x")], 0.0)
    assert save(texts, ABOUT, tmp_path).mean_length == 23.0


def test_a_remembered_dataset_moves_with_its_home(tmp_path):
    home = tmp_path / "home"
    assert remembered("some-1", home) is None
    made = remember(save(split(hundred(), 0.3), ABOUT, home), "some-1", home)
    moved = home.rename(tmp_path / "moved")
    found = remembered("some-1", moved)
    assert found == made.model_copy(
        update={"path": str(moved / "datasets" / f"{made.sha256}.json")}
    )
    Path(found.path).unlink()
    assert remembered("some-1", moved) is None
