"""Questions before a plan: trade-offs that may change the choice, and contradictions."""

import json

import pytest
from talking import talking
from typer.testing import CliRunner

from agent.questions import is_dropped, is_go_ahead, points
from ui.cli import app

pytestmark = pytest.mark.network


NEED = "tell positive texts from negative ones, at most 1 MB of downloads"


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ("2", 2),
        ("half a point", 0.5),
        ("about two points", 2),
        ("0.5", 0.5),
        ("nothing", 0),
        ("no", 0),
        ("you decide", None),
        ("", None),
        ("not sure, what do you think?", None),
        ("no idea", None),
        ("never mind", None),
        ("whatever you think", None),
        ("1000000", 100),
    ],
)
def test_points_are_read_in_any_usual_form(answer, meant):
    assert points(answer) == meant


@pytest.mark.parametrize(
    ("answer", "dropped"),
    [("no", True), ("no limit", True), ("none", True), ("yes", False), ("not sure", False)],
)
def test_a_limit_in_doubt_holds_unless_it_is_taken_back(answer, dropped):
    assert is_dropped(answer) is dropped


async def test_a_rate_that_may_decide_is_asked_for_used_and_remembered(
    tmp_path, lend_static, opinions
):
    home = lend_static(tmp_path)
    # The models here are much alike, so less is at stake than is usually worth a question.
    async with talking(home, questions=3, question_worth=0.5) as talk:
        asked = await talk.say(NEED, opinions)
        planned = await talk.reply("two points")
        while planned.question["kind"] == "question":
            planned = await talk.reply("you decide")
        rates = (await talk.state())["request"]["requirements"]["rates"]
        preferences = (await talk.state())["preferences"]
    assert asked.question["field"] == "rates.energy"
    assert "would you give up to halve the energy? I ask because" in asked.question["text"]
    assert set(asked.question["options"]) >= {"0", "1", "2", "you decide"}
    assert rates == {"energy": 2.0}
    assert preferences["energy"] == 2.0
    assert planned.question["kind"] == "plan"
    async with talking(home, questions=3) as talk:
        again = await talk.say(NEED, opinions)
        notes = [event["text"] for event in again.events if event["kind"] == "note"]
        assert any("2 points given up to halve the energy. Say `forget" in note for note in notes)
        assert again.question.get("field") != "rates.energy"
        said_anew = await talk.say(f"{NEED}; energy matters most", opinions)
        assert (await talk.state())["request"]["requirements"]["rates"] == {}
    assert said_anew.question is not None


async def test_what_is_left_to_us_is_asked_once_and_not_remembered(tmp_path, lend_static, opinions):
    async with talking(lend_static(tmp_path), questions=3, question_worth=0.5) as talk:
        await talk.say(NEED, opinions)
        planned = await talk.reply("you decide")
    assert planned.question["kind"] == "plan"
    assert not (tmp_path / "preferences.json").exists()


async def test_a_rate_that_was_said_is_not_asked_for(tmp_path, lend_static, opinions):
    async with talking(lend_static(tmp_path), questions=3) as talk:
        asked = await talk.say(f"{NEED}. I'd give up 3 points to halve the energy", opinions)
        assert (await talk.state())["request"]["requirements"]["rates"] == {"energy": 3.0}
    assert asked.question.get("field") != "rates.energy"


async def test_a_contradiction_is_pointed_out_and_its_answer_holds(tmp_path, lend_static, opinions):
    need = f"{NEED}. Latency doesn't matter, but it must answer within 0.1 ms"
    async with talking(lend_static(tmp_path), questions=1) as talk:
        asked = await talk.say(need, opinions)
        await talk.reply("no limit")
        needs = (await talk.state())["request"]["requirements"]
    assert asked.question["field"] == "max_latency_s"
    assert "Does the limit on latency hold, at most 100" in asked.question["text"]
    assert needs["max_latency_s"] is None


async def test_no_more_questions_than_are_allowed(tmp_path, lend_static, opinions):
    async with talking(lend_static(tmp_path), questions=0) as talk:
        planned = await talk.say(NEED, opinions)
    assert planned.question["kind"] == "plan"


def test_without_a_person_questions_take_their_defaults(
    tmp_path, lend_static, opinions, monkeypatch
):
    for name, value in {
        "HOME": lend_static(tmp_path),
        "TACTICS": "",
        "CALIBRATION_S": "1",
        "WARM_UP_S": "0.05",
    }.items():
        monkeypatch.setenv(f"GREENRUNNER_{name}", str(value))
    given = ["ask", NEED, "--data", str(opinions), "--yes", "--json"]
    done = CliRunner().invoke(app, given)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["recommendation"]["chosen"] is not None


@pytest.mark.parametrize("answer", ["yes", "Y", "ok!", "go ahead", "sure, do it", "yes please."])
def test_a_plain_yes_lets_a_search_spend(answer):
    assert is_go_ahead(answer)


@pytest.mark.parametrize(
    "answer",
    ["", "no", "please don't", "yesterday", "your choice", "ok but wait", "goat", "yes " * 100],
)
def test_nothing_else_lets_a_search_spend(answer):
    assert not is_go_ahead(answer)


async def test_a_limit_that_is_taken_back_brings_back_whom_it_had_dropped(
    tmp_path, lend_static, opinions
):
    need = f"{NEED}. Size doesn't matter, but it must stay under 5 MB on disk"
    async with talking(lend_static(tmp_path), questions=1) as talk:
        asked = await talk.say(need, opinions)
        dropped = {
            one["candidate"]["model"]
            for one in (await talk.state())["listings"]
            if one.get("dropped")
        }
        planned = await talk.reply("no limit on size")
        after = {
            one["candidate"]["model"]
            for one in (await talk.state())["listings"]
            if one.get("dropped")
        }
    assert asked.question["field"] == "max_size_bytes"
    assert "WordLlama-64" in dropped - after
    assert planned.question["kind"] == "plan"
