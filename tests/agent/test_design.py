"""The chat designs a network where nothing that was measured fits: priced, made, measured."""

import asyncio
import contextlib

import psutil
import pytest
from talking import talking

from agent.evidence import Known
from agent.extract import follow_up
from agent.nas.design import price, wanted
from tools.domain import Budget

# 97 % is what a line through 539 pixels can neither surely reach nor surely miss.
NEED = "sort handwritten digits, at most 100 kB on disk, within 1 second, at least 97 % right"


async def test_nothing_is_designed_without_a_go_ahead(tmp_path):
    async with talking(tmp_path, search_wall_s=60.0) as talk:
        await talk.say(NEED)
        offered = await talk.reply("yes")
        text = offered.question["text"]
        assert offered.question["kind"] == "plan"
        assert text.startswith("Nothing that was measured surely meets the limits: pixels")
        assert "at least 97.0 %" in text
        assert "1,258 of your examples" in text
        declined = await talk.reply("please don't")
        assert declined.question is None
        assert any("No network is designed." in str(e.get("text")) for e in declined.events)
    assert not (tmp_path / "designs").exists()


async def test_a_network_is_made_measured_kept_and_found_again(tmp_path):
    async with talking(tmp_path, search_wall_s=60.0) as talk:
        await talk.say(NEED)
        await talk.reply("yes")
        done = await talk.reply("yes")
        rows = {row["model"]: row for row in done.report["measurements"]}
        name = "designed-digits-1"
        notes = " ".join(str(e.get("text")) for e in done.events)
        assert f"Designed {name}: " in notes
        assert any(e["kind"] == "designing" for e in done.events)
        assert set(rows) == {"pixels + logistic regression", name}
        assert rows[name]["quality"]["mid"] > rows["pixels + logistic regression"]["quality"]["mid"]
        assert rows[name]["size_bytes"] <= 100_000
        # It is on the bill: about twenty seconds of computing.
        bill = done.report["search"]
        assert bill["wall_s"] > 15
        assert bill["energy_j"] > bill["designing"]["energy_j"] > 15
        # Whoever measured everything would have had to design it as well.
        assert bill["brute_force"]["energy_j"] > bill["designing"]["energy_j"]
        assert "Designing took " in done.answer
        assert (tmp_path / "designs" / name / "network.pt2").exists()
        again = await talk.say(NEED.replace("1 second", "2 seconds"))
        while again.question is not None:
            again = await talk.reply("no")
        assert name in {row["model"] for row in again.report["measurements"]}


async def test_a_design_that_is_stopped_leaves_nothing_but_its_bill(tmp_path):
    async with talking(tmp_path, search_wall_s=60.0) as talk:
        await talk.say(NEED)
        await talk.reply("yes")
        measured_j = (await talk.state())["spent"]["energy_j"]
        begun = asyncio.Event()

        def watch(event):
            if event["kind"] == "designing":
                begun.set()

        turn = asyncio.create_task(talk.conversation.reply("yes", watch))
        await begun.wait()
        turn.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await turn
        assert not [p for p in psutil.Process().children() if "tools.nas.worker" in p.cmdline()]
        ended = await talk.conversation.conclude(lambda _: None)
        assert ended.question is None
        assert "pixels + logistic regression" in ended.answer
        assert ended.report["search"]["energy_j"] > measured_j > 0
        asked = await talk.say("design one")
        assert "Shall I design a small network" in asked.question["text"]
    assert not list((tmp_path / "designs").glob("*/design.json"))


async def test_too_little_time_is_said(tmp_path):
    async with talking(tmp_path, search_wall_s=20.0) as talk:
        await talk.say(NEED)
        short = await talk.reply("yes")
        assert short.question is None
        assert any("does not pay for designing" in str(e.get("text")) for e in short.events)


@pytest.mark.parametrize(
    ("budget", "seconds"),
    [
        (Budget(), 120),
        (Budget(wall_s=100.0), 60),
        (Budget(wall_s=1_000.0, energy_j=200.0), 30),
        (Budget(wall_s=30.0), None),
        (Budget(energy_j=100.0), None),
    ],
)
def test_a_design_takes_a_part_of_what_is_left(budget, seconds):
    """With 4 W a core, 200 J pay for 50 s, of which a design takes 0.6."""
    found = price(budget, w_per_core=4.0)
    assert (found and found.wall_s) == seconds


async def test_who_wants_models_as_they_are_is_offered_none(tmp_path):
    async with talking(tmp_path, search_wall_s=60.0) as talk:
        await talk.say(NEED)
        await talk.reply("yes")
        await talk.reply("no")
        state = await talk.state()
        known = Known(state, talk.services)
        assert wanted(known)
        state["request"]["strategy"] = "as_is"
        assert not wanted(Known(state, talk.services))


@pytest.mark.parametrize(
    "text",
    [
        "design one",
        "can you design me a small network?",
        "ok, build a tiny model",
        "please make me a custom network",
        "then train a new one",
        "try neural architecture search",
    ],
)
def test_a_design_can_be_asked_for(text):
    assert follow_up(text, ()).kind == "design"


@pytest.mark.parametrize("text", ["show the results", "make it 65 %", "build on what you measured"])
def test_other_wishes_are_none(text):
    assert follow_up(text, ()).kind != "design"


async def test_a_design_without_a_need_asks_for_one(tmp_path):
    async with talking(tmp_path) as talk:
        heard = await talk.say("design one")
    assert heard.question is None
    assert "describe what you need a model for" in heard.answer
