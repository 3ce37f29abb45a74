"""Has a language model say what a message wants that the router does not know; it adds no fact.

What comes back is the router's own `FollowUp`, and the same code acts on it. A limit, a share,
a place or a name of a model that the words do not bear is dropped, and numbers of requests and
files are read in the words alone.
"""

from collections.abc import Callable, Mapping, Sequence
from math import isclose
from typing import Literal

from pydantic import Field, ValidationError

from agent.extract import FollowUp
from agent.extract.counting import requests_in
from agent.extract.intents import data_files, shares
from agent.extract.names import matching_models
from agent.extract.percentiles import said_percentile
from agent.extract.understanding import LONGEST_TEXT, lowered
from agent.extract.weighing import Direction
from agent.llm.budget import Purse
from agent.llm.client import Client
from agent.llm.numbers import is_said
from agent.llm.reading import Reading, Said, plainly, request_of
from agent.llm.structured import filled
from agent.prompts import INTEND
from tools.domain import Budget, Priority, Request, Requirements, Value

Intent = Literal[
    "what_if",
    "changed_requirement",
    "relative",
    "why_not",
    "about",
    "confusions",
    "compare",
    "price",
    "elsewhere",
    "payback",
    "provenance",
    "more_budget",
    "tactics",
    "design",
    "data",
    "reuse",
    "results",
    "ranked",
    "front",
    "certainty",
    "percentile",
    "join",
    "export",
    "program",
    "remembered",
    "undo",
    "start_over",
    "forget",
    "thanks",
    "unknown",
]
_UNKNOWN = FollowUp(kind="unknown")
_COSTS = ("energy", "latency", "price", "memory", "size")
_LIMITS = frozenset(Requirements.model_fields)
_THOUSAND = 1_000


class Meant(Value):
    """What the language model is asked to fill in."""

    kind: Intent = "unknown"
    priority: Priority | None = None
    direction: Direction = "more"
    models: tuple[str, ...] = ()
    share: float | None = Field(default=None, gt=0, lt=1)
    place: str = ""
    numbers: tuple[Said, ...] = ()


async def intended(
    text: str, models: Sequence[str], places: Mapping[str, str], client: Client, purse: Purse
) -> FollowUp:
    """Return what a message wants, given the models and the places that it may name.

    Raises:
        UnusableAnswerError: nothing came, or nothing that can be used.

    """
    heard = text[:LONGEST_TEXT]
    meant = await filled(client, Meant, [("system", INTEND), ("user", heard)], purse)
    return borne_out(meant, heard, models, places)


def borne_out(
    meant: Meant, text: str, models: Sequence[str], places: Mapping[str, str]
) -> FollowUp:
    """Return what the words bear of what a model read in them; unknown, if that leaves nothing."""
    by_kind: dict[str, Callable[[], FollowUp]] = {
        "what_if": lambda: _weighed(meant),
        "changed_requirement": lambda: _limited(meant, text),
        "relative": lambda: _relative(meant, text),
        "why_not": lambda: _named(meant, text, models),
        "about": lambda: _named(meant, text, models),
        "compare": lambda: _named(meant, text, models),
        "payback": lambda: _named(meant, text, models),
        "join": lambda: _named(meant, text, models),
        "ranked": lambda: _ranked(meant),
        "percentile": lambda: _at_percentile(text),
        "price": lambda: FollowUp(kind="price", count=requests_in(text)),
        "elsewhere": lambda: _elsewhere(meant, text, places),
        "more_budget": lambda: FollowUp(kind="more_budget", request=_more(meant, text)),
        "data": lambda: _on_data(text),
    }
    return by_kind.get(meant.kind, lambda: FollowUp(kind=meant.kind))()


def _weighed(meant: Meant) -> FollowUp:
    """Return a question after other weights: it changes nothing and says what it supposes."""
    if meant.priority is None:
        return _UNKNOWN
    return FollowUp(kind="what_if", priority=meant.priority, direction=meant.direction)


def _ranked(meant: Meant) -> FollowUp:
    """Return who is best by something: the most right answers, the least of a cost."""
    if meant.priority is None:
        return _UNKNOWN
    return FollowUp(kind="ranked", priority=meant.priority, falling=meant.priority == "quality")


def _at_percentile(text: str) -> FollowUp:
    percentile = said_percentile(lowered(text))
    return FollowUp(kind="percentile", percentile=percentile) if percentile else _UNKNOWN


def _limited(meant: Meant, text: str) -> FollowUp:
    request = _request(meant, text)
    if request is None or not request.requirements.origins:
        return _UNKNOWN
    return FollowUp(
        kind="changed_requirement", request=request.model_copy(update={"budget": Budget()})
    )


def _more(meant: Meant, text: str) -> Request | None:
    """Return what more may be spent, where the words say how much."""
    request = _request(meant, text)
    if request is None or request.budget == Budget():
        return None
    return Request(budget=request.budget)


def _request(meant: Meant, text: str) -> Request | None:
    """Return the numbers that stand in the text, each with its words; None where none does."""
    said = [
        one
        for one in meant.numbers
        if one.words.strip()
        and plainly(one.words) in plainly(text)
        and is_said(one.limit, one.value, one.words)
    ]
    try:
        request = request_of(Reading(numbers=tuple(said)), text)
    except ValidationError:
        return None
    limits = {n: o for n, o in request.requirements.origins.items() if n in _LIMITS}
    needs = request.requirements.model_copy(update={"origins": limits})
    return request.model_copy(update={"requirements": needs}) if said else None


def _relative(meant: Meant, text: str) -> FollowUp:
    said = meant.share is not None and any(
        isclose(meant.share, one, abs_tol=0.005) for one in shares(lowered(text))
    )
    if not said or meant.priority not in _COSTS:
        return _UNKNOWN
    return FollowUp(kind="relative", priority=meant.priority, share=meant.share)


def _named(meant: Meant, text: str, models: Sequence[str]) -> FollowUp:
    """Return a question about models: those that the words and the model both name."""
    found: dict[str, None] = {}
    for words in meant.models:
        for name in matching_models(words, models)[:1]:
            if matching_models(text, [name]):
                found[name] = None
    if meant.kind not in ("payback", "about") and not found:
        return _UNKNOWN
    names = tuple(found)[:2]
    only = names[0] if len(names) == 1 else None
    return FollowUp(kind=meant.kind, model=only, matches=names)


def _elsewhere(meant: Meant, text: str, places: Mapping[str, str]) -> FollowUp:
    words = plainly(meant.place)
    if words not in places or words not in plainly(text):
        return _UNKNOWN
    count = requests_in(text, _THOUSAND)
    return FollowUp(kind="elsewhere", place=places[words], place_words=meant.place, count=count)


def _on_data(text: str) -> FollowUp:
    file = next(data_files(text), None)
    return FollowUp(kind="data", data=file) if file else _UNKNOWN
