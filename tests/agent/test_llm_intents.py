"""Messages that the router does not know: a model says what is meant, and the same code answers."""

import pytest
from same_turns import flat
from scripted import fails, says, scripted_model
from talking import NEED, Talk, copied, talking

from agent.extract import follow_up
from agent.llm.intending import Meant, borne_out

pytestmark = pytest.mark.network

MODELS = ("WordLlama-64", "WordLlama-256", "tf-idf + logistic regression")
PLACES = {"sweden": "Sweden"}
SEVENTY = {"limit": "min_quality", "value": 0.7, "words": "70 is the bar"}
# What is said, how a model reads it, and how the router would have known it.
SAID = [
    (
        "say my laptop is unplugged all day, which would you take then?",
        {"kind": "what_if", "priority": "energy"},
        "what if energy matters more?",
    ),
    ("70 is the bar", {"kind": "changed_requirement", "numbers": [SEVENTY]}, "at least 70 % right"),
    (
        "could it be squeezed into half the megabytes in RAM",
        {"kind": "relative", "priority": "memory", "share": 0.5},
        "half the memory",
    ),
    (
        "WordLlama-64 did not convince you, I take it",
        {"kind": "why_not", "models": ["WordLlama-64"]},
        "why not WordLlama-64?",
    ),
    (
        "put WordLlama-64 next to tf-idf for me",
        {"kind": "compare", "models": ["WordLlama-64", "tf-idf"]},
        "compare WordLlama-64 and tf-idf",
    ),
    (
        "the climate damage after 50 million calls, please",
        {"kind": "price"},
        "how much carbon for 50 million?",
    ),
    (
        "our servers stand in Sweden nowadays",
        {"kind": "elsewhere", "place": "Sweden"},
        "and in Sweden?",
    ),
    ("has all that effort been worth it yet", {"kind": "payback"}, "when does it pay back?"),
    (
        "are those figures real or made of thin air",
        {"kind": "provenance"},
        "is this measured or estimated?",
    ),
    ("do not stop yet", {"kind": "more_budget"}, "go on"),
    ("squeeze more out of the chosen one", {"kind": "tactics"}, "try some tactics on the winner"),
    ("fall back on what you found out on Monday", {"kind": "reuse"}, "use yesterday's results"),
    ("give me everything in a grid", {"kind": "results"}, "show the results"),
    ("can you get the lot into my spreadsheet?", {"kind": "export"}, "export it as csv"),
    ("who is modest in RAM", {"kind": "ranked", "priority": "memory"}, "who uses the least RAM?"),
    ("which contenders are worth a thought", {"kind": "front"}, "show me the pareto front"),
    ("would you bet your house on that", {"kind": "certainty"}, "how sure are you?"),
    ("the p99 is what my boss looks at", {"kind": "percentile"}, "at p99 instead"),
    (
        "WordLlama-64 deserves a chance",
        {"kind": "join", "models": ["WordLlama-64"]},
        "measure WordLlama-64 too",
    ),
    ("something to paste into my editor", {"kind": "program"}, "show me the code"),
    ("is there a file on my taste", {"kind": "remembered"}, "what do you remember of me?"),
    ("much obliged", {"kind": "thanks"}, "thanks"),
]


@pytest.fixture
async def talk(searched, tmp_path, opinions):
    home = copied(searched[0], tmp_path / "home")
    with scripted_model() as server:
        async with talking(home, llm_phrases=False, **server.settings) as lent:
            lent.server = server
            await lent.say(NEED, opinions)
            yield lent


def notes(heard):
    return [
        event["text"]
        for event in heard.events
        if event["kind"] == "note" and "language model" not in event["text"]
    ]


@pytest.mark.parametrize(("words", "form", "plainly"), SAID)
def test_the_router_knows_the_plain_words_alone(words, form, plainly):
    assert follow_up(words, MODELS, PLACES).kind == "unknown"
    assert follow_up(plainly, MODELS, PLACES).kind == form["kind"]


