"""Reads a request with a language model, where one is configured; it never makes a number.

Each limit must come with the words that it was read from, and those must stand in the text. What
does not validate is not used at all: the built-in extractor reads the text instead.
"""

from typing import Literal, Protocol

from pydantic import Field, ValidationError

from agent.extract.baseline import find_baseline
from agent.extract.metric import find_metric
from agent.extract.strategy import find_strategy
from agent.extract.surroundings import find_devices
from agent.extract.understanding import lowered
from agent.llm.agreement import agreeing
from agent.llm.budget import Purse
from agent.llm.client import Client, client_for
from agent.llm.failures import UnusableAnswerError
from agent.llm.numbers import Limit, is_said
from agent.llm.structured import filled, first_wrong
from agent.prompts import READ
from agent.settings import Settings
from tools.domain import Budget, Origin, Priority, Request, Requirements, Value

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


class Reader(Protocol):
    """Turns a text into a request."""

    async def read(self, text: str, purse: Purse) -> Request:
        """Return what a text asks for; raises UnusableAnswerError."""


class OpenAIReader:
    """Reads with a model behind OpenAI's protocol."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def models(self) -> list[str]:
        """Return the models that the server says it has; it raises what the client's does."""
        return await self._client.models()

    async def read(self, text: str, purse: Purse) -> Request:
        """Return what a text asks for.

        Raises:
            UnusableAnswerError: nothing came, or what came cannot be used.

        """
        reading = await filled(self._client, Reading, [("system", READ), ("user", text)], purse)
        try:
            return agreeing(request_of(reading, text), text)
        except ValidationError as error:
            raise UnusableAnswerError(first_wrong(error)) from error


def reader_for(settings: Settings) -> OpenAIReader | None:
    """Return the configured reader, if one is; it raises what `client_for` does."""
    client = client_for(settings)
    return None if client is None else OpenAIReader(client)


def request_of(reading: Reading, text: str) -> Request:
    """Return a reading as a request, once every number's words were found in the text.

    Raises:
        UnusableAnswerError: some words do not stand in the text.
        ValidationError: a number is out of its range.

    """
    heard = plainly(text)
    for one in reading.numbers:
        if not one.words.strip() or plainly(one.words) not in heard:
            raise UnusableAnswerError(f"{one.limit} rests on words that were not said")
        if not is_said(one.limit, one.value, one.words):
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


def plainly(text: str) -> str:
    """Return a text in one case, its words one blank apart."""
    return " ".join(text.casefold().split())
