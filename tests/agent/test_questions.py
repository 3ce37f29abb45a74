"""What the graph asks back, and what it does with the answers."""

import pytest
from talking import NEED, TFIDF, copied, talking

from tools.errors import DataError, RequestError

pytestmark = pytest.mark.network


async def test_task_and_examples_are_asked_for_where_they_were_not_said(
    searched, tmp_path, opinions
):
    home = copied(searched[0], tmp_path)
    async with talking(home) as talk:
        task = await talk.say("the greenest model, please, at most 1 MB of downloads")
        examples = await talk.reply("sort texts into classes")
        found = await talk.reply(str(opinions))
    assert (task.question["field"], task.question["default"]) == ("task", "text")
    assert set(task.question["options"]) == {"text", "image"}
    assert (examples.question["field"], examples.question["default"]) == ("dataset", "tweets")
    assert found.report["dataset"]["name"] == "opinions"
    assert found.report["search"]["new_answers"] == 0


async def test_the_task_is_not_asked_for_where_a_file_of_texts_came_along(
    searched, tmp_path, opinions
):
    home = copied(searched[0], tmp_path)
    async with talking(home) as talk:
        found = await talk.say("the greenest model, please, at most 1 MB of downloads", opinions)
    assert found.question is None
    assert found.report["requirements"]["task"] == "text-classification"


async def test_the_examples_follow_the_task(tmp_path):
    async with talking(tmp_path) as talk:
        await talk.say("the greenest model, please")
        examples = await talk.reply("image")
    assert examples.question["default"] == "digits"


async def test_an_answer_that_is_none_is_asked_again(tmp_path, opinions):
    async with talking(tmp_path) as talk:
        await talk.say("the greenest model, please, at most 1 MB of downloads")
        task = await talk.reply("quit")
        examples = await talk.reply("the sentiment of reviews")
        no_file = await talk.reply("why not GloVe?")
        planned = await talk.reply(str(opinions))
    assert task.question["text"].startswith("That I cannot place.")
    assert examples.question["field"] == no_file.question["field"] == "dataset"
    assert no_file.question["text"].startswith("There is no 'why not GloVe?' here.")
    assert planned.question["kind"] == "plan"


async def test_a_plan_that_is_declined_is_answered_from_the_store(searched, tmp_path, opinions):
    home = copied(searched[0], tmp_path)
    async with talking(home) as talk:
        planned = await talk.say(NEED.rsplit(",", 1)[0], opinions)
        found = await talk.reply("no")
    assert planned.question["kind"] == "plan"
    assert "3 of them with stored results" in planned.question["text"]
    assert found.stored_answers == planned.stored_answers
    assert found.statuses()[TFIDF] == "stored"
    assert found.statuses()["GloVe-6B-50d"] == "estimated"
    assert found.report["search"]["new_measurements"] == 0
    assert found.report["recommendation"]["chosen"] is not None


async def test_a_task_that_cannot_be_served_is_a_sentence(tmp_path):
    async with talking(tmp_path) as talk:
        with pytest.raises(RequestError, match="cannot measure yet"):
            await talk.say("transcribe spoken English into text")


async def test_a_second_need_that_fails_leaves_nothing_of_the_first_to_answer_from(
    searched, tmp_path, opinions
):
    home = copied(searched[0], tmp_path)
    async with talking(home) as talk:
        await talk.say(NEED, opinions)
        with pytest.raises(DataError):
            await talk.say(NEED, tmp_path / "nowhere.csv")
        heard = await talk.say("what if latency matters more?")
        again = await talk.say(NEED, opinions)
    assert heard.answer.startswith("No search was finished for what you said last")
    assert again.report["recommendation"]["chosen"] is not None


async def test_stopping_before_anything_was_found_is_said(tmp_path):
    async with talking(tmp_path) as talk:
        turn = await talk.conversation.conclude(lambda event: None)
    assert turn.answer == "Nothing was found out yet."