@pytest.mark.parametrize(("words", "form", "plainly"), SAID)
async def test_what_a_model_understands_is_answered_as_its_plain_words_are(
    talk, opinions, words, form, plainly
):
    talk.server.intents = [says(form)]
    heard = await talk.say(words)
    other = Talk(talk.graph, talk.services)
    await other.say(NEED, opinions)
    known = await other.say(plainly)
    assert flat(heard.answer) == flat(known.answer)
    assert notes(heard) == notes(known)
    assert heard.question == known.question
    for part in ("recommendation", "measurements", "preferences"):
        assert heard.report[part] == known.report[part]
    assert heard.stored_answers == known.stored_answers


async def test_other_data_are_looked_at_and_their_plan_is_asked_about(talk, tmp_path):
    file = tmp_path / "fresh.csv"
    rows = [f"{word} day {i},{word}" for i in range(60) for word in ("good", "bad")]
    file.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    words = f"fresh examples came to {file}"
    assert follow_up(words, MODELS).kind == "unknown"
    talk.server.intents = [says({"kind": "data"})]
    heard = await talk.say(words)
    assert heard.question["kind"] == "plan"
    assert heard.stored_answers == talk.heard[0].stored_answers


@pytest.mark.parametrize(
    ("words", "kind", "say"),
    [
        ("wipe what you know of my taste", "forget", "say `forget my preferences`"),
        ("let us tear this up", "start_over", "say `start over`"),
        ("I regret my last wish", "undo", "say `undo`"),
    ],
)
async def test_what_cannot_be_undone_waits_for_plain_words(talk, words, kind, say):
    talk.server.intents = [says({"kind": kind})]
    heard = await talk.say(words)
    assert say in heard.answer
    assert heard.report is not None


async def test_a_server_that_fills_in_no_form_may_still_call_tools(talk):
    talk.server.intents, talk.server.reads = [fails(400, "response_format")], [says("None fits.")]
    heard = await talk.say("much obliged")
    assert heard.answer.startswith("I can answer from what was measured")
    assert any("could not say what is meant" in event.get("text", "") for event in heard.events)


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("you stupid machine", {"kind": "unknown"}),
        ("tell me a joke", {"kind": "changed_requirement", "numbers": [SEVENTY]}),
        (
            "70 is the bar",
            {"kind": "changed_requirement", "numbers": [{**SEVENTY, "value": 0.75}]},
        ),
        ("tell me a joke", {"kind": "why_not", "models": ["WordLlama-64"]}),
        ("WordLlama-64, hm", {"kind": "compare", "models": ["evil-model"]}),
        ("a bit of the RAM", {"kind": "relative", "priority": "memory", "share": 0.5}),
        ("half of it", {"kind": "relative", "priority": "quality", "share": 0.5}),
        ("somewhere up north", {"kind": "elsewhere", "place": "Sweden"}),
        ("our new file", {"kind": "data"}),
        ("hm", {"kind": "what_if"}),
        ("hm", {"kind": "ranked"}),
        ("p90 or p99, who knows", {"kind": "percentile"}),
        ("the slow ones are awful", {"kind": "percentile"}),
        ("tell me a joke", {"kind": "join", "models": ["WordLlama-64"]}),
    ],
)
def test_what_the_words_do_not_bear_is_dropped(words, form):
    assert borne_out(Meant.model_validate(form), words, MODELS, PLACES).kind == "unknown"


def test_more_budget_is_as_much_as_the_words_say_and_no_more():
    said = {"limit": "budget.wall_s", "value": 60, "words": "60 seconds"}
    form = Meant.model_validate({"kind": "more_budget", "numbers": [said]})
    assert borne_out(form, "60 seconds on top", MODELS, PLACES).request.budget.wall_s == 60
    assert borne_out(form, "some more, please", MODELS, PLACES).request is None
