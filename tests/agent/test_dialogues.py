"""Scripted conversations with the real graph: dialogues.toml says what is said and what must hold.

Wherever it can be, a dialogue rests on the results that the session's one search stored.
"""

import csv
import tomllib
from collections import Counter
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from figures import strange
from played import Play, named
from replayed import Batches, Recording, Replaying
from same_turns import differences, said_meanwhile
from scripted import scripted_model
from talking import Heard, copied
from tiny_bert import COLOURS, coloured, tiny_bert
from two_models import (
    FALSE_WORDS,
    LIES,
    lies_in_turn,
    lying_intents,
    phrases_faithfully,
    reads_faithfully,
)

from agent.prompts import PHRASE, READ

pytestmark = pytest.mark.network

DIALOGUES = tomllib.loads(
    Path(__file__).with_name("dialogues.toml").read_text(encoding="utf-8"),
)["dialogue"]


class Played(NamedTuple):
    """What was heard of a dialogue, the batches that were measured in it, and what was profiled."""

    heard: list[Heard]
    batches: Batches
    profiles: list[tuple[str, str]]


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
        "tickets": written(folder / "tickets.csv", kinds, columns=("body", "team")),
        "colours": coloured(folder / "colours.csv"),
        "models": folder / "models",
    }


def written(
    path: Path, rows: list[tuple[str, str]], columns: tuple[str, str] = ("text", "label")
) -> Path:
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([columns, *rows])
    return path


@pytest.fixture
def home(request, searched, tmp_path, lend_static):
    """Return what the dialogue starts from: what was searched, models alone, or nothing."""

    def make(name: str, dialogue: dict) -> Path:
        kind, made = dialogue.get("home", "searched"), tmp_path / name
        if kind == "searched":
            return copied(searched[0], made)
        made.mkdir()
        return lend_static(made) if kind == "models" else made

    return make


@pytest.fixture(scope="module")
def before() -> dict[str, Played]:
    """Return the dialogues that were played without a language model, by name."""
    return {}


@pytest.fixture
def plainly(before, home, files):
    """Play a dialogue without a language model, once; return what was heard and measured."""

    async def play(dialogue: dict) -> Played:
        name = dialogue["name"]
        if name not in before:
            batches: Batches = []
            lent = partial(Recording, batches=batches)
            played = Play(*_begun(dialogue, home("plain", dialogue), files), lent=lent)
            await played.run(dialogue["step"])
            before[name] = Played(played.heard, batches, played.profiles)
        return before[name]

    return play


@pytest.fixture
def model():
    with scripted_model() as server:
        yield server


@pytest.fixture
def again(home, files, model):
    """Play a dialogue with the scripted model, on the measurements of another play."""

    async def play(dialogue: dict, played: Played) -> list[Heard]:
        left = list(played.batches)
        path, files_, settings = _begun(dialogue, home("model", dialogue), files)
        settings |= model.settings | {"llm_tokens": 1_000_000}
        lent = {"lent": lambda _: Replaying(left), "profiles": played.profiles}
        second = Play(path, files_, settings, **lent)
        await second.run(dialogue["step"])
        assert left == []
        return second.heard

    return play


def _begun(dialogue: dict, home: Path, files: dict[str, Path]) -> tuple:
    return home, files, dict(dialogue.get("settings", {}))


@pytest.mark.parametrize("dialogue", named(DIALOGUES))
async def test_a_dialogue_goes_as_it_should(dialogue, plainly):
    await plainly(dialogue)


@pytest.mark.parametrize("dialogue", named(DIALOGUES))
async def test_a_faithful_model_changes_no_decision_and_no_number(dialogue, plainly, again, model):
    model.reads, model.phrases = [reads_faithfully], [phrases_faithfully]
    played = await plainly(dialogue)
    heard = await again(dialogue, played)
    found = differences(played.heard, heard)
    assert not found, "\n".join(found)
    jobs = Counter(one["messages"][0]["content"] for one in model.asked)
    assert jobs[READ] > 0
    assert "not used" not in said_meanwhile(heard)


@pytest.mark.parametrize("dialogue", named(DIALOGUES))
async def test_a_lying_model_changes_no_decision_and_no_number(dialogue, plainly, again, model):
    place = DIALOGUES.index(dialogue)
    model.reads = [lies_in_turn(list(LIES.values()), place)]
    model.phrases = [lies_in_turn(FALSE_WORDS, place)]
    model.intents = [lies_in_turn(list(lying_intents()), place)]
    played = await plainly(dialogue)
    heard = await again(dialogue, played)
    found = differences(played.heard, heard)
    assert not found, "\n".join(found)
    jobs = Counter(one["messages"][0]["content"] for one in model.asked)
    assert jobs[READ] > 0
    # Of a turn that was stopped or goes on after a cut, what was told meanwhile is not heard.
    unheard = sum("stop" in step or "resume" in step for step in dialogue["step"])
    refused = said_meanwhile(heard).count("wording is not used")
    assert jobs[PHRASE] - unheard <= refused <= jobs[PHRASE]


def test_there_are_enough_dialogues_and_each_has_a_name():
    assert len(DIALOGUES) >= 25
    assert len({one["name"] for one in DIALOGUES}) == len(DIALOGUES)


def test_an_amount_that_the_report_does_not_hold_is_noticed(searched):
    found = searched[1][1]
    assert strange(found.answer, found.report) == []
    wrong = found.answer.replace(" of memory at most", "0 of memory at most, 7.77 ms and 61.3 %")
    assert {"7.77 ms", "61.3 %"} <= set(strange(wrong, found.report))
    assert strange("1,000,000 requests take 4,321 J", found.report) == ["4,321 J"]
