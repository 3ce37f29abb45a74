"""What a search may spend, and what happens when that, or a candidate, runs out."""

import asyncio
import contextlib
import csv
from pathlib import Path

import pytest
from talking import TFIDF, copied, talking

from agent.evidence import Known
from tools.domain import Interval, Setup

NEVER = "tell positive texts from negative ones, at most 1 MB of downloads"


async def test_with_no_time_left_nothing_is_begun_and_more_time_is_taken_up(tmp_path, opinions):
    async with talking(tmp_path, search_wall_s=0.1) as talk:
        nothing = await talk.say(NEVER, opinions)
        assert nothing.question is None
        assert nothing.stored_answers == 0
        assert nothing.answer.startswith("Nothing was measured, so nothing is recommended.")
        assert nothing.statuses()[TFIDF] == "estimated"
        assert not nothing.report["search"]["complete"]
        more = await talk.say("go on for 60 more seconds")
    # One batch: nobody else is left to compare with.
    assert more.kinds() == ["measuring", "measuring", "measured"]
    assert more.stored_answers == 64
    assert more.statuses()[TFIDF] == "measured"
    assert more.report["requirements"]["budget"] == {
        **nothing.report["requirements"]["budget"],
        "wall_s": 60.0,
    }
    # What was said before of downloads still holds.
    assert more.report["requirements"]["budget"]["downloads_bytes"] == 1e6
    assert more.report["search"]["downloads_bytes"] == 0


@pytest.mark.network
async def test_at_most_so_many_candidates_are_tried(searched, tmp_path, opinions):
    home = copied(searched[0], tmp_path)
    async with talking(home) as talk:
        heard = await talk.ask(
            "tell positive texts from negative ones, try at most two models", opinions
        )
    kept = [model for model, status in heard.statuses().items() if status != "dropped"]
    # Nothing to fetch and the fewest parameters: TF-IDF, then the smaller WordLlama.
    assert kept == [TFIDF, "WordLlama-64"]
    assert "may try 2 candidates" in heard.reasons()["WordLlama-256"]


@pytest.mark.network
async def test_a_search_for_macro_f1_measures_and_says_so(tmp_path, lend_static, opinions):
    async with talking(lend_static(tmp_path), tactics="") as talk:
        found = await talk.ask(f"{NEVER}, macro-F1 over 50 %", opinions)
    assert {row["metric"] for row in found.report["measurements"]} == {"macro_f1"}
    assert found.report["recommendation"]["feasible"]
    assert "- Macro-F1 of " in found.answer
    assert found.stored_answers >= 64


@pytest.fixture
def doubtful(opinions, tmp_path) -> Path:
    """Opinions of which one in five has the other label: nobody is always right on them."""
    with opinions.open(encoding="utf-8", newline="") as read:
        head, *rows = csv.reader(read)
    labels = sorted({label for _, label in rows})
    file = tmp_path / "doubtful.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        to = csv.writer(out)
        to.writerow(head)
        for place, (text, label) in enumerate(rows):
            to.writerow([text, labels[label == labels[0]] if place % 5 == 0 else label])
    return file


@pytest.mark.network
async def test_what_is_unlikely_to_pay_for_certainty_goes_by_rounds(
    tmp_path, lend_static, doubtful
):
    # The same watts on every machine: the budget is one of joules.
    async with talking(lend_static(tmp_path), w_per_core=7.0, w_per_gib=0.3) as talk:
        plan = await talk.say(f"{NEVER}, and 110 joules for the search", doubtful)
        assert "so it goes by rounds, the cheap first" in plan.question["text"]
        assert (await talk.state())["round"] is None
        found = await talk.reply("yes")
        played = (await talk.state())["round"]
        await talk.say("go on for 100 more joules")
        assert (await talk.state()).get("round") in (None, played)
    assert all(64 <= goal <= 80 for goal in played["goals"].values())
    assert found.report["recommendation"]["chosen"] is not None
    assert found.report["search"]["energy_j"] < 120
    # The set-ups are estimated so dear that one alone joins the first round.
    said = [event["text"] for event in found.events if event["kind"] == "note"]
    assert any(text.startswith("Next round: ") for text in said)


