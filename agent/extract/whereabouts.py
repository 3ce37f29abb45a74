"""Where a model will run, where somebody says.

A country is read only where the words say that something runs there: "reviews of hotels in Italy"
and "in turkey sandwiches" say no such thing. The codes of cloud regions mean nothing else.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from itertools import islice
from typing import NamedTuple

from agent.extract.tariff import find_grid, find_price
from agent.extract.understanding import LONGEST_TEXT, lowered
from tools.domain import Origin, Request

_MOST_WORDS = 6  # of a place's name
_MOST_UNKNOWN = 3  # words that may be a name that is not known
_LONGEST_NAME = 60
_REACH = 60  # characters before a cue that say who else is meant
_MOST_CUES = 20  # that are looked behind: bounds the time on a hostile text
_LIKENESS = 0.85
_ARTICLE = re.compile(r"\A(?:the|mainland)\s")
_FILLER = (
    r"(?:it|this|that|them|everything|all|the|our|my|a|an|models?|service|system|app|cpus?"
    r"|servers?|machines?|laptops?|cloud|on|at|aws|azure|gcp|google|only|mostly|mainly|also|now"
    r"|currently|here|be|to|up|is|are|will|today|production|prod|in|instead|run|running|hosted)"
)
_RUNS_IN = re.compile(
    r"\b(?:run|runs|ran|running|hosts?|hosted|hosting|deploys?|deployed|deploying|served|located"
    r"|based|servers?|machines?|laptops?|computers?|clusters?|workstations?|cloud|here"
    r"|data\s?cent(?:er|re)s?|(?:we|they)(?:'re|\sare)|i(?:'m|\sam)|it(?:'s|\sis))"
    rf"(?:\s{_FILLER}){{0,5}}\s(?:in|from|to)\s"
    r"|\b(?:country|place|location)(?:\sis(?:\sin)?|:)\s"
)
_IN_ALONE = re.compile(r"(?:\A|[.,;:!?\n])\s{0,4}(?:(?:and|but|here)\s)?in\s")
_ASKED_IN = re.compile(
    r"\A\W*(?:and|but|or|so|what|how|suppose|if)\b(?:,|\s(?:if|about|it|we|this|that|the\smodel"
    r"|everything|i|they|you|would|were|was|is|ran|runs?|running|hosted|deployed|moved|served"
    r"|used|put|located|based|only|instead|does|do|will|costs?|emits?|carbon|co2|much|be"
    r"|per\s\w+|\d[\d,]*|requests?|an?|one|hundred|thousand|million|billion|day|month|year|emissions?"
    r"|emit|energy|electricity|take|use|for|to)){0,12}\s(?:in|from|to|on)\s|\A\W*(?:and\s)?in\s"
)
_ABOUT = re.compile(r"\A\W*(?:and\s|or\s|but\s)?(?:what|how)\sabout\s|\A\W*and\s")
_CLAUSE = re.compile(r"[.,;:!?\n]|\b(?:and|but|while)\b")
_OTHERS = re.compile(
    r"\b(?:customers?|users?|clients?|people|patients?|guests?|readers?|visitors?|reviews?|tweets?"
    r"|texts?|posts?|comments?|hotels?|shops?|restaurants?|companies|photos?|pictures?)\b"
)
_STOPS = r"\W*\Z|\s*[.,;:!?)\n]"
_ENDS = re.compile(
    rf"{_STOPS}|\s(?:and|but|or|so|on|with|at|for|where|which|that|is|today|now|under|if|because"
    r"|to|from|using|please|then|while|within|only|since|as|in|per|instead|by|cost|emit|too)\b"
)
_ENDS_CLAUSE = re.compile(_STOPS)
_WORD = re.compile(r"[^\s.,;:!?)]+")
_CODE = re.compile(r"\b[a-z]{2,}[a-z0-9-]*")
_LIKE_A_CODE = re.compile(
    r"\b(?:us|eu|ap|sa|ca|me|af|il|cn|mx|europe|asia|africa|australia|northamerica|southamerica)"
    r"-(?:gov-)?(?:north|south|east|west|central)+-?\d{1,2}\b"
)
_NO_PLACE = re.compile(
    r"(?:production|docker|linux|windows|macos|raspberry|apple|kubernetes|python|java|javascript|rust|lambda|colab|jupyter|ci|onnx"
    r"|pytorch|english|german|french|spanish|italian|dutch|polish|portuguese|chinese|japanese"
    r"|korean|arabic|russian|turkish|swedish|danish|norwegian|finnish|czech|hindi|greek"
    r"|cpu|gpu|ram|i|a|an|the|our|my)\b",
    re.I,
)


class Spot(NamedTuple):
    """A place that a text names: its name, or None where the words only sound like one."""

    name: str | None
    words: str


def find_place(text: str, names: Mapping[str, str]) -> Spot | None:
    """Return where a text says that something runs.

    `names` leads from what a place is called, in lower case, to its name.
    """
    lower = lowered(text)
    alone = _after(_IN_ALONE, text, names, ends=_ENDS_CLAUSE)
    return (
        _region(lower, names)
        or _after(_RUNS_IN, text, names, ends=_ENDS)
        or (alone if alone and alone.name else None)
    )


def find_elsewhere(text: str, names: Mapping[str, str]) -> Spot | None:
    """Return the place that a follow-up asks about: "and in Poland?", "what if it ran in …"."""
    lower = lowered(text)
    if _ASKED_IN.match(lower):
        return _region(lower, names) or _after(_ASKED_IN, text, names, ends=_ENDS)
    about = _after(_ABOUT, text, names, ends=_ENDS_CLAUSE)
    return about if about and about.name else None


def located(request: Request, text: str, names: Mapping[str, str]) -> Request:
    """Return a request with what its text says of where it runs, and of a kWh there.

    What sounds like a place and is none leaves the place empty, and unsure.
    """
    text = text[:LONGEST_TEXT].replace("\u2019", "'")
    spot, grid, price = find_place(text, names), find_grid(text), find_price(text)
    words = {
        "place": spot.words if spot else None,
        "grid_g_per_kwh": grid[1] if grid else None,
        "usd_per_kwh": price[1] if price else None,
    }
    needs = request.requirements
    said = {name: Origin(source="said", words=w) for name, w in words.items() if w}
    return request.model_copy(
        update={
            "place": spot.name if spot else None,
            "grid_g_per_kwh": grid[0] if grid else None,
            "usd_per_kwh": price[0] if price else None,
            "requirements": needs.model_copy(update={"origins": needs.origins | said}),
            "unsure": (*request.unsure, "place") if spot and not spot.name else request.unsure,
        }
    )


def _region(lower: str, names: Mapping[str, str]) -> Spot | None:
    """Return the first cloud region that is named by its code."""
    for match in _CODE.finditer(lower):
        if ":" in (name := names.get(match[0], "")):
            return Spot(name, match[0])
    unknown = _LIKE_A_CODE.search(lower)
    return Spot(None, unknown[0]) if unknown else None


def _after(
    cue: re.Pattern[str], text: str, names: Mapping[str, str], *, ends: re.Pattern[str]
) -> Spot | None:
    """Return the first country named after a cue, else what sounds like one there."""
    lower, unknown = lowered(text), None
    for match in islice(cue.finditer(lower), _MOST_CUES):
        before = lower[max(0, match.start() - _REACH) : match.start()]
        if _OTHERS.search(before if cue is _IN_ALONE else _CLAUSE.split(before)[-1]):
            continue
        said = text[match.end() : match.end() + _LONGEST_NAME]
        ended = [m.end() for m in _WORD.finditer(said) if ends.match(said, m.end())][:_MOST_WORDS]
        for end in reversed(ended):
            if (
                name := names.get(_ARTICLE.sub("", " ".join(said[:end].lower().split())))
            ) is not None:
                return Spot(name, said[:end])
        if unknown is None and ended:
            unknown = _unknown(said[: ended[0]], match[0].split()[-1], names)
    return unknown


def _unknown(said: str, preposition: str, names: Mapping[str, str]) -> Spot | None:
    """Return what sounds like a place: nearly a name, or capitals after "in"."""
    if _NO_PLACE.match(said) or len(said.split()) > _MOST_UNKNOWN:
        return None
    is_in = preposition not in ("to", "on", "from")
    like = get_close_matches(said.lower(), names, n=1, cutoff=_LIKENESS)
    return Spot(None, said) if like or (is_in and said[:1].isupper()) else None
