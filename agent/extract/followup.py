"""What a later message wants: a what-if, a why-not, a price, more budget, or a changed need."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from agent.extract.aspects import aspects_in
from agent.extract.indifferent import find_indifferent
from agent.extract.intents import compared, data_file, plain_intent, relative
from agent.extract.names import matching_models
from agent.extract.quantities import find_quantities
from agent.extract.topics import find_task
from agent.extract.understanding import LONGEST_TEXT, lowered, read_request
from agent.extract.whereabouts import find_elsewhere, located
from tools.domain import Budget, Priority, Request, Value

Kind = Literal[
    "what_if",
    "why_not",
    "price",
    "payback",
    "more_budget",
    "changed_requirement",
    "elsewhere",
    "results",
    "export",
    "compare",
    "relative",
    "data",
    "forget",
    "start_over",
    "thanks",
    "provenance",
    "tactics",
    "reuse",
    "new",
    "unknown",
]
Direction = Literal["more", "less", "not"]
_DEFAULT_COUNT, _THOUSAND = 1_000_000, 1_000
_NOWHERE: Mapping[str, str] = {}
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_BUDGET_FIELDS = {"time": "wall_s", "bytes": "downloads_bytes", "energy": "energy_j"}

_EXPORT = re.compile(
    r"\b(?:export\w*|save\s(?:it|this|that|the\s\w+|everything)?\s?(?:as|to|in)"
    r"|as\s(?:a\s)?(?:csv|json|onnx)|download\sthe\s(?:results|model|report)|deploy\w*)\b"
)
_WHY_NOT = re.compile(
    r"\b(?:why\s(?:not|didn't|did\snot|did\syou\snot|isn't|is\snot|wasn't|don't|no)"
    r"|what's\swrong\swith|what\swas\swrong\swith|why\s(?:did|was|is|does)"
    r"(?=.{1,80}\b(?:lose|lost|dropped|out|eliminated|worse|rejected)\b))"
)
_WHAT_ABOUT = re.compile(r"\b(?:what|how)\sabout\b|\A\W*and\s")
_PRICE = re.compile(
    r"\b(?:costs?|prices?|pay|carbon|co2|bill|how\s(?:much|expensive))\b|\A\W*(?:and\s)?(?:per"
    r"|for)\s"
)
_PRICE_ASKED = re.compile(
    r"\?|\b(?:what|how|show|tell|give)\b|\A\W*(?:and\s)?(?:the\s)?(?:per|for|costs?|price)\b"
)
_PAYBACK = re.compile(
    r"\b(?:pay(?:s|ing)?\s(?:\w+\s){0,3}?(?:back|off)|paid\s(?:\w+\s){0,3}?(?:back|off)"
    r"|pay-?back|break[\s-]?even)\b"
)
_SUPPOSED = re.compile(
    r"\b(?:what\sif|suppose|if|make\sit|at\smost|under|below|less\sthan|limit)\b"
)
_GO_ON = re.compile(
    r"\b(?:go\son|continue|carry\son|keep\s(?:going|measuring|searching|looking|on)|resume"
    r"|(?:measure|search)\s(?:some\s)?more|look\s(?:longer|further|more))\b"
    r"|\b(?:more|another|extra|additional)\s(?:\w+\s){0,2}"
    r"(?:minutes?|seconds?|hours?|wh|kwh|joules|mb|gb|time|budget|candidates|models)\b"
)
_ADDED = re.compile(r"\b(?:more|extra|additional)\s")
_RESULTS = re.compile(
    r"\b(?:(?:which|what)\b.{0,40}\b(?:measured?|tested|tried|considered)|results?"
    r"|show\b.{0,30}\b(?:all|table|models|numbers)"
    r"|measured\sor\s(?:estimated|guessed)|list\b|compare\b|how\ssure)\b"
)
_LESS = re.compile(
    r"\b(?:(?:matter|count|care)\w*\s(?:\w+\s)?less|less\s(?:important|about)|secondary)\b"
)
_WEIGHED = re.compile(
    r"\b(?:what\sif|suppose|matter\w*|care[ds]?|important|prefer|priorit\w+|prioriti[sz]e"
    r"|battery|first"
    r"|weigh\w*|as\spossible|more|less)\b"
)
_CHANGE = re.compile(
    r"\b(?:what\sif|suppose|make\sit|instead|then|change|allow|accept|raise|lower"
    r"|relax|tighten|rather|only|still|even)\b"
)
_SEVERAL = 3


class FollowUp(Value):
    """What a later message wants, with what is needed to answer it."""

    kind: Kind
    priority: Priority | None = None
    direction: Direction | None = None
    model: str | None = None
    matches: tuple[str, ...] = ()
    share: float | None = None
    data: str | None = None
    count: int = _DEFAULT_COUNT
    request: Request | None = None
    place: str | None = None
    place_words: str = ""


def follow_up(text: str, models: Sequence[str], places: Mapping[str, str] = _NOWHERE) -> FollowUp:
    """Return what a later message wants, given the models and the places that it may name."""
    lower = lowered(text[:LONGEST_TEXT].replace("\u2019", "'"))
    return (
        _plain(text[:LONGEST_TEXT], lower, models)
        or _question(text[:LONGEST_TEXT], lower, models, places)
        or _what_if(lower)
        or _need(text, places)
        or (FollowUp(kind="results") if _RESULTS.search(lower) else None)
        or FollowUp(kind="unknown")
    )


def _plain(text: str, lower: str, models: Sequence[str]) -> FollowUp | None:
    """Read what needs no limit and no price to be read."""
    if (named := data_file(text)) is not None:
        return FollowUp(kind="data", data=named)
    if (intent := plain_intent(lower)) is not None:
        return FollowUp(kind=intent)
    if len(pair := compared(lower, models)) > 0:
        return FollowUp(kind="compare", matches=pair)
    if (found := relative(lower)) is not None:
        return FollowUp(kind="relative", priority=found[0], share=found[1])
    return None


def _question(
    text: str, lower: str, models: Sequence[str], places: Mapping[str, str]
) -> FollowUp | None:
    """Read what is asked about the results: export, why not, price, elsewhere, more measuring."""
    if _EXPORT.search(lower):
        return FollowUp(kind="export")
    if (asked := _about_a_model(lower, models)) is not None:
        return asked
    if _GO_ON.search(lower):
        return FollowUp(kind="more_budget", request=_added_budget(lower))
    if (spot := find_elsewhere(text, places)) is not None:
        return FollowUp(
            kind="elsewhere",
            place=spot.name,
            place_words=spot.words,
            count=requests_in(text, _THOUSAND),
        )
    if _PRICE.search(lower) and _PRICE_ASKED.search(lower) and not _SUPPOSED.search(lower):
        return FollowUp(kind="price", count=requests_in(text))
    return None


def _about_a_model(lower: str, models: Sequence[str]) -> FollowUp | None:
    """Read why not some model, what about it, and when the choice pays back against it."""
    if match := _WHY_NOT.search(lower):
        return _why_not(lower[match.end() :], models)
    if match := _WHAT_ABOUT.search(lower):
        asked = _why_not(lower[match.end() :], models)
        if asked.matches:
            return asked
    if match := _PAYBACK.search(lower):
        asked = _why_not(lower[match.end() :], models)
        return asked.model_copy(update={"kind": "payback"})
    return None


def _why_not(words: str, models: Sequence[str]) -> FollowUp:
    """Name the model that is asked about, if the words fit one and only one."""
    matches = matching_models(words, models)
    return FollowUp(
        kind="why_not", model=matches[0] if len(matches) == 1 else None, matches=matches
    )


def _added_budget(lower: str) -> Request | None:
    """Return what the search may spend in addition, or None where no amount is said."""
    text = re.sub(r"\banother\s", "a ", _ADDED.sub("", lower))
    added: dict[str, float] = {}
    for quantity in find_quantities(text):
        if name := _BUDGET_FIELDS.get(quantity.kind):
            added[name] = added.get(name, 0.0) + quantity.value
    return Request(budget=Budget.model_validate(added)) if added else None


def requests_in(text: str, default: int = _DEFAULT_COUNT) -> int:
    """Return the number of requests that a price is asked for."""
    numbers = [quantity.value for quantity in find_quantities(text) if quantity.kind == "count"]
    scale = next((value for word, value in _SCALES.items() if word in text.lower()), default)
    return int(max(numbers, default=scale)) or default


def _what_if(lower: str) -> FollowUp | None:
    """Read "what if latency matters more / less", or that it does not matter."""
    indifferent, _, _ = find_indifferent(lower)
    if indifferent:
        return FollowUp(kind="what_if", priority=indifferent[0], direction="not")
    aspect = next(aspects_in(lower), None)
    if (
        aspect is None
        or find_quantities(lower)
        or not _WEIGHED.search(lower)
        or find_task(lower, later=True)
    ):
        return None
    direction: Direction = "less" if _LESS.search(lower) else "more"
    return FollowUp(kind="what_if", priority=aspect, direction=direction)


def _need(text: str, places: Mapping[str, str]) -> FollowUp | None:
    """Read a changed limit, or a whole new need: another task, or several fields at once."""
    request = located(read_request(text, terse=True), text, places)
    said = len(request.requirements.origins)
    if request.task is not None or (said >= _SEVERAL and not _CHANGE.search(text.lower())):
        return FollowUp(kind="new", request=request)
    return FollowUp(kind="changed_requirement", request=request) if said else None
