"""Reads a request with a language model, where one is configured; it never makes a number.

Each limit must come with the words that it was read from, and those must stand in the text. What
does not validate is not used at all: the built-in extractor reads the text instead.
"""

import json
from math import isclose
from typing import Literal, Protocol

from pydantic import Field, ValidationError

from agent.extract.baseline import find_baseline
from agent.extract.metric import find_metric
from agent.extract.quantities import Quantity, find_quantities
from agent.extract.strategy import find_strategy
from agent.extract.surroundings import find_devices
from agent.extract.understanding import lowered
from agent.prompts import READ
from agent.settings import Settings
from tools.domain import Budget, Origin, Priority, Request, Requirements, Value
from tools.errors import RequestError
from tools.units import S_PER_DAY

Limit = Literal[
    "min_quality",
    "max_latency_s",
    "max_energy_j",
    "max_memory_bytes",
    "max_size_bytes",
    "max_price_usd_per_1k",
    "volume_per_day",
    "budget.wall_s",
    "budget.energy_j",
    "budget.downloads_bytes",
    "budget.max_candidates",
]
Task = Literal[
    "text-classification",
    "image-classification",
    "token-classification",
    "question-answering",
    "summarization",
    "translation",
    "text-generation",
    "sentence-similarity",
    "automatic-speech-recognition",
    "object-detection",
    "tabular-classification",
]
_LIST_TIMEOUT_S = 5.0
_LONGEST_ANSWER_TOKENS = 800
_USUAL = 95


class Said(Value):
    """One number of the request, and the words it was read from."""

    limit: Limit
    value: float
    words: str


class Reading(Value):
    """What the language model is asked to fill in."""

    task: Task | None = None
    dataset: Literal["tweets", "digits", "fashion", "photos"] | None = None
    device: Literal["cpu", "cuda", "mps"] | None = None
    latency_percentile: int = Field(default=_USUAL, ge=50, le=99)
    numbers: tuple[Said, ...] = ()
    priorities: tuple[Priority, ...] = ()
    indifferent: tuple[Priority, ...] = ()
    licences: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


class UnusableAnswerError(Exception):
    """The language model gave no answer, or none that validates; the message says which."""


class Reader(Protocol):
    """Turns a text into a request."""

    async def read(self, text: str) -> Request:
        """Return what a text asks for; raises UnusableAnswerError."""


class OpenAIReader:
    """A model behind OpenAI's protocol: OpenAI's own, llama.cpp, vLLM, Ollama."""

    def __init__(self, settings: Settings) -> None:
        from langchain_openai import ChatOpenAI

        chat = ChatOpenAI(
            model=settings.llm_model,
            base_url=settings.llm_base_url,
            api_key=settings.llm_api_key,
            timeout=settings.llm_timeout_s,
            temperature=0,
            max_retries=0,
            max_completion_tokens=_LONGEST_ANSWER_TOKENS,
            use_responses_api=False,
            stream_usage=False,
        )
        self._client = chat.root_async_client
        self._model = chat.with_structured_output(_schema(), method="json_schema")

    async def models(self) -> list[str]:
        """Return the models that the server says it has; none of them reads anything.

        Raises:
            UnusableAnswerError: it cannot be reached, or refuses.

        """
        try:
            return [model.id async for model in self._client.models.list(timeout=_LIST_TIMEOUT_S)]
        except Exception as error:  # as below
            raise UnusableAnswerError(
                f"its server cannot be asked ({type(error).__name__}: {error})"[:200]
            ) from error

    async def read(self, text: str) -> Request:
        """Return what a text asks for.

        Raises:
            UnusableAnswerError: nothing came, or what came cannot be used.

        """
        try:
            answer = await self._model.ainvoke([("system", READ), ("user", text)])
            return request_of(Reading.model_validate(answer), text)
        except ValidationError as error:
            raise UnusableAnswerError(f"its answer has a wrong {_first(error)}") from error
        except UnusableAnswerError:
            raise
        except Exception as error:  # whatever a server does, the text can still be read
            raise UnusableAnswerError(f"{type(error).__name__}: {error}"[:200]) from error


def reader_for(settings: Settings) -> OpenAIReader | None:
    """Return the configured reader, if one is; the mere presence of a key configures nothing.

    Raises:
        RequestError: a model is asked for and not named.

    """
    if settings.llm is None:
        return None
    if not settings.llm_model or settings.llm_api_key is None:
        raise RequestError(
            "GREENRUNNER_LLM=openai needs GREENRUNNER_LLM_MODEL and GREENRUNNER_LLM_API_KEY (any "
            "word where a local server asks for none). Set them, or unset GREENRUNNER_LLM."
        )
    return OpenAIReader(settings)


def request_of(reading: Reading, text: str) -> Request:
    """Return a reading as a request, once every number's words were found in the text.

    Raises:
        UnusableAnswerError: some words do not stand in the text.
        ValidationError: a number is out of its range.

    """
    heard = _plain(text)
    for one in reading.numbers:
        if not one.words.strip() or _plain(one.words) not in heard:
            raise UnusableAnswerError(f"{one.limit} rests on words that were not said")
        if not _is_said(one):
            raise UnusableAnswerError(f"{one.limit} is another number than its words say")
    if reading.latency_percentile != _USUAL and str(reading.latency_percentile) not in heard:
        raise UnusableAnswerError("a percentile that was not said")
    said = {one.limit: one.value for one in reading.numbers}
    budget = {n.removeprefix("budget."): v for n, v in said.items() if n.startswith("budget.")}
    limits = {n: v for n, v in said.items() if n in Requirements.model_fields}
    shared = reading.model_dump(
        include={"latency_percentile", "priorities", "indifferent", "licences", "languages"}
    )
    origins = {one.limit: Origin(source="said", words=one.words) for one in reading.numbers}
    return Request(
        task=reading.task,
        dataset=reading.dataset,
        device=_which(reading.device, text),
        volume_per_day=said.get("volume_per_day"),
        baseline=find_baseline(lowered(text)),
        metric=find_metric(lowered(text)),
        strategy=(find_strategy(lowered(text)) or (None,))[0],
        requirements=Requirements.model_validate({**limits, **shared, "origins": origins}),
        budget=Budget.model_validate(budget),
    )


def _which(device: str | None, text: str) -> str | None:
    """Return the device with the number that the extractor reads in the text, if it is a GPU."""
    named = (found for found, _ in find_devices(lowered(text)))
    return next((one for one in named if one.partition(":")[0] == device), device)


def _is_said(one: Said) -> bool:
    """Say whether a number is one that the extractor reads in its words, too."""
    values = [value for q in find_quantities(one.words) for value in _meanings(q, one.limit)]
    return any(isclose(one.value, value, rel_tol=1e-6) for value in values)


def _meanings(quantity: Quantity, limit: Limit) -> list[float]:
    """Return what a quantity may stand for: errors of at most 15 % are 85 % right, say."""
    value = quantity.value
    if limit == "min_quality":
        return [value, 1 - value] if quantity.kind == "share" else [value, value / 100]
    if quantity.period_s is not None:
        return [value * S_PER_DAY / quantity.period_s]
    if quantity.per_requests is None:
        return [value]
    return [value / quantity.per_requests * (1_000 if limit == "max_price_usd_per_1k" else 1)]


def _schema() -> dict[str, object]:
    return {**Reading.model_json_schema(), "title": "request"}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _first(error: ValidationError) -> str:
    place = error.errors()[0]
    return f"{'.'.join(map(str, place['loc']))} ({json.dumps(place['msg'])})"
