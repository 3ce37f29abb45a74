"""A request read through the real client, over HTTP, from a server that says what a test lays down.

The language model itself cannot be here; what it may say, good or bad, can.
"""

import json

import pytest
from serving import JsonHandler, serving
from talking import talking
from typing_extensions import override

from agent.llm import Reading, UnusableAnswerError, agreeing, reader_for, request_of
from agent.settings import Settings
from tools.errors import RequestError

TEXT = (
    "Tell angry comments from happy ones, in 20 ms, 85 % right, I'd spend three minutes on it; "
    "think of the planet"
)
GOOD = {
    "task": "text-classification",
    "numbers": [
        {"limit": "max_latency_s", "value": 0.02, "words": "in 20 ms"},
        {"limit": "min_quality", "value": 0.85, "words": "85 % right"},
        {"limit": "budget.wall_s", "value": 180, "words": "three  Minutes"},
    ],
    "priorities": ["energy"],
}


class _Model(JsonHandler):
    @override
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers["Authorization"], asked))
        message = {"role": "assistant", "content": self.server.says}
        self.answer(
            self.server.status,
            {
                "id": "1",
                "object": "chat.completion",
                "created": 0,
                "model": "m",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            },
        )


@pytest.fixture
def model():
    with serving(_Model) as server:
        server.asked, server.says, server.status = [], json.dumps(GOOD), 200
        server.settings = {
            "llm": "openai",
            "llm_base_url": f"{server.address}/v1",
            "llm_model": "m",
            "llm_api_key": "secret",
        }
        yield server


def notes(heard):
    return " ".join(event["text"] for event in heard.events if event["kind"] == "note")


async def test_what_the_model_read_is_what_is_asked_for(model, tmp_path):
    async with talking(tmp_path, **model.settings) as talk:
        heard = await talk.say(TEXT)
    said = notes(heard)
    assert "quality at least 85.0 %; latency (p95) at most 20.0 ms; energy first; the time" in said
    assert "at most 3.0 min." in said
    ((path, authorization, asked),) = model.asked
    assert (path, authorization) == ("/v1/chat/completions", "Bearer secret")
    assert [one["role"] for one in asked["messages"]] == ["system", "user"]
    assert asked["messages"][1]["content"] == TEXT
    assert asked["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("I would say that", "not used ("),
        ({**GOOD, "task": "cooking"}, "its answer has a wrong task"),
        (
            {"numbers": [{"limit": "min_quality", "value": 0.99, "words": "99 % right"}]},
            "min_quality rests on words that were not said",
        ),
        (
            {"numbers": [{"limit": "min_quality", "value": 0.58, "words": "85 % right"}]},
            "min_quality is another number than its words say",
        ),
        (
            {"numbers": [{"limit": "max_latency_s", "value": 1, "words": "happy ones"}]},
            "max_latency_s is another number than its words say",
        ),
        ({**GOOD, "latency_percentile": 99}, "a percentile that was not said"),
        (
            {"numbers": [{"limit": "min_quality", "value": 85, "words": "85 % right"}]},
            "min_quality is another number",
        ),
        ({"numbers": [], "orders": "rm -rf"}, "its answer has a wrong orders"),
    ],
)
async def test_an_answer_that_does_not_validate_is_read_without_the_model(
    model, tmp_path, says, why
):
    model.says = says if isinstance(says, str) else json.dumps(says)
    async with talking(tmp_path, **model.settings) as talk:
        heard = await talk.say(TEXT)
    assert why in notes(heard)
    assert "quality at least 85.0 %; latency (p95) at most 20.0 ms" in notes(heard)


async def test_a_server_that_fails_or_is_not_there_is_no_obstacle(model, tmp_path):
    model.status = 500
    async with talking(tmp_path, **model.settings) as talk:
        failed = await talk.say(TEXT)
    gone = model.settings | {"llm_base_url": "http://127.0.0.1:9/v1"}
    async with talking(tmp_path, **gone) as talk:
        missed = await talk.say(TEXT)
    for heard in (failed, missed):
        assert "The language model was not used (" in notes(heard)
        assert "quality at least 85.0 %" in notes(heard)


