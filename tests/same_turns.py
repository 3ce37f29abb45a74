"""Whether two plays of a dialogue said, chose, asked and stored the same, turn by turn.

What a search itself took is left out: time and energy of this very process differ each time.
"""

import json
import re
from collections.abc import Iterator

from talking import Heard

_OWN = re.compile(r"^(?:m read |The search: |Green Runner itself used ).*$", re.MULTILINE)
# Each play has a home of its own.
_HOME = re.compile(r"/\S*/(?=(?:programs|models|datasets|heads)\b)")
# How many requests pay a search back goes with what it took.
_PAID = re.compile(r"(?<=the search back)(?:; at best it does)? after .*?requests(?: \([^)]*\))?")
_TIME = r"[\d.]+ (?:s|min|h)"
_LEFT = re.compile(rf"and {_TIME}(?= at most| and [\d.]+ .B of downloads at most)|takes {_TIME}")
_OF_THE_MODEL = "The language model"
_TAKEN = (
    *("wall_s", "energy_j", "orchestrator_cpu_s", "fetching_cpu_s", "search_cpu_s", "payback"),
    *("language_model", "asked_before"),
)


def differences(plain: list[Heard], modelled: list[Heard]) -> list[str]:
    """Return where two plays differ: the turn, what of it, and what was there."""
    found = [] if len(plain) == len(modelled) else [f"{len(plain)} and {len(modelled)} turns"]
    for place, (one, other) in enumerate(zip(plain, modelled, strict=False)):
        found += [f"turn {place}{said}" for said in _apart(_told(one), _told(other))]
    return found


def _told(heard: Heard) -> dict[str, object]:
    return {
        "answer": flat(heard.answer),
        "question": _asked(heard),
        "report": decided(heard),
        "stored": heard.stored_answers,
        "notes": notes(heard),
    }


def _asked(heard: Heard) -> dict | None:
    """Return a question without the time that is left: some of it went by before it was asked."""
    if heard.question is None:
        return None
    text = _LEFT.sub("", heard.question["text"])
    return {**heard.question, "text": text, "budget": None}


def _apart(one: object, other: object, path: str = "") -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one | other:
            yield from _apart(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, pair in enumerate(zip(one, other, strict=True)):
            yield from _apart(*pair, f"{path}.{place}")
    elif one != other:
        yield f"{path}: {one!r} and {other!r}"


def flat(text: str) -> str:
    """Return an answer on one line, with neither bullets nor homes nor what the search took."""
    kept = _PAID.sub("", _HOME.sub("", _OWN.sub("", text)))
    return " ".join(re.sub(r"^- ", "", kept, flags=re.MULTILINE).split())


def decided(heard: Heard) -> dict | None:
    """Return a report without what the search took."""
    if heard.report is None:
        return None
    report = json.loads(json.dumps(heard.report))
    for name in _TAKEN:
        report["search"].pop(name, None)
    report["dataset"].pop("path", None)
    for one in report["recommendation"]["eliminated"]:
        one.pop("after_s", None)
    return report


def notes(heard: Heard) -> list[str]:
    """Return what was told meanwhile, but for what is about the language model."""
    return [
        event["text"]
        for event in heard.events
        if event["kind"] == "note" and not event["text"].startswith(_OF_THE_MODEL)
    ]


def said_meanwhile(heard: list[Heard]) -> str:
    return " ".join(e["text"] for one in heard for e in one.events if e["kind"] == "note")
