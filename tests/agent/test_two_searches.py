"""Two searches at once: the second waits for the first, in this process or in another."""

import asyncio
import os
from time import monotonic

import pytest
from talking import NEED, TFIDF, Talk, talking

from tools.bench.turn import take_turn

ALONE = "tell positive texts from negative ones, at most 0.1 MB of downloads, at least 60 % right"


async def test_the_second_search_waits_is_told_and_uses_what_the_first_measured(tmp_path, opinions):
    async with talking(tmp_path) as first:
        second = Talk(first.graph, first.services)
        for talk in (first, second):
            await talk.say(NEED, opinions)
        both = await asyncio.gather(first.reply("yes"), second.reply("yes"))
    one, other = sorted(both, key=lambda heard: "queued" in heard.kinds())
    assert "queued" not in one.kinds()
    assert other.events[0] == {"kind": "queued", "ahead": 1}
    assert one.statuses()[TFIDF] == "measured"
    # The plan of the second was made while nothing was stored.
    assert other.kinds().count("measured") == 0
    assert other.report["recommendation"]["chosen"] == one.report["recommendation"]["chosen"]
    assert other.report["search"]["wall_s"] < one.report["search"]["wall_s"]
    assert (one.statuses()[TFIDF], other.statuses()[TFIDF]) == ("measured", "stored")
    assert other.report["search"]["new_answers"] == 0


async def test_time_spent_waiting_for_another_program_is_not_the_searchs(tmp_path, opinions):
    """It waits for a second before its micro-benchmark, and for one before its first batch."""
    lock, told, heard = tmp_path / "turn", asyncio.Event(), []

    def watch(event):
        heard.append(event)
        if event["kind"] == "queued":
            told.set()

    async with talking(tmp_path / "home", calibration=None, turn=lock) as talk:
        said, started = {"text": ALONE, "data": str(opinions)}, monotonic()
        for taking in (
            lambda: talk.conversation.say(said, watch),
            lambda: talk.conversation.reply("yes", watch),
        ):
            held = await take_turn(lock, lambda pid: pytest.fail("somebody measures"))
            turn = asyncio.create_task(taking())
            await told.wait()
            await asyncio.sleep(1)
            held.end()
            told.clear()
            found = await turn
        elapsed_s = monotonic() - started
    queued = [event for event in heard if event["kind"] == "queued"]
    assert queued == [{"kind": "queued", "process": os.getpid()}] * 2
    assert found.report["search"]["new_answers"] == 64
    assert found.report["search"]["wall_s"] < elapsed_s - 2
