"""Scripted conversations with the real graph: dialogues.toml says what is said and what must hold.

Wherever it can be, a dialogue rests on the results that the session's one search stored.
"""

import csv
import tomllib
from pathlib import Path

import pytest
from figures import strange
from played import Play, named
from talking import copied
from tiny_bert import COLOURS, coloured, tiny_bert

pytestmark = pytest.mark.network

DIALOGUES = tomllib.loads(
    Path(__file__).with_name("dialogues.toml").read_text(encoding="utf-8"),
)["dialogue"]


@pytest.fixture(scope="module")
def files(tmp_path_factory, opinions) -> dict[str, Path]:
    """Return the files that dialogues speak of, and a folder with a model for one of them."""
    folder = tmp_path_factory.mktemp("files")
    kinds = [(f"{word} day {i}", word) for i in range(60) for word in ("good", "bad")]
    unlabelled = folder / "unlabelled.csv"
    unlabelled.write_text("text\na good day\n", encoding="utf-8")
    tiny_bert(folder / "models" / "tiny", COLOURS)
    return {
        "opinions": opinions,
        "others": written(folder / "others.csv", kinds),
        "unlabelled": unlabelled,
        "colours": coloured(folder / "colours.csv"),
        "models": folder / "models",
    }


def written(path: Path, rows: list[tuple[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([("text", "label"), *rows])
    return path


@pytest.fixture
def home(request, searched, tmp_path, lend_static):
    """Return what the dialogue starts from: what was searched, models alone, or nothing."""

    def make(kind: str) -> Path:
        if kind == "searched":
            return copied(searched[0], tmp_path / "home")
        made = tmp_path / "home"
        made.mkdir()
        return lend_static(made) if kind == "models" else made

    return make


@pytest.mark.parametrize("dialogue", named(DIALOGUES))
async def test_a_dialogue_goes_as_it_should(dialogue, home, files):
    play = Play(home(dialogue.get("home", "searched")), files, dict(dialogue.get("settings", {})))
    await play.run(dialogue["step"])


def test_there_are_enough_dialogues_and_each_has_a_name():
    assert len(DIALOGUES) >= 25
    assert len({one["name"] for one in DIALOGUES}) == len(DIALOGUES)


def test_an_amount_that_the_report_does_not_hold_is_noticed(searched):
    found = searched[1][1]
    assert strange(found.answer, found.report) == []
    wrong = found.answer.replace(" of memory at most", "0 of memory at most, 7.77 ms and 61.3 %")
    assert {"7.77 ms", "61.3 %"} <= set(strange(wrong, found.report))
    assert strange("1,000,000 requests take 12.3 J", found.report) == ["12.3 J"]
