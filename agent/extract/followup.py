"""What a later message wants: a what-if, a why-not, a price, more budget, or a changed need."""

import re
from collections.abc import Mapping, Sequence

from agent.extract.counting import requests_in
from agent.extract.inquiries import find_inquiry, find_ranking
from agent.extract.intents import compared, data_file, plain_intent, relative
from agent.extract.introducing import find_introduction
from agent.extract.joining import find_joining
from agent.extract.lifting import find_lifted
from agent.extract.meant import FollowUp
from agent.extract.names import matching_models, shares_a_word
from agent.extract.percentiles import find_percentile, said_percentile
from agent.extract.quantities import find_quantities
from agent.extract.recalling import find_recalling
from agent.extract.rereading import about_the_model
from agent.extract.understanding import LONGEST_TEXT, lowered, read_request
from agent.extract.weighing import find_weighing
from agent.extract.whereabouts import find_elsewhere, located
from agent.extract.wishing import find_wish
from tools.domain import Budget, Request

_THOUSAND = 1_000
_NOWHERE: Mapping[str, str] = {}
_BUDGET_FIELDS = {"time": "wall_s", "bytes": "downloads_bytes", "energy": "energy_j"}

_EXPORT = re.compile(
    r"\b(?:export\w*|save\s(?:it|this|that|the\s\w+|everything)?\s?(?:as|to|in)"
    r"|(?:write|put|store|dump|save|print)\b.{1,30}\b(?:to|in|into|as)\s(?:an?\s|my\s)?(?:file|disk|csv|json"
    r"|spreadsheet|excel|pdf|markdown)|as\s(?:a\s)?(?:csv|json|onnx)|download\sthe\s(?:results|model|report)|deploy\w*)\b"
)
_WHY_NOT = re.compile(
    r"\b(?:why\s(?:not|didn't|did\snot|did\syou\snot|isn't|is\snot|wasn't|don't|no)"
    r"|what's\swrong\swith|what\swas\swrong\swith|why\s(?:did|was|is|does)"
    r"(?=.{1,80}\b(?:lose|lost|dropped|out|eliminated|worse|rejected)\b))"
)
_WHAT_ABOUT = re.compile(r"\b(?:what|how)\sabout\b|\A\W*and\s")
_PRICE = re.compile(
    r"\b(?:costs?|prices?|pay|carbon|co2|emit|emissions?|bill|(?<!by\s)how\s(?:much|expensive))\b|\A\W*(?:and\s)?(?:per"
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
_NOT = re.compile(r"\b(?:don't|do\snot|never|not|no\sneed\sto)\s(?:\w+\s){0,3}\Z")
_ADDED = re.compile(r"\b(?:more|extra|additional)\s")
_RESULTS = re.compile(
    r"\b(?:(?:which|what)\b.{0,40}\b(?:measured?|tested|tried|considered|dropped|failed|eliminated"
    r"|left\sout)|results?|(?:show|draw|see|plot)\b.{0,20}\b(?:charts?|plots?|graphs?|figures?)"
    r"|show\b.{0,30}\b(?:all|table|models|numbers)"
    r"|measured\sor\s(?:estimated|guessed)|list\b|compare\b)\b"
)
_CHANGE = re.compile(
    r"\b(?:what\sif|suppose|make\sit|instead|then|change|allow|accept|raise|lower"
    r"|relax|tighten|rather|only|still|even)\b"
)
_QUESTION = re.compile(
    r"\A\W*(?:and\s|but\s|so\s)?(?:was|is|are|were|did|do|does|can|could|would|will|should|has|have|how"
    r"|why|which|what|who|where|when)\b.*\?\W*\Z"
)
_LASTS = re.compile(r"\bhow\slong\b.*\blasts?\b")
_WANTED = re.compile(
    r"\b(?:models?|networks?|one)\s(?:for|to|that)\b|\b(?:need|want|looking\sfor|find|recommend|best)\b"
    r"|\b(?:what\sif|(?:what|how)\sabout|also|greenest|cheapest|smallest|fastest)\b|\bfor\s\w+ing\b"
    r"|\b(?:can|could|would)\syou\s(?:sort|classify|recogni[sz]e|tell|detect|label)\b"
)
_SEVERAL = 3


def follow_up(text: str, models: Sequence[str], places: Mapping[str, str] = _NOWHERE) -> FollowUp:
    """Return what a later message wants, given the models and the places that it may name."""
    lower = lowered(text[:LONGEST_TEXT].replace("\u2019", "'"))
    said = text[:LONGEST_TEXT]
    return (
        _named(said, lower)
        or _plain(lower, models)
        or _question(said, lower, models, places)
        or _price(said, lower)
        or _ranked(lower)
        or _what_if(lower)
        or _need(text, lower, places)
        or _wished(lower)
        or (FollowUp(kind="results") if _RESULTS.search(lower) else None)
        or FollowUp(kind="unknown")
    )


def _named(text: str, lower: str) -> FollowUp | None:
    """Read which data are to be used, and which stored results are asked for."""
    if (named := data_file(text)) is not None:
        besides = about_the_model(read_request(text, terse=True), lower)
        is_said = bool(besides.requirements.origins)
        return FollowUp(kind="data", data=named, request=besides if is_said else None)
    if (recalled := find_recalling(text, lower)) is not None:
        return FollowUp(kind="recalled", recalled=recalled)
    return None


def _plain(lower: str, models: Sequence[str]) -> FollowUp | None:
    """Read what needs no limit and no price to be read."""
    if lifted := find_lifted(lower):
        return FollowUp(kind="lifted", lifted=lifted)
    if (intent := plain_intent(lower)) is not None:
        return FollowUp(kind=intent)
    if len(pair := compared(lower, models)) > 0:
        return FollowUp(kind="compare", matches=pair)
    if (found := relative(lower)) is not None:
        return FollowUp(kind="relative", priority=found[0], share=found[1])
    if (percentile := find_percentile(lower)) is not None:
        return FollowUp(kind="percentile", percentile=percentile)
    return None


def _question(
    text: str, lower: str, models: Sequence[str], places: Mapping[str, str]
) -> FollowUp | None:
    """Read what is asked about the results: export, why not, elsewhere, more measuring."""
    if (inquiry := find_inquiry(lower)) is not None:
        return FollowUp(kind=inquiry)
    if _EXPORT.search(lower):
        return FollowUp(kind="export")
    if (asked := _about_a_model(lower, models)) is not None:
        return asked
    if (match := _GO_ON.search(lower)) and not _NOT.search(lower[: match.start()]):
        return FollowUp(kind="more_budget", request=_added_budget(lower))
    if (spot := find_elsewhere(text, places)) is not None:
        return FollowUp(
            kind="elsewhere",
            place=spot.name,
            place_words=spot.words,
            count=requests_in(text, _THOUSAND),
        )
    return None


def _price(text: str, lower: str) -> FollowUp | None:
    """Read what so many requests cost."""
    if _PRICE.search(lower) and _PRICE_ASKED.search(lower) and not _SUPPOSED.search(lower):
        return FollowUp(kind="price", count=requests_in(text))
    return None


def _about_a_model(lower: str, models: Sequence[str]) -> FollowUp | None:
    """Read why not some model, that it is to be measured too, and when the choice pays back."""
    if (joins := find_joining(lower)) is not None:
        return _why_not(joins, models).model_copy(update={"kind": "join"})
    if match := _WHY_NOT.search(lower):
        return _why_not(lower[match.end() :], models)
    if match := _WHAT_ABOUT.search(lower):
        asked = _why_not(lower[match.end() :], models)
        if asked.matches:
            return asked
    if match := _PAYBACK.search(lower):
        asked = _why_not(lower[match.end() :], models)
        return asked.model_copy(update={"kind": "payback"})
    return _introduced(lower, models)


def _introduced(lower: str, models: Sequence[str]) -> FollowUp | None:
    """Read what is asked about a model itself, or about the choice where none is named."""
    if (found := find_introduction(lower)) is None:
        return None
    words, needs_name = found
    asked = _why_not(words, models).model_copy(update={"kind": "about"})
    is_named = any(shares_a_word(words, model) for model in asked.matches)
    if is_named:
        return asked
    return None if needs_name else FollowUp(kind="about")


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


def _ranked(lower: str) -> FollowUp | None:
    """Read who is first by something."""
    if (found := find_ranking(lower)) is None:
        return None
    return FollowUp(kind="ranked", priority=found.priority, falling=found.falling)


def _what_if(lower: str) -> FollowUp | None:
    """Read "what if latency matters more / less", or that it does not matter."""
    if (found := find_weighing(lower)) is None:
        return None
    return FollowUp(
        kind="what_if",
        priority=found.priority,
        direction=found.direction,
        factor=found.factor,
    )


def _wished(lower: str) -> FollowUp | None:
    """Read "something smaller": who has least where that is asked, else what if it counted."""
    if (wish := find_wish(lower)) is None:
        return None
    if wish.asked:
        return FollowUp(kind="ranked", priority=wish.priority, falling=wish.priority == "quality")
    return FollowUp(kind="what_if", priority=wish.priority, direction="more")


def _need(text: str, lower: str, places: Mapping[str, str]) -> FollowUp | None:
    """Read a changed limit, or a whole new need: another task, or several fields at once."""
    request = about_the_model(located(read_request(text, terse=True), text, places), lower)
    said = len(request.requirements.origins)
    # A question without a limit that wants no model is about the results, whatever it sounds like.
    if _LASTS.search(lower):
        return None
    is_bare = request.requirements.origins.keys() <= {"task", "dataset"}
    if is_bare and _QUESTION.search(lower) and not _WANTED.search(lower):
        return None
    if request.task is not None or (said >= _SEVERAL and not _CHANGE.search(lower)):
        return FollowUp(kind="new", request=request)
    if not said:
        return None
    needs, percentile = request.requirements, said_percentile(lower)
    # Whether a p95 was said or goes without saying, the request does not tell.
    is_said = needs.max_latency_s is not None and percentile == needs.latency_percentile
    return FollowUp(
        kind="changed_requirement", request=request, percentile=percentile if is_said else None
    )
