"""A whole conversation through ChatOpenAI over HTTP with a real language model, if a small one.

What it says is of no use, which is the point: protocol and decision must not depend on it.
"""

import re
from typing import Literal

import pytest
from local_model import NAME, serve_smollm2
from talking import NEED, talking

from agent.llm import Client, Purse
from agent.llm.structured import filled
from agent.settings import Settings
from tools.domain import Value

TIMEOUT_S = 30.0
# It may write on and on; who waits for its reader is let down in time.
PATIENCE_S = 6.0


class Verdict(Value):
    """The least that a schema can ask for."""

    answer: Literal["yes", "no"]


@pytest.fixture(scope="module")
def settings():
    server = serve_smollm2()
    yield {
        "llm": "openai",
        "llm_base_url": f"{server.listening_address}/v1",
        "llm_model": NAME,
        "llm_api_key": "none",
        "llm_timeout_s": TIMEOUT_S,
    }
    del server


def priceless(answer: str) -> str:
    """Return an answer without what deciding more would take: less where a worker is still up."""
    return re.sub(r"about [\d.]+ \w+, [\d.]+ J = [\d.]+ Wh", "", answer)


def notes(heard) -> str:
    return " ".join(event["text"] for event in heard.events if event["kind"] == "note")


async def test_it_is_there_and_counts_its_tokens(settings):
    client, purse = Client(Settings(_env_file=None, **settings)), Purse(50_000)
    assert client.is_local
    assert NAME in await client.models()
    async with client.deadline() as limit:
        said = await client.answer(
            [("system", "Answer with one word."), ("user", "What is the capital of France?")],
            purse,
            until=limit.when(),
        )
    assert said.strip()
    assert purse.book.total.read_tokens > 0
    assert not purse.book.total.estimated


async def test_it_keeps_to_a_schema(settings):
    client, purse = Client(Settings(_env_file=None, **settings)), Purse(50_000)
    found = await filled(client, Verdict, [("user", "Is this tweet happy? What a day!")], purse)
    assert found.answer in ("yes", "no")
    assert client.lacks == set()
    assert purse.book.total.calls == 1


@pytest.mark.network
async def test_a_whole_conversation_decides_as_without_it(
    tmp_path, lend_static, opinions, settings
):
    home = lend_static(tmp_path / "home")
    async with talking(home, **{**settings, "llm_timeout_s": PATIENCE_S}) as talk:
        planned = await talk.say(NEED, opinions)
        assert planned.question["kind"] == "plan"
        heard = await talk.reply("yes")
        supposed = await talk.say("what if latency matters more?")
    bill = heard.report["search"]
    did = bill["language_model"]
    assert did["model"] == NAME
    assert did["calls"] >= 2
    assert did["read_tokens"] > 0
    assert bill["energy_j"] > did["energy_j"]["mid"] > 0
    assert "The language model read " in notes(planned)
    assert "The language model read " in notes(heard)
    async with talking(home) as talk:
        plain = await talk.ask(NEED, opinions)
        plainly_supposed = await talk.say("what if latency matters more?")
    for key in ("requirements", "measurements", "preferences"):
        assert heard.report[key] == plain.report[key]
    for key in ("chosen", "feasible", "front", "versus", "flips", "certified"):
        assert heard.report["recommendation"][key] == plain.report["recommendation"][key]
    assert priceless(supposed.answer) == priceless(plainly_supposed.answer)
