"""Joins what a language model read with what the extractor reads: it adds, and replaces nothing.

So a decision and its numbers are the same with a model and without one wherever the extractor
understood all that was said.
"""

from collections.abc import Mapping
from math import isclose
from typing import get_args

from agent.extract import understand
from agent.extract.aspects import aspects_in
from agent.extract.understanding import lowered
from agent.llm.failures import UnusableAnswerError
from agent.llm.numbers import Limit, is_said
from tools.domain import Budget, Priority, Request, Requirements

_LIMITS: tuple[Limit, ...] = get_args(Limit)
_BUDGET = "budget."


def agreeing(request: Request, text: str) -> Request:
    """Return what the extractor reads with what a model found beside it.

    Added are limits whose words say nothing else to the extractor, a task where it reads none, and
    what matters where the text has a word for it and the extractor no order.

    Raises:
        UnusableAnswerError: the model contradicts, or restricts licences or languages by itself.

    """
    found = understand(text)
    _require_sameheld(request, found)
    _require_same_lists(request.requirements, found.requirements)
    plainly = found.model_dump(include={"task", "dataset", "device"}, exclude_none=True)
    for name, said in plainly.items():
        if getattr(request, name) not in (None, said):
            raise UnusableAnswerError(f"it reads another {name} than the words say")
    added = _added(request, found)
    needs = {name: value for name, value in added.items() if name in Requirements.model_fields}
    timed = request if "max_latency_s" in needs else found
    budget = {n.removeprefix(_BUDGET): v for n, v in added.items() if n.startswith(_BUDGET)}
    origins = {name: request.requirements.origins[name] for name in added}
    return found.model_copy(
        update={
            "task": found.task or request.task,
            "volume_per_day": added.get("volume_per_day", found.volume_per_day),
            "requirements": Requirements.model_validate(
                {
                    **found.requirements.model_dump(),
                    **needs,
                    "latency_percentile": timed.requirements.latency_percentile,
                    **_weighed(request.requirements, found.requirements, text),
                    "origins": {**found.requirements.origins, **origins},
                }
            ),
            "budget": Budget.model_validate({**found.budget.model_dump(), **budget}),
        }
    )


def _require_sameheld(own: Request, theirs: Request) -> None:
    """Have a model leave out nothing and change nothing that the extractor reads for sure.

    Raises:
        UnusableAnswerError: it does.

    """
    read = held(own)
    for limit, value in held(theirs).items():
        if limit not in theirs.unsure and not isclose(read.get(limit, -1.0), value, rel_tol=1e-6):
            raise UnusableAnswerError(f"it reads another {limit} than the words say")


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


def _added(own: Request, theirs: Request) -> dict[Limit, float]:
    """Return the limits that the extractor has not, and whose words say nothing else to it."""
    sure = held(theirs)
    quotes = {name: lowered(theirs.requirements.origins[name].words).strip() for name in sure}
    added: dict[Limit, float] = {}
    for limit, value in held(own).items():
        words = own.requirements.origins[limit].words
        if limit not in sure and not _says_another(words, sure, quotes):
            added[limit] = value
    return added


def _says_another(words: str, sure: Mapping[Limit, float], quotes: Mapping[Limit, str]) -> bool:
    """Say whether words are those of a limit that the extractor reads in them."""
    own = lowered(words).strip()
    return any(
        (own in quotes[limit] or quotes[limit] in own) and is_said(limit, value, words)
        for limit, value in sure.items()
    )


def _weighed(own: Requirements, theirs: Requirements, text: str) -> dict[str, tuple[Priority, ...]]:
    """Return what matters and what does not: what the text names and the extractor put nowhere."""
    rest = lowered(text)
    for origin in theirs.origins.values():
        for words in origin.words.split(" … "):
            rest = rest.replace(words.lower(), " ; ")
    placed = {*theirs.priorities, *theirs.indifferent, *theirs.rates}
    free = {aspect for aspect in aspects_in(rest, loose=True) if aspect not in placed}
    priorities = theirs.priorities or tuple(one for one in own.priorities if one in free)
    indifferent = tuple(one for one in own.indifferent if one in free and one not in priorities)
    return {"priorities": priorities, "indifferent": theirs.indifferent or indifferent}


def held(request: Request) -> dict[Limit, float]:
    """Return the limits of a request by the names that the model gives them."""
    budget = {f"{_BUDGET}{name}": n for name, n in request.budget.model_dump().items()}
    values = request.requirements.model_dump() | budget | {"volume_per_day": request.volume_per_day}
    return {limit: values[limit] for limit in _LIMITS if values[limit] is not None}
