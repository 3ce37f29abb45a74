"""The connection to a language model, against a server that misbehaves in every way we know."""

import json
import time
from datetime import timedelta

import pytest
from scripted import (
    breaks_off,
    dribbles,
    fails,
    gives_no_choices,
    has_no_end,
    only_json_mode,
    says,
    says_it_refuses,
    scripted_model,
    tokens,
)

from agent.llm import Client, OpenAIReader, Purse, SpentError, UnusableAnswerError
from agent.settings import Settings

TEXT = "Tell angry comments from happy ones, 85 % right"
GOOD = {"numbers": [{"limit": "min_quality", "value": 0.85, "words": "85 % right"}]}
MOST_TOKENS = 50_000


@pytest.fixture
def model():
    with scripted_model() as server:
        yield server


def client(model, **more) -> Client:
    return Client(Settings(_env_file=None, **{**model.settings, **more}))


async def read(of: Client, purse: Purse | None = None, text: str = TEXT):
    return await OpenAIReader(of).read(text, purse or Purse(MOST_TOKENS))


def modes(model) -> list[str]:
    return [asked.get("response_format", {}).get("type", "text") for asked in model.asked]


async def test_a_schema_is_asked_for_first(model):
    model.reads = [says(GOOD)]
    request = await read(client(model))
    assert request.requirements.min_quality == 0.85
    (asked,) = model.asked
    schema = asked["response_format"]["json_schema"]["schema"]
    assert set(schema["properties"]) >= {"task", "numbers", "priorities"}


async def test_a_server_with_json_mode_alone_is_asked_for_a_schema_once(model):
    model.reads = [only_json_mode(GOOD)]
    one = client(model)
    for _ in range(2):
        assert (await read(one)).requirements.min_quality == 0.85
    assert modes(model) == ["json_schema", "json_object", "json_object"]
    assert '"min_quality"' in model.asked[1]["messages"][0]["content"]


async def test_a_server_that_takes_no_format_at_all_is_not_asked_again(model):
    model.reads = [fails(400, "response_format is not supported")]
    one = client(model)
    with pytest.raises(UnusableAnswerError, match="not supported"):
        await read(one)
    with pytest.raises(UnusableAnswerError, match="can give no JSON"):
        await read(one)
    assert modes(model) == ["json_schema", "json_object"]


async def test_a_fence_around_the_json_does_no_harm(model):
    model.reads = [says(f"```json\n{json.dumps(GOOD)}\n```")]
    assert (await read(client(model))).requirements.min_quality == 0.85


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (says("I would say 85 %"), "not the JSON that was asked for"),
        (says(json.dumps(GOOD)[:-3]), "not the JSON that was asked for"),
        (says("[" * 100_000), "100,000 characters long"),
        (says(json.dumps(GOOD) + " " * 1_000_000), "characters long"),
        (says("x" * 1_000_000), "1,000,000 characters long"),
        (says({**GOOD, "task": "world domination"}), "a wrong task"),
        (
            says({"numbers": [{"limit": "min_quality", "value": 85, "words": "85 % right"}]}),
            "min_quality is another number",
        ),
        (says({**GOOD, "latency_percentile": 1_000}), "a wrong latency_percentile"),
        (says({**GOOD, "sql": "DROP TABLE measurement"}), "a wrong sql"),
        (says(""), "empty"),
        (says_it_refuses, "refused"),
        (gives_no_choices, "IndexError"),
        (fails(401, "no such key"), "AuthenticationError"),
        (fails(404, "no such model"), "NotFoundError"),
    ],
)
async def test_what_cannot_be_used_is_said_and_not_tried_over_and_over(model, step, why):
    model.reads = [step]
    with pytest.raises(UnusableAnswerError, match=why):
        await read(client(model))
    assert len(model.asked) <= 2


@pytest.mark.parametrize(
    "trouble", [fails(429), fails(500), fails(503), breaks_off, fails(429, Retry_After="1")]
)
async def test_passing_trouble_is_tried_again(model, trouble):
    model.reads = [trouble, says(GOOD)]
    began = time.monotonic()
    assert (await read(client(model))).requirements.min_quality == 0.85
    assert 0.5 <= time.monotonic() - began < 20
    assert len(model.asked) == 2


async def test_lasting_trouble_is_tried_three_times(model):
    model.reads = [fails(503, "overloaded")]
    with pytest.raises(UnusableAnswerError, match="overloaded"):
        await read(client(model))
    assert len(model.asked) == 3


async def test_who_asks_to_wait_too_long_is_not_waited_for(model):
    model.reads = [fails(429, "later", Retry_After="3600"), says(GOOD)]
    began = time.monotonic()
    with pytest.raises(UnusableAnswerError, match="later"):
        await read(client(model))
    assert time.monotonic() - began < 20
    assert len(model.asked) == 1