async def test_a_worker_that_is_not_ready_in_time_is_ended_and_did_not_fail(tmp_path, opinions):
    """Its set-up was cheap before, so the step is affordable; now its warm-up takes a minute."""
    async with talking(tmp_path, warm_up_s=60.0, search_wall_s=0.1) as talk:
        await talk.say(NEVER, opinions)
        candidate = await _remember_a_cheap_setup(talk)
        heard = await talk.say("go on for one more second")
        assert not talk.services.bench.holds(candidate.key)
    assert heard.kinds() == ["measuring", "measuring", "note"]
    assert heard.events[-1]["text"] == f"{TFIDF} was not ready within the budget."
    assert heard.statuses()[TFIDF] == "estimated"
    assert heard.stored_answers == 0
    assert heard.report["search"]["new_measurements"] == 0


async def _remember_a_cheap_setup(talk):
    known = Known(await talk.state(), talk.services)
    candidate = next(one.candidate for one in known.running)
    talk.services.store.record_setup(
        known.key,
        Setup(
            candidate=candidate,
            load_s=0.1,
            fit_s=0.0,
            warm_up_s=0.1,
            cpu_s=0.2,
            energy=Interval(low=1.0, mid=1.0, high=1.0, provenance="modelled"),
            size_bytes=1,
            rss_bytes=1,
        ),
    )
    return candidate


@pytest.mark.network
async def test_a_candidate_with_broken_files_fails_and_the_search_goes_on(
    lend_static, tmp_path, opinions
):
    home = lend_static(tmp_path)
    for weights in home.glob("models/WordLlama-64--*/*.safetensors"):
        weights.write_bytes(b"not a tensor in sight")
    need = "tell positive texts from negative ones, try at most two models"
    async with talking(home) as talk:
        found = await talk.ask(need, opinions)
        why_not = await talk.say("why not WordLlama-64?")
        again = await talk.say(need, opinions)
    assert found.statuses()["WordLlama-64"] == "failed"
    assert found.statuses()[TFIDF] == "measured"
    assert found.report["recommendation"]["chosen"]["model"] == TFIDF
    assert "failed" in found.kinds()
    reason = found.reasons()["WordLlama-64"]
    assert why_not.answer == f"WordLlama-64 could not run here: {reason}"
    # A failure stands for a day: it is not tried again at once.
    assert (again.question, again.kinds()) == (None, ["note", "note", "found", "note", "note"])
    assert again.statuses()["WordLlama-64"] == "failed"


async def test_a_search_that_was_stopped_is_concluded_and_can_go_on(tmp_path, opinions):
    async with talking(tmp_path) as talk:
        await talk.say(NEVER, opinions)
        begun, events = asyncio.Event(), []

        def watch(event):
            events.append(event["kind"])
            begun.set()

        turn = asyncio.create_task(talk.conversation.reply("yes", watch))
        await begun.wait()
        turn.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await turn
        concluded = await talk.conversation.conclude(watch)
        more = await talk.say("go on for 60 more seconds")
    # What was begun when it was stopped is not taken up by the conclusion.
    assert set(events) == {"measuring"}
    assert len(events) <= 2
    assert concluded.question is None
    assert concluded.answer.startswith("Nothing was measured")
    assert more.statuses()[TFIDF] == "measured"


async def test_a_candidate_that_takes_far_too_long_is_given_up_and_not_the_search(
    tmp_path, opinions, monkeypatch
):
    """Its warm-up takes a minute where seconds were expected, and the search has two."""
    monkeypatch.setattr("agent.batch._LEAST_PATIENCE_S", 0.5)
    monkeypatch.setattr("agent.batch._PATIENCE", 0.01)
    async with talking(tmp_path, warm_up_s=60.0) as talk:
        found = await talk.ask(f"{NEVER}; you have two minutes", opinions)
    assert found.statuses()[TFIDF] == "failed"
    assert "gave no answer within" in found.reasons()[TFIDF]
    assert found.report["search"]["wall_s"] < 60
