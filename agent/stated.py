"""What a text asks for, flat: the form that `greenrunner understand --json` prints."""

from pydantic import Field

from agent.extract import located, understand
from agent.extract.limits import SEARCH
from agent.extract.metric import named_metrics
from agent.extract.understanding import lowered
from agent.llm import Purse, UnusableAnswerError, reader_for
from agent.settings import Settings
from tools.cost.places import load_places
from tools.domain import Priority, Request, Strategy, Value

_USUAL, _APART = 95, " … "


class Limits(Value):
    """Hard limits of the model, in SI units, quality in [0, 1]; what was not said is null or []."""

    min_quality: float | None
    max_latency_s: float | None
    latency_percentile: int | None = Field(description="of the latency; null is 95")
    max_energy_j: float | None
    max_memory_bytes: float | None
    max_size_bytes: float | None
    max_price_usd_per_1k: float | None
    licences: tuple[str, ...]
    languages: tuple[str, ...]


class SearchBudget(Value):
    """What the search itself may spend."""

    wall_s: float | None
    energy_j: float | None
    downloads_bytes: float | None


class Stated(Value):
    """A request as it was stated, with the words behind each field."""

    task: str | None = Field(description="a Hugging Face pipeline tag")
    limits: Limits
    priorities: tuple[Priority, ...] = Field(description="most important first")
    indifferent: tuple[Priority, ...] = Field(description="said not to matter")
    budget: SearchBudget
    device: str | None
    volume_per_day: float | None
    max_candidates: int | None
    dataset: str | None
    metrics: tuple[str, ...]
    strategy: Strategy | None
    place: str | None
    baseline: str | None
    quotes: dict[str, str]
    unsure: tuple[str, ...]
    read_by: str = Field(description="the extractor, or the language model that is configured")


async def read(text: str, settings: Settings) -> Stated:
    """Return what a text asks for; by the language model where one is configured and usable.

    Raises:
        RequestError: a language model is asked for and not named.

    """
    reader, by = reader_for(settings), "extractor"
    request = understand(text)
    if reader is not None:
        try:
            purse = Purse(settings.llm_tokens)
            request, by = await reader.read(text, purse), str(settings.llm_model)
        except UnusableAnswerError as error:
            by = f"extractor, as the language model was not usable ({error})"
    names = load_places(settings.facts).names
    return stated(located(request, text, names), text, by=by)


def stated(request: Request, text: str, *, by: str = "extractor") -> Stated:
    """Return a request in the flat form."""
    needs, budget = request.requirements, request.budget
    percentile = needs.latency_percentile
    origins = needs.origins.items()
    return Stated(
        task=request.task,
        limits=Limits(
            **needs.model_dump(include=set(Limits.model_fields) - {"latency_percentile"}),
            latency_percentile=percentile if percentile != _USUAL else None,
        ),
        priorities=needs.priorities,
        indifferent=needs.indifferent,
        budget=SearchBudget.model_validate(
            budget.model_dump(include=set(SearchBudget.model_fields))
        ),
        max_candidates=budget.max_candidates,
        metrics=named_metrics(lowered(text)),
        quotes={
            name.removeprefix(SEARCH): _quote(one.words, text) for name, one in origins if one.words
        },
        unsure=tuple(name.removeprefix(SEARCH) for name in request.unsure),
        read_by=by,
        **request.model_dump(
            include={"device", "volume_per_day", "dataset", "strategy", "place", "baseline"}
        ),
    )


def _quote(words: str, text: str) -> str:
    """Return words as they stand in the text; of those that stand apart, the longest."""
    low = lowered(text)
    for part in (words, max(words.split(_APART), key=len)):
        at = low.find(part.lower())
        if at >= 0:
            return text[at : at + len(part)]
    return words
