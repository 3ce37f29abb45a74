"""Follow-ups after a search: comparisons, shares, provenance, other data, forgetting, thanks."""

import csv

import pytest
from talking import NEED, TFIDF, copied, talking

pytestmark = pytest.mark.network


@pytest.fixture
async def talk(searched, tmp_path, opinions):
    home = copied(searched[0], tmp_path)
    async with talking(home) as lent:
        await lent.say(NEED, opinions)
        yield lent


async def test_two_models_are_compared_and_one_with_the_choice(talk):
    both = (await talk.say("compare WordLlama-64 and tf-idf")).answer
    assert both.count("median") == 2
    assert "in score" in both
    chosen = talk.heard[0].report["recommendation"]["chosen"]["model"]
    other = next(m for m in ("WordLlama-64", "WordLlama-256", TFIDF) if m != chosen)
    alone = (await talk.say(f"compare it with {other}")).answer
    assert chosen in alone
    unmeasured = (await talk.say("compare GloVe with WordLlama-64")).answer
    assert "was not measured here" in unmeasured


async def test_numbers_say_where_they_come_from(talk):
    said = (await talk.say("is this measured or estimated?")).answer
    assert "measured on this machine" in said
    assert "Energy is modelled" in said


async def test_stored_results_are_named_with_their_date(talk):
    said = (await talk.say("use yesterday's results")).answer
    assert said.startswith("Stored results are used again: ")
    assert "UTC" in said
    assert "another machine never" in said


async def test_half_of_a_cost_is_a_limit_that_the_choice_itself_misses(talk):
    chosen = talk.heard[0].report["measurements"][0]
    heard = await talk.say("half the memory")
    limit = heard.report["requirements"]["max_memory_bytes"]
    memories = [row["memory_bytes"] for row in talk.heard[0].report["measurements"]]
    assert limit in [memory / 2 for memory in memories]
    assert heard.answer.startswith("That is at most ")
    assert chosen["memory_bytes"] > 0


async def test_other_data_is_searched_on_for_the_same_need(talk, tmp_path):
    path = tmp_path / "others.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["text", "label"])
        rows.writerows([f"{word} day {i}", word] for i in range(60) for word in ("good", "bad"))
    heard = await talk.say(f"now use {path}")
    assert heard.question["kind"] == "plan"
    found = await talk.reply("yes")
    assert found.report["dataset"]["name"] == "others"
    before = talk.heard[0].report["requirements"]
    assert found.report["requirements"]["min_quality"] == before["min_quality"]


async def test_starting_over_makes_the_next_message_a_new_need(talk):
    again = await talk.say("start over")
    assert again.answer.startswith("Gladly: what do you need")
    unsure = await talk.say("under 5 ms")
    assert unsure.question["field"] == "task"


async def test_thanks_are_no_search(talk, tmp_path):
    assert (await talk.say("thanks a lot!")).answer.startswith("You are welcome.")
    async with talking(tmp_path / "new") as fresh:
        assert (await fresh.say("thank you")).answer.startswith("You are welcome.")
        assert (await fresh.say("forget my preferences")).answer.startswith("Nothing about you")


async def test_tactics_on_the_winner_ask_first(searched, tmp_path, opinions):
    home = copied(searched[0], tmp_path)
    async with talking(home, tactics="threads_2") as lent:
        await lent.say(NEED, opinions)
        heard = await lent.say("try some tactics on the winner")
    notes = [event["text"] for event in heard.events if event["kind"] == "note"]
    assert heard.question is not None or any("nothing left" in note for note in notes)


async def test_the_front_is_the_reports_and_each_is_said_with_all_that_is_weighed(talk):
    heard = await talk.say("show me the pareto front")
    items = [line for line in heard.answer.splitlines() if line.startswith("- ")]
    front = heard.report["recommendation"]["front"]
    assert sorted(line[2:].split(" (")[0] for line in items) == sorted(o["model"] for o in front)
    for part in ("right on ", "median latency ", "energy of 1,000 ", "memory ", "size on disk "):
        assert all(part in line for line in items)


async def test_how_sure_the_choice_is_is_said_by_the_reports_own_interval(talk):
    heard = await talk.say("is it significantly better?")
    advice = heard.report["recommendation"]
    assert advice["versus"] in heard.answer
    tied = "tied within the uncertainty" in advice["versus"]
    assert ("better than the next best? No: " in heard.answer) == tied


async def test_who_is_first_in_something_changes_nothing(talk):
    heard = await talk.say("which one uses the least memory?")
    assert heard.answer.startswith("Measured, by memory, the least first:\n1. ")
    assert heard.report == talk.heard[0].report


async def test_a_change_is_taken_back_once_and_all_is_as_it_was(talk):
    changed = await talk.say("at least 70 % right")
    assert changed.report["requirements"]["min_quality"] == 0.7
    back = await talk.say("undo")
    for part in ("requirements", "preferences", "recommendation", "measurements"):
        assert back.report[part] == talk.heard[0].report[part]
    again = await talk.say("undo")
    assert again.answer.startswith("There is nothing to take back")
    assert again.report == back.report
