"""From words to a recommendation, on real models: the session's one real search."""

import json

import pytest
from talking import NEED, STATIC, TFIDF, copied, talking

pytestmark = pytest.mark.network

NAMED = {"model", "strategy", "tactics"}
INTERVAL = {"low", "mid", "high", "provenance"}


def test_the_plan_says_its_price_before_anything_is_measured(searched):
    planned = searched[1][0]
    assert planned.kinds() == ["note", "note", "found", "note", "note"]
    assert planned.events[0]["text"] == (
        "Understood: text classification; quality at least 60.0 %; the time for the search at most "
        "5.0 min (by default); the downloads of the search at most 1.00 MB."
    )
    assert planned.stored_answers == 0
    assert planned.question["kind"] == "plan"
    assert planned.question["default"] == "yes"
    # Nine models sort texts; six would have to be fetched, and 1 MB is allowed.
    assert planned.question["text"].startswith(
        "3 candidates, all new; 6 more dropped before measuring. Finding out takes about "
    )
    assert planned.question["likely"]["downloads_bytes"] == 0


def test_a_search_ends_in_a_recommendation_that_meets_the_limits(searched):
    found = searched[1][1]
    advice = found.report["recommendation"]
    assert advice["chosen"]["model"] in (*STATIC, TFIDF)
    assert advice["feasible"]
    assert advice["nearest"] is None
    # Five minutes are enough for three quick models and eighty texts.
    assert advice["certified"].startswith("Certified on these 80 examples: of the 3 candidates")
    assert advice["certified"] in found.answer
    assert found.answer.startswith(f"I recommend {advice['chosen']['model']} (")
    assert "you asked for 60.0 %" in found.answer


def test_the_report_has_the_keys_that_others_rely_on(searched):
    report = searched[1][1].report
    assert {"requirements", "considered", "measurements", "recommendation", "search"} <= set(report)
    assert all(set(one) == NAMED | {"status", "reason", "about"} for one in report["considered"])
    for row in report["measurements"]:
        assert set(row) >= NAMED | {
            *("device", "quality", "latency_p50_s", "latency_p95_s", "cpu_s_per_request"),
            *("energy_j_per_request", "memory_bytes"),
        }
        assert set(row["quality"]) == set(row["energy_j_per_request"]) == INTERVAL
        assert row["quality"]["provenance"] == "measured"
        assert row["energy_j_per_request"]["provenance"] in ("measured", "modelled")
        assert row["energy_j_per_request"]["mid"] > 0
    assert set(report["recommendation"]) >= {
        *("chosen", "feasible", "unsure", "nearest", "front", "certified", "reasons"),
    }
    assert set(report["search"]) >= {
        *("wall_s", "energy_j", "downloads_bytes", "new_measurements", "reused_measurements"),
    }
    assert json.loads(json.dumps(report)) == report


def test_every_candidate_is_listed_with_what_became_of_it(searched):
    found = searched[1][1]
    statuses, reasons = found.statuses(), found.reasons()
    measured = [model for model, status in statuses.items() if status == "measured"]
    dropped = [model for model, status in statuses.items() if status == "dropped"]
    assert sorted(measured) == sorted((*STATIC, TFIDF))
    assert len(dropped) == 6
    assert all(
        "would have to be fetched; the search may fetch 1 MB." in reasons[m] for m in dropped
    )


def test_the_bill_counts_answers_as_the_store_does(searched):
    found = searched[1][1]
    bill, rows = found.report["search"], found.report["measurements"]
    assert bill["new_answers"] == sum(row["n"] for row in rows) == found.stored_answers
    assert (bill["new_measurements"], bill["reused_measurements"]) == (3, 0)
    assert (bill["reused_answers"], bill["downloads_bytes"]) == (0, 0)
    # From scratch all three answer all 80: never less than what was measured of them.
    assert bill["brute_force"]["energy_j"] > 0
    assert bill["complete"]


def test_each_batch_is_told_as_it_happens(searched):
    found = searched[1][1]
    batches = [event for event in found.events if event["kind"] == "measured"]
    assert {event["pool"] for event in batches} == {80}
    # 80 examples are a batch of 64 and one of 16.
    assert {event["answered"] for event in batches} <= {64, 80}
    assert found.kinds()[0] == "measuring"


