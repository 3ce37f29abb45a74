"""The workshop as tools: typed, short, and free of any cost."""

import pytest
from little_hub import classifier, little_hub
from talking import NEED, TFIDF, copied, talking

from agent.evidence import Known
from agent.toolbox import Toolbox

pytestmark = pytest.mark.network


@pytest.fixture
async def talk(searched, tmp_path, opinions):
    home = copied(searched[0], tmp_path)
    async with talking(home) as lent:
        await lent.say(NEED, opinions)
        yield lent


@pytest.fixture
async def tools(talk):
    state = await talk.state()
    box = Toolbox(state, Known(state, talk.services), talk.services)
    return {tool.name: tool for tool in box.langchain()}


async def test_every_tool_says_what_it_takes(tools):
    assert set(tools) == {
        *("search_hub", "estimate_cost", "compare", "why_not", "what_if", "price"),
        *("query_results", "recommendation", "results", "provenance", "export", "run_benchmark"),
    }
    for tool in tools.values():
        assert tool.description
        schema = tool.args_schema.model_json_schema()
        assert all(one.get("description") for one in schema.get("properties", {}).values())


@pytest.mark.parametrize(
    ("name", "given", "holds"),
    [
        ("what_if", {"priority": "latency"}, "latency matters more"),
        ("what_if", {"priority": "quality", "direction": "less"}, "quality matters less"),
        ("why_not", {"model": "WordLlama-256"}, "WordLlama-256"),
        ("why_not", {"model": "nobody"}, "Which one do you mean"),
        ("compare", {"first": "WordLlama-64", "second": "tf-idf"}, "in score"),
        ("compare", {"first": "nobody"}, "No candidate is called 'nobody'."),
        ("estimate_cost", {"model": "WordLlama-64"}, "estimated from"),
        ("price", {"requests": 1_000}, "CO2e"),
        ("price", {"requests": 1_000, "place": "Sweden"}, "Sweden"),
        ("price", {"requests": 1_000, "place": "Atlantis"}, "know no place 'Atlantis'"),
        ("query_results", {"sql": "SELECT model, n FROM results ORDER BY model"}, f"{TFIDF} | "),
        ("query_results", {"sql": "COPY results TO 'x.csv'"}, "SELECT"),
        ("query_results", {"sql": "SELECT * FROM read_text('/etc/passwd')"}, "read_text"),
        ("results", {}, "median"),
        ("recommendation", {}, "I recommend"),
        ("provenance", {}, "Energy is modelled"),
        ("export", {}, "greenrunner results --csv"),
    ],
)
async def test_each_answers_from_what_is_stored(tools, talk, name, given, holds):
    before = sum(row.n for row in talk.services.store.listing())
    said = tools[name].invoke(given)
    assert holds in said
    assert len(said) <= 2_000
    assert sum(row.n for row in talk.services.store.listing()) == before


async def test_a_call_that_does_not_fit_is_answered_and_not_raised(tools):
    assert "error" in tools["what_if"].invoke({"priority": "beauty"}).lower()


async def test_a_hub_is_searched_by_words_of_a_name(searched, tmp_path, opinions):
    home = copied(searched[0], tmp_path)
    with little_hub() as hub:
        hub.models["acme/legal-mood"] = classifier()
        async with talking(home, offline=False, hub_endpoint=hub.endpoint, hub_token="") as talk:
            await talk.say(NEED.replace("1 MB", "3 MB"), opinions)
            state = await talk.state()
            box = Toolbox(state, Known(state, talk.services), talk.services)
            said = box.search_hub("legal")
    assert "models that the hub lists" in said
    assert any("search=legal" in asked for asked in hub.asked)
    assert hub.weight_bytes == 0
