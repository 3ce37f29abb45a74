"""The questions before a plan, in words: contradictions, and what would be given up for what."""

import re
from collections.abc import Iterable

from agent import words
from agent.explain import called
from agent.extract.numbers import find_numbers
from agent.report import named
from agent.state import Json
from tools.domain import Estimate, Requirements
from tools.selection.asking import Asking

YOU_DECIDE = "you decide"
# Of the usual rate: twice apart, as answers need not be finer than that to decide.
_FACTORS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
_NOTHING = ("no", "nothing", "none", "never", "not")
_OPEN = re.compile(
    r"\W*(?:no\s(?:idea|clue|opinion|preferences?)|not\s(?:really\s)?(?:sure|certain)"
    r"|never\s?mind)\b"
)
_DROPPED = "no limit"
_YES = re.compile(
    r"\W*(?:(?:y|yes|yeah|yep|ok|okay|sure|fine|accept(?:ed)?|agreed|go(?:\s(?:ahead|on|for\sit))?"
    r"|do(?:\s(?:it|so|that))?|please|thanks|thank\syou)\b\W*)+"
)
_LONGEST_YES = 60


def question(field: str, text: str, *, options: dict[str, str], default: str) -> Json:
    """Return a question as the user interfaces show it: `options` maps answers to their words."""
    return {
        "kind": "question",
        "field": field,
        "text": text,
        "options": options,
        "default": default,
    }


def trade_off(asking: Asking, usual: float, metric: str) -> Json:
    """Return the question for a rate, why it is asked, and answers to choose from."""
    cheap, good = (called(named(one)) for one in (asking.if_high, asking.if_low))
    reason = (
        f"your answer decides more than anything else between {cheap} and {good}"
        if asking.if_high != asking.if_low
        else "your answer may decide the choice"
    )
    what = "macro-F1 (of 100)" if metric == "macro_f1" else "accuracy (right answers in 100)"
    return {
        "kind": "question",
        "field": f"rates.{asking.cost}",
        "text": (
            f"How many points of {what} would you give up to halve the {_named(asking)}? I ask "
            f"because by what is estimated {reason}; a number will do."
        ),
        "options": {
            **{f"{rate:g}": words.points(rate) if rate else "nothing" for rate in grades(usual)},
            YOU_DECIDE: f"take the usual {words.significant(usual, 2)}",
        },
        "default": YOU_DECIDE,
        "gain": asking.gain,
    }


def grades(usual: float) -> list[float]:
    """Return the rates to choose from: none, and some around the usual one, in points."""
    return [0.0, *(float(f"{factor * usual:.1g}") for factor in _FACTORS)]


def points(answer: str) -> float | None:
    """Return the points that an answer gives up; None leaves it to us, or cannot be read."""
    said = answer.strip().lower()
    if not said or said == YOU_DECIDE or _OPEN.match(said):
        return None
    number = next(iter(find_numbers(said)), None)
    if number is not None:
        return float(min(max(number.value, 0.0), 100.0))
    return 0.0 if said.split()[0] in _NOTHING else None


def contradiction(field: str, needs: Requirements) -> Json:
    """Return the question whether a limit holds that was said, and said not to matter."""
    what, say = words.LIMITS[field]
    bound = say(getattr(needs, field))
    side = "at least" if field == "min_quality" else "at most"
    origin = needs.origins.get(field)
    quoted = f" (“{origin.words}”)" if origin and origin.words else ""
    return {
        "kind": "question",
        "field": field,
        "text": (
            f"Does the limit on {what} hold, {side} {bound}{quoted}? Your words leave it open, and "
            "some candidates may break it."
        ),
        "options": {"yes": f"yes, {side} {bound}", _DROPPED: f"no limit on {what}"},
        "default": "yes",
    }


def is_dropped(answer: str) -> bool:
    """Say whether an answer takes a limit back."""
    said = answer.strip().lower()
    if _OPEN.match(said):
        return False
    return said == _DROPPED or said.split()[:1] in [[word] for word in _NOTHING]


def is_go_ahead(answer: str) -> bool:
    """Say whether an answer lets a search spend: a plain yes and nothing besides.

    "Please don't", "your choice" or a page of text that begins with "ok" spends nothing.
    """
    return len(answer) <= _LONGEST_YES and _YES.fullmatch(answer.lower()) is not None


def may_break(field: str, needs: Requirements, estimates: Iterable[Estimate]) -> bool:
    """Say whether some candidate may break a limit, by what is estimated."""
    bound = getattr(needs, field)
    for one in estimates:
        high = {
            "max_latency_s": one.latency_s.high,
            "max_energy_j": one.energy_j_per_request.high,
            "max_memory_bytes": one.memory_bytes.high,
            "max_size_bytes": float(one.size_bytes),
        }.get(field)
        if high is None or high > bound:
            return True
    return False


def _named(asking: Asking) -> str:
    return {"size": "size on disk"}.get(asking.cost, asking.cost)