async def test_asking_again_measures_nothing_and_says_when_it_was_asked(
    searched, tmp_path, opinions
):
    home = copied(searched[0], tmp_path)
    async with talking(home) as talk:
        # The copy lies elsewhere, and its first search is its own.
        before = await talk.say(NEED, opinions)
        again = await talk.say("something about positive texts", opinions)
        again = await talk.say(NEED, opinions)
    for heard in (before, again):
        assert heard.question is None
        assert heard.stored_answers == searched[1][1].stored_answers
        assert heard.report["search"]["new_measurements"] == 0
        assert set(heard.statuses().values()) == {"stored", "dropped"}
    assert again.report["search"]["asked_before"] is not None
    assert "The same was asked and finished on 20" in again.answer
    assert again.report["recommendation"] == before.report["recommendation"]


async def test_another_limit_uses_again_what_was_measured(searched, tmp_path, opinions):
    home = copied(searched[0], tmp_path)
    async with talking(home) as talk:
        heard = await talk.say(NEED.replace("60 %", "70 %"), opinions)
    bill = heard.report["search"]
    assert heard.question is None
    assert (bill["new_answers"], bill["reused_measurements"]) == (0, 3)
    assert bill["asked_before"] is None
    assert heard.report["requirements"]["min_quality"] == 0.7


async def test_a_limit_nobody_meets_names_the_nearest_and_what_it_misses(
    searched, tmp_path, opinions
):
    home = copied(searched[0], tmp_path)
    async with talking(home) as talk:
        heard = await talk.ask(f"{NEED}, in under 0.0001 ms", opinions)
    advice = heard.report["recommendation"]
    assert advice["chosen"] is None
    assert not advice["feasible"]
    assert advice["nearest"]["model"] in STATIC
    assert "misses the limit on latency" in advice["nearest"]["reason"]
    assert heard.answer.startswith("None of 3 measured candidates meets the limits. The neare")


def test_who_left_the_race_is_told_as_it_happens_and_kept_in_the_report(searched):
    found = searched[1][1]
    notes = [event["text"] for event in found.events if event["kind"] == "note"]
    eliminated = found.report["recommendation"]["eliminated"]
    assert len(eliminated) == 2
    for one in eliminated:
        short = one["model"].rsplit("/", 1)[-1]
        assert any(note.startswith(f"{short} (") and " is out. " in note for note in notes)
        assert one["answers"] >= 64
        assert one["after_s"] > 0
        assert one["delta"] in (0.0, 0.05)
        assert one["rival"]["model"] != one["model"]
    assert "1 candidate still in the race." in notes[-1]


async def test_an_exhaustive_search_measures_everybody_to_the_end(searched, tmp_path, opinions):
    home = copied(searched[0], tmp_path)
    async with talking(home, exhaustive=True) as talk:
        found = await talk.ask(NEED, opinions)
    assert [row["n"] for row in found.report["measurements"]] == [80, 80, 80]
    assert found.report["search"]["reused_answers"] == searched[1][1].stored_answers


async def test_a_search_is_held_against_what_is_used_now(searched, tmp_path, opinions):
    home = copied(searched[0], tmp_path)
    async with talking(home, exhaustive=True) as talk:
        found = await talk.ask(f"{NEED}. We currently use WordLlama-256.", opinions)
    used = found.report["search"]["baseline"]
    assert used["model"] == "WordLlama-256"
    assert found.report["search"]["payback"]["baseline"]["model"] == "WordLlama-256"
    if found.report["recommendation"]["chosen"]["model"] == "WordLlama-256":
        assert "The choice is also what you use now" in found.answer
    else:
        assert "Against WordLlama-256 (linear probe), which you use now, " in found.answer


async def test_when_it_pays_back_is_answered_against_the_model_that_is_named(
    searched, tmp_path, opinions
):
    home = copied(searched[0], tmp_path)
    async with talking(home, exhaustive=True) as talk:
        found = await talk.ask(NEED, opinions)
        chosen = found.report["recommendation"]["chosen"]["model"]
        other = next(model for model in (*STATIC, TFIDF) if model != chosen)
        named = await talk.say(f"when does it pay back against {other.split()[0]}?")
        itself = await talk.say(f"when does it pay back against {chosen.split()[0]}?")
    assert named.answer.startswith(f"Against {other} (")
    assert "pay the search back" in named.answer or "paid the search back" in named.answer
    assert itself.answer.endswith(" is itself the choice, so it saves nothing.")
