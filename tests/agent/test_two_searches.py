"""Two conversations of one process: the second search waits for the first."""

import asyncio

from talking import NEED, TFIDF, Talk, talking


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
