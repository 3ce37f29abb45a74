"""A user's own pictures, in a folder for each label."""

import json
import shutil

import pytest
from tiny_vit import COLOURS, picture

from tools.errors import DataError
from tools.hub import own_pictures as module
from tools.hub.own_pictures import own_pictures


@pytest.fixture
def album(tmp_path):
    top = tmp_path / "album"
    for place, name in enumerate(COLOURS):
        (top / name).mkdir(parents=True)
        for seed in range(40):
            kind = ("png", "jpg", "ppm")[seed % 3]
            picture(name, seed=100 * place + seed, side=8).save(top / name / f"{seed}.{kind}")
    return top


def test_a_folder_of_folders_becomes_a_dataset(album, tmp_path):
    made = own_pictures(album, tmp_path / "home")
    assert (made.name, made.task) == ("album", "image-classification")
    assert (made.labels, made.n_train, made.n_test) == (("blue", "green", "red"), 96, 24)
    assert made.mean_length == 64
    assert made.description == "120 pictures of album; 20 % of each label are test examples."
    with open(made.path) as file:  # noqa: PTH123
        kinds = {seen.partition(";")[0] for seen, _ in json.load(file)["train"]}
    assert kinds == {"data:image/png", "data:image/jpeg", "data:image/x-portable-pixmap"}


def test_what_is_no_picture_is_left_out_and_counted(album, tmp_path):
    (album / "red" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    (album / "red" / "Thumbs.db").write_bytes(b"x")
    (album / "notes.txt").write_text("none")
    shutil.copy(album / "red" / "0.png", album / "red" / "again.png")
    shutil.copy(album / "red" / "3.png", album / "blue" / "twice.png")
    made = own_pictures(album, tmp_path / "home")
    assert made.description == (
        "119 pictures of album; 20 % of each label are test examples. 1 repeats were left out. "
        "1 pictures that lie in two folders were left out. 1 files that hold no picture were left "
        "out. 1 files that are neither JPEG, PNG nor PPM were left out."
    )


def test_a_picture_under_another_formats_name_is_what_it_is(album, tmp_path):
    shutil.move(album / "red" / "0.png", album / "red" / "0.jpg")
    assert own_pictures(album, tmp_path / "home").n_train == 96


@pytest.mark.parametrize(
    ("kept", "reason"),
    [
        ([], r"holds pictures \(JPEG, PNG or PPM\) of 0 labels\. Give each"),
        (["red"], "of 1 labels"),
    ],
)
def test_fewer_than_two_labels_are_a_sentence(album, tmp_path, kept, reason):
    for name in set(COLOURS) - set(kept):
        shutil.rmtree(album / name)
    with pytest.raises(DataError, match=reason):
        own_pictures(album, tmp_path / "home")


def test_too_few_and_too_much_are_sentences(album, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_MOST_BYTES", 1_000)
    with pytest.raises(DataError, match="Give a sample"):
        own_pictures(album, tmp_path / "home")
    monkeypatch.undo()
    shutil.rmtree(album / "red")
    with pytest.raises(DataError, match="80 different pictures, which leaves 16 to test with"):
        own_pictures(album, tmp_path / "home")
