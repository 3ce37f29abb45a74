"""A conversation in which the best model is on a hub: found, fetched, measured, recommended."""

import pytest
from little_hub import little_hub, shelved
from talking import TFIDF, talking
from tiny_bert import COLOURS, coloured, tiny_bert

NEED = "sort texts; accuracy matters most; at most 3 MB of downloads, in two minutes"


@pytest.fixture(scope="module")
def colours(tmp_path_factory):
    """A file of texts whose class is the first colour: a bag of words cannot tell."""
    return coloured(tmp_path_factory.mktemp("colours") / "colours.csv")


@pytest.fixture(scope="module")
def bert(tmp_path_factory):
    return tiny_bert(tmp_path_factory.mktemp("bert") / "tiny", COLOURS)


@pytest.fixture
def hub(bert):
    with little_hub() as lent:
        lent.models["acme/colours"] = shelved(bert, licence="apache-2.0")
        lent.models["acme/closed"] = shelved(bert, said={"gated": "manual"})
        yield lent


def online(hub) -> dict[str, object]:
    return {"offline": False, "hub_endpoint": hub.endpoint, "hub_token": ""}


def notes(heard) -> list[str]:
    return [event["text"] for event in heard.events if event["kind"] == "note"]


async def test_a_model_of_the_hub_is_found_fetched_measured_and_recommended(hub, tmp_path, colours):
    one = hub.models["acme/colours"]
    async with talking(tmp_path, **online(hub)) as talk:
        planned = await talk.say(NEED, colours)
        assert hub.weight_bytes == 0
        found = await talk.reply("yes")
        asked = len(hub.asked)
        relaxed = await talk.say("what if 50 % were enough?")
        assert len(hub.asked) == asked
        why_not = await talk.say("why not closed?")
    assert any(
        note.startswith("Of 2 models that the hub lists for this, 1 ") for note in notes(planned)
    )
    assert found.statuses()["acme/colours"] == "measured"
    assert "no token of yours" in found.reasons()["acme/closed"]
    assert found.report["recommendation"]["chosen"]["model"] == "acme/colours"
    assert why_not.answer == (
        "acme/closed was dropped before measuring: Its owner decides who may have it, and no token"
        " of yours is known. From the hub: MIT (permissive), gated, 7 downloads."
    )
    charged, sent = found.report["search"]["downloads_bytes"], sum(hub.sent.values())
    # The list of files, read once more before they are fetched, is not charged.
    assert sum(map(len, one.files.values())) < charged < sent < charged + 2_000
    assert relaxed.report["recommendation"]["chosen"]["model"] == "acme/colours"
    assert relaxed.statuses()["acme/closed"] == "dropped"


async def test_without_the_hub_what_was_fetched_from_it_is_still_there(hub, tmp_path, colours):
    async with talking(tmp_path, **online(hub)) as talk:
        await talk.ask(NEED, colours)
    asked = len(hub.asked)
    async with talking(tmp_path) as talk:
        again = await talk.ask(NEED, colours)
    assert len(hub.asked) == asked
    assert again.report["recommendation"]["chosen"]["model"] == "acme/colours"
    assert again.report["search"]["new_measurements"] == 0
    assert "Offline: no hub is asked; candidates are those that are known here." in notes(again)


async def test_a_hub_that_is_down_leaves_a_working_search_and_is_said_once(hub, tmp_path, colours):
    hub.faults["/api"] = "503"
    async with talking(tmp_path, **online(hub)) as talk:
        found = await talk.ask(NEED, colours)
    assert found.report["recommendation"]["chosen"]["model"] == TFIDF
    said = [note for talked in talk.heard for note in notes(talked) if "hub" in note.lower()]
    assert len(said) == 1
    assert "it answers 503" in said[0]


async def test_a_model_that_cannot_be_fetched_fails_and_the_search_goes_on(hub, tmp_path, colours):
    hub.faults["/resolve/.*/tokenizer.json"] = "500"
    async with talking(tmp_path, **online(hub)) as talk:
        found = await talk.ask(NEED, colours)
    assert found.statuses()["acme/colours"] == "failed"
    assert "could not be fetched from the hub: it answers 500" in found.reasons()["acme/colours"]
    assert found.report["recommendation"]["chosen"]["model"] == TFIDF
