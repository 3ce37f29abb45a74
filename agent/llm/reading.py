"""Reads a request with a language model, where one is configured; it never makes a number.

Each limit must come with the words that it was read from, and those must stand in the text. What
does not validate is not used at all: the built-in extractor reads the text instead.
"""

from math import isclose
from typing import Literal, Protocol, get_args

from pydantic import Field, ValidationError

from agent.extract import understand
from agent.extract.baseline import find_baseline
from agent.extract.metric import find_metric
from agent.extract.quantities import Quantity, find_quantities
from agent.extract.strategy import find_strategy
from agent.extract.surroundings import find_devices
from agent.extract.understanding import lowered
from agent.llm.budget import Purse
from agent.llm.client import Client, client_for
from agent.llm.failures import UnusableAnswerError
from agent.llm.structured import filled, first_wrong
from agent.prompts import READ
from agent.settings import Settings
from tools.domain import Budget, Origin, Priority, Request, Requirements, Value
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


def agreeing(request: Request, text: str) -> Request:
    """Return what a model read with what it left out, once nothing contradicts the extractor.

    It may find more limits and none less: what the extractor reads for sure was said.

    Raises:
        UnusableAnswerError: it contradicts, or restricts licences or languages by itself.

    """
    found = understand(text)
    own, theirs = _numbers(request), _numbers(found)
    for limit, value in theirs.items():
        seen = own[limit]
        sure = value is not None and limit not in found.unsure
        if sure and (seen is None or not isclose(seen, value or 0.0, rel_tol=1e-6)):
            raise UnusableAnswerError(f"it reads another {limit} than the words say")
    _require_same_lists(request.requirements, found.requirements)
    plainly = found.model_dump(include={"task", "dataset", "device"}, exclude_none=True)
    for name, said in plainly.items():
        if getattr(request, name) not in (None, said):
            raise UnusableAnswerError(f"it reads another {name} than the words say")
    return request.model_copy(update=plainly)


def _require_same_lists(own: Requirements, theirs: Requirements) -> None:
    """Have a model restrict nothing by itself, and change no order of what matters that was said.

    Raises:
        UnusableAnswerError: it does.

    """
    for name in ("licences", "languages", "priorities", "indifferent"):
        read, said = getattr(own, name), getattr(theirs, name)
        may_add = name in ("priorities", "indifferent") and not said
        if not may_add and read != said:
            raise UnusableAnswerError(f"it reads other {name} than the words say")


def _numbers(request: Request) -> dict[str, float | None]:
    """Return the limits of a request by the names that the model gives them."""
    budget = {f"budget.{name}": n for name, n in request.budget.model_dump().items()}
    held = request.requirements.model_dump() | budget | {"volume_per_day": request.volume_per_day}
    return {limit: held[limit] for limit in get_args(Limit)}


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


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