async def test_nobody_there_is_found_out_at_once():
    gone = {"llm_base_url": "http://127.0.0.1:9/v1", "llm_model": "m", "llm_api_key": "k"}
    began = time.monotonic()
    with pytest.raises(UnusableAnswerError):
        await read(Client(Settings(_env_file=None, llm="openai", **gone)))
    assert time.monotonic() - began < 20


async def test_a_server_that_dribbles_is_left_in_time(model):
    model.reads = [dribbles]
    limit = timedelta(seconds=0.6)
    began = time.monotonic()
    with pytest.raises(UnusableAnswerError, match="too long"):
        await read(client(model, llm_timeout_s=limit.total_seconds()))
    assert time.monotonic() - began < 4


async def test_tokens_are_those_that_the_server_counts(model):
    model.reads = [says(GOOD, tokens(812, 96))]
    purse = Purse(MOST_TOKENS)
    await read(client(model), purse)
    await read(client(model), purse)
    total = purse.book.total
    assert (total.calls, total.read_tokens, total.wrote_tokens) == (2, 1_624, 192)
    assert not total.estimated
    assert purse.told().startswith(
        "The language model read 1,624 and wrote 192 tokens; 1,816 of 50,000 so far. "
    )
    assert purse.told() == ""


async def test_an_answer_without_an_end_is_paid_for_as_well(model):
    model.reads = [has_no_end]
    purse = Purse(MOST_TOKENS)
    with pytest.raises(UnusableAnswerError, match="has no end"):
        await read(client(model), purse)
    assert (purse.book.total.read_tokens, purse.book.total.wrote_tokens) == (326, 800)
    assert not purse.book.total.estimated


@pytest.mark.parametrize("usage", [None, tokens(0, 0), tokens(-5, 3)])
async def test_tokens_that_the_server_does_not_count_are_estimated_and_marked(model, usage):
    model.reads = [says(GOOD, usage)]
    purse = Purse(MOST_TOKENS)
    await read(client(model), purse)
    said = json.dumps(GOOD)
    sent = [one["content"] for one in model.asked[0]["messages"]]
    assert purse.book.total.wrote_tokens == -(-len(said) // 4)
    assert purse.book.total.read_tokens == sum(-(-len(text) // 4) for text in sent)
    assert "tokens (estimated from characters); " in purse.told()


async def test_at_its_cap_a_conversation_asks_no_more(model):
    model.reads = [says(GOOD, tokens(3_000, 500))]
    purse, one = Purse(4_000), client(model)
    await read(one, purse)
    with pytest.raises(SpentError, match="3,500 of its 4,000 tokens") as first:
        await read(one, purse)
    with pytest.raises(SpentError) as second:
        await read(one, purse)
    assert (first.value.is_new, second.value.is_new) == (True, False)
    assert len(model.asked) == 1


async def test_a_text_longer_than_the_cap_is_not_sent_and_ends_nothing(model):
    model.reads = [says(GOOD)]
    purse, one = Purse(MOST_TOKENS), client(model)
    with pytest.raises(UnusableAnswerError, match="may read 50,000 tokens"):
        await read(one, purse, "x" * 1_000_000)
    assert model.asked == []
    assert (await read(one, purse)).requirements.min_quality == 0.85


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://localhost:11434/v1", True),
        ("http://[::1]:8000/v1", True),
        ("https://api.openai.example/v1", False),
        ("http://10.0.0.7/v1", False),
        ("http://127.0.0.1.evil.example/v1", False),
        (None, False),
    ],
)
def test_a_model_is_here_if_its_address_is_this_machine(address, here):
    settings = Settings(
        _env_file=None, llm="openai", llm_model="m", llm_api_key="k", llm_base_url=address
    )
    assert Client(settings).is_local == here


async def test_the_energy_of_a_model_that_runs_here_is_a_core_for_its_time(model):
    model.reads = [says(GOOD)]
    here, there = Purse(MOST_TOKENS, w_per_core=(1.0, 4.0, 12.0)), Purse(MOST_TOKENS)
    await read(client(model), here)
    used = here.book.search
    energy_j = here.energy(used)
    assert energy_j.provenance == "assumed"
    assert energy_j.mid == pytest.approx(4.0 * used.wall_s)
    assert here.spent().energy_j == energy_j.mid > 0
    assert "(assumed: one busy core)" in here.told()
    await read(client(model), there)
    assert there.energy(there.book.search) is None
    assert there.spent().energy_j == 0
    assert there.told().endswith("Its energy is not known: it runs on another machine.")
