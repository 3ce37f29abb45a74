"""An open question to a language model with tools, over HTTP: it chooses, the tools answer."""

import json

import pytest
from scripted import breaks_off, fails, says, scripted_model
from talking import NEED, copied, talking

from agent.extract import follow_up

pytestmark = pytest.mark.network

OPEN = "and which of them would suit a phone that is always on the move"
HELP = "I can answer from what was measured"


def chooses(*calls):
    """Return a step that calls tools: pairs of a name and its arguments."""
    wanted = [
        {
            "id": f"call{place}",
            "type": "function",
            "function": {
                "name": name,
                "arguments": given if isinstance(given, str) else json.dumps(given),
            },
        }
        for place, (name, given) in enumerate(calls)
    ]
    return lambda handler: handler.complete(None, tool_calls=wanted)


@pytest.fixture
async def talk(searched, tmp_path, opinions):
    home = copied(searched[0], tmp_path)
    with scripted_model() as server:
        async with talking(home, llm_phrases=False, **server.settings) as lent:
            await lent.say(NEED, opinions)
            lent.server = server
            yield lent


def notes(heard):
    return " ".join(event["text"] for event in heard.events if event["kind"] == "note")


def test_the_question_is_one_that_no_intent_fits():
    assert follow_up(OPEN, ["WordLlama-64"]).kind == "unknown"


async def test_the_tools_answer_and_the_models_own_words_are_not_shown(talk):
    talk.server.reads = [
        chooses(
            ("what_if", {"priority": "energy"}),
            ("price", {"requests": 1_000}),
            ("recommendation", {}),
        ),
        says("The answer is 42 J, trust me."),
    ]
    heard = await talk.say(OPEN)
    assert "energy matters more" in heard.answer
    assert "CO2e" in heard.answer
    assert "I recommend " in heard.answer
    assert "trust me" not in heard.answer
    assert "The language model" in notes(heard)
    asked = talk.server.asked[-1]
    assert {"search_hub", "compare", "what_if", "query_results"} <= {
        tool["function"]["name"] for tool in asked["tools"]
    }
    assert [one["role"] for one in asked["messages"]][-3:] == ["tool"] * 3


async def test_a_wish_to_measure_is_a_plan_with_its_price_and_nothing_is_spent(talk):
    talk.server.reads = [chooses(("run_benchmark", {"seconds": 30})), says("Done!")]
    before = talk.heard[0].stored_answers
    heard = await talk.say(OPEN)
    assert heard.stored_answers == before
    said = notes(heard)
    assert heard.question is not None or "nothing left that this budget could measure" in said


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (says("No tool fits."), None),
        (chooses(("rm_rf", {"path": "/"})), None),
        (fails(500), "chose no tool"),
        (breaks_off, "chose no tool"),
        (chooses(("what_if", "not json")), None),
    ],
)
async def test_a_model_of_no_use_leaves_the_help(talk, step, why):
    talk.server.reads = [step]
    heard = await talk.say(OPEN)
    assert heard.answer.startswith(HELP) or "error" in heard.answer.lower()
    assert why is None or why in notes(heard)


async def test_what_tools_return_cannot_make_it_go_on_for_ever(talk):
    talk.server.reads = [chooses(*[("results", {})] * 40)]
    before = len(talk.server.asked)
    heard = await talk.say(OPEN)
    assert len(talk.server.asked) - before <= 1 + 3
    assert heard.answer.count("median") <= 4


async def test_sql_of_a_model_reads_the_views_and_nothing_else(talk):
    talk.server.reads = [
        chooses(
            ("query_results", {"sql": "SELECT count(*) AS n FROM results"}),
            ("query_results", {"sql": "SELECT * FROM read_text('/etc/hostname')"}),
        ),
        says("x"),
    ]
    heard = await talk.say(OPEN)
    assert heard.answer.startswith("n\n3")
    assert "read_text" in heard.answer