@pytest.mark.parametrize(
    ("limit", "words", "value", "false"),
    [
        ("min_quality", "at most 15 % errors", 0.85, 0.15001),
        ("min_quality", "accuracy above 90", 0.9, 0.95),
        ("budget.max_candidates", "at most two models", 2, 7),
        ("volume_per_day", "5,000 requests an hour", 120_000, 5_000),
        ("max_price_usd_per_1k", "$5 per million", 0.005, 5),
        ("max_size_bytes", "50 MB", 5e7, 50),
    ],
)
def test_a_number_is_the_one_in_its_words_or_not_used(limit, words, value, false):
    def asked(number):
        one = {"limit": limit, "value": number, "words": words}
        return request_of(Reading.model_validate({"numbers": [one]}), f"Spam or not, {words}")

    request = asked(value)
    assert request.requirements.origins[limit].words == words
    with pytest.raises(UnusableAnswerError, match="is another number than its words say"):
        asked(false)


@pytest.mark.parametrize(
    ("kind", "text", "device"),
    [
        ("cuda", "on the second GPU", "cuda:1"),
        ("cuda", "on our graphics card", "cuda"),
        ("cpu", "not on GPU 1 but on the processor", "cpu"),
        (None, "anywhere", None),
    ],
)
def test_which_gpu_is_meant_is_read_in_the_text_and_not_by_the_model(kind, text, device):
    assert request_of(Reading(device=kind), text).device == device


@pytest.mark.parametrize(
    ("text", "reading", "what"),
    [
        ("Sort tweets, 85 % right, in 20 ms", {"max_latency_s": (0.02, "20 ms")}, "min_quality"),
        (
            "Sort tweets, at least 85 % right; 70 % now",
            {"min_quality": (0.7, "70 %")},
            "min_quality",
        ),
        ("Is this tweet spam?", {"task": "translation"}, "task"),
        ("Sort tweets on the CPU", {"device": "cuda"}, "device"),
        ("Is this tweet spam?", {"licences": ["mit"]}, "licences"),
        ("Is this tweet spam? Energy matters most", {"priorities": ["size"]}, "priorities"),
    ],
)
def test_a_model_may_not_contradict_what_the_extractor_surely_reads(text, reading, what):
    numbers = [
        {"limit": limit, "value": said[0], "words": said[1]}
        for limit, said in reading.items()
        if isinstance(said, tuple)
    ]
    rest = {name: said for name, said in reading.items() if not isinstance(said, tuple)}
    request = request_of(Reading.model_validate({**rest, "numbers": numbers}), text)
    with pytest.raises(UnusableAnswerError, match=f"other {what} than|another {what} than"):
        agreeing(request, text)


def test_what_a_model_leaves_out_of_the_circumstances_is_filled_in():
    text = "Sort tweets on the second GPU"
    request = agreeing(request_of(Reading(), text), text)
    assert (request.task, request.device) == ("text-classification", "cuda:1")


def test_a_key_alone_chooses_no_model(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "there")
    monkeypatch.setenv("GREENRUNNER_LLM_API_KEY", "there")
    assert reader_for(Settings(_env_file=None)) is None


def test_none_is_no_model_whatever_else_is_set(monkeypatch):
    for name, value in {"": "none", "_MODEL": "m", "_API_KEY": "k"}.items():
        monkeypatch.setenv(f"GREENRUNNER_LLM{name}", value)
    assert reader_for(Settings(_env_file=None)) is None


def test_a_model_without_a_name_is_a_sentence():
    with pytest.raises(RequestError, match="GREENRUNNER_LLM_MODEL and GREENRUNNER_LLM_API_KEY"):
        reader_for(Settings(_env_file=None, llm="openai"))


def test_what_is_used_now_and_what_quality_means_are_read_without_the_model():
    request = request_of(Reading(), "Sort tweets, by F1. We currently use all-mpnet-base-v2.")
    assert (request.baseline, request.metric) == ("all-mpnet-base-v2", "macro_f1")
