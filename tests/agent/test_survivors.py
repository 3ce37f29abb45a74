"""Tactics join a search once its best model is known, and have to show what they save."""

import pytest
from talking import copied, talking
from tiny_bert import COLOURS, coloured, tiny_bert

from agent.evidence import Known

NEED = "sort texts; accuracy matters most; at most 1 MB of downloads, in two minutes"
TACTICS = "bf16, dynamic_int8, channels_last, twice, magic"


@pytest.fixture(scope="module")
def colours(tmp_path_factory):
    """A file of texts whose class is the first colour: a bag of words cannot tell."""
    return coloured(tmp_path_factory.mktemp("colours") / "colours.csv")


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """A folder with one model, which is always right."""
    folder = tmp_path_factory.mktemp("models")
    tiny_bert(folder / "tiny", COLOURS)
    return folder


async def test_tactics_of_the_best_model_are_tried_and_said_to_save_or_not(
    tmp_path, models, colours
):
    async with talking(tmp_path, models=models, tactics=TACTICS) as talk:
        planned = await talk.say(NEED, colours)
        found = await talk.reply("yes")
        known = Known(await talk.state(), talk.services)
    assert (
        "Then bf16, dynamic_int8 and channels_last may be tried on the best."
        in (planned.question["text"])
    )
    notes = [event["text"] for event in found.events if event["kind"] == "note"]
    joined = next(note for note in notes if "Tactics are tried on it" in note)
    # A calibration is never tried in a search, and channels_last has no convolution to change.
    assert joined.endswith("Tactics are tried on it: bf16, dynamic_int8 and channels_last.")
    assert "GREENRUNNER_TACTICS names 'magic', and there is no such tactic." in notes
    measured = {e.candidate.tactics: len(e.correct) for e in known.evidence}
    assert set(measured) >= {("bf16",), ("dynamic_int8",)}
    assert measured["bf16",] == measured["dynamic_int8",] == found.report["dataset"]["n_test"]
    advice = found.report["recommendation"]
    assert [said.split(":")[0] for said in advice["tactics"]] == ["bf16", "dynamic_int8"]
    assert "Tactics that were tried:\n- bf16: " in found.answer
    assert "without tactics, none that may meet the limits" in advice["certified"]
    failed = [one for one in found.report["considered"] if one["status"] == "failed"]
    assert [one["tactics"] for one in failed] == [["channels_last"]]


async def test_stored_tactics_are_used_again_and_nothing_is_tried_twice(tmp_path, models, colours):
    async with talking(tmp_path / "first", models=models, tactics="bf16") as talk:
        first = await talk.ask(NEED, colours)
    async with talking(
        copied(tmp_path / "first", tmp_path / "second"), models=models, tactics="bf16"
    ) as talk:
        again = await talk.ask(NEED, colours)
    assert again.question is None
    assert again.stored_answers == first.stored_answers
    assert again.report["search"]["new_measurements"] == 0
    assert again.report["recommendation"]["chosen"] == first.report["recommendation"]["chosen"]
    assert again.report["recommendation"]["tactics"] == first.report["recommendation"]["tactics"]


async def test_without_tactics_none_join(tmp_path, models, colours):
    async with talking(tmp_path, models=models, tactics="") as talk:
        found = await talk.ask(NEED, colours)
    assert not found.report["recommendation"]["tactics"]
    assert not any("Tactics" in event.get("text", "") for event in found.events)


async def test_tactics_are_tried_where_a_rival_is_too_dear_to_be_measured(
    tmp_path, models, colours
):
    """The race stays undecided, and what is left of the time goes to tactics."""
    slow = models.parent / "two"
    tiny_bert(slow / "tiny", COLOURS)
    tiny_bert(slow / "other", COLOURS)
    async with talking(tmp_path, models=slow, tactics="bf16") as talk:
        await talk.say(NEED, colours)
        state = await talk.state()
        # The other would take an hour to get ready, and may be a thousand times greener.
        for one in state["estimates"]:
            if one["candidate"]["model"] == "other":
                one["setup_s"] |= {"mid": 3_600.0, "high": 3_600.0}
                one["energy_j_per_request"] |= {"low": 1e-6}
        await talk.graph.aupdate_state(
            {"configurable": {"thread_id": talk.thread}},
            {"estimates": state["estimates"]},
            as_node="price",
        )
        found = await talk.conversation.resume(lambda _: None)
        found = await talk.reply("yes") if found.question else found
    advice = found.report["recommendation"]
    assert advice["certified"] is None
    assert [said.split(":")[0] for said in advice["tactics"]] == ["bf16"]
    assert any("other (as is)" in said for said in advice["undecided"])
    assert not found.report["search"]["complete"]


async def test_where_all_models_are_stored_untried_tactics_are_offered_at_a_price(
    tmp_path, models, colours
):
    async with talking(tmp_path / "first", models=models, tactics="") as talk:
        first = await talk.ask(NEED, colours)
    home = copied(tmp_path / "first", tmp_path / "second")
    # Another limit makes it another question, whose models are all measured.
    need = f"{NEED}, at least 50 % right"
    async with talking(home, models=models, tactics="bf16") as talk:
        offered = await talk.say(need, colours)
        assert "bf16 was not tried on tiny" in offered.question["text"]
        assert offered.question["likely"]["wall_s"] > 0
        assert offered.stored_answers == first.stored_answers
        found = await talk.reply("yes")
    assert found.stored_answers > first.stored_answers
    assert [said.split(":")[0] for said in found.report["recommendation"]["tactics"]] == ["bf16"]
    home = copied(tmp_path / "first", tmp_path / "third")
    async with talking(home, models=models, tactics="bf16") as talk:
        await talk.say(need, colours)
        refused = await talk.reply("no")
    assert refused.stored_answers == first.stored_answers
