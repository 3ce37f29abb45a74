"""Holds what a language model phrased against the facts; one thing too many, and it is not used.

Each number must stand as the template words it, beside what it is about. Whoever compares, denies,
rounds, counts in words, names another model or leaves out where joules come from is turned down:
the checks rather turn down a true sentence than let a false one pass.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agent.facts import Fact
from agent.llm import vocabulary as say

_LONGEST = 1_500
# Who needs more words of their own says something else, or says it in another language.
_MOST_UNKNOWN = 2
_BLANK = "\x00"
# A word this near to a number is about it.
_BESIDE = 20
_MUST_BE_SAID = ("quality", "energy_j")
# Long sentences of the template that may stand as a whole.
_QUOTED = ("versus", "grid_g_per_kwh")
_ENERGIES = {"energy_j", "energy_wh", "energy_interval"}
_PER_REQUESTS = _ENERGIES | {"carbon_g"}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|[;\n]")
_SHAPES = {
    "cannot be checked for a denial": say.DENIAL,
    "speaks of something else": say.RIVAL,
    "names another model": say.MODEL,
    "counts in words": say.NUMBER,
    "compares": say.COMPARISON,
    "speaks of single requests": say.PER_REQUEST,
    "says what to do": say.ORDER,
    "has markup": say.MARKUP,
}


class Names(NamedTuple):
    """What the choice is called, of which the first ones say all, and what others are called."""

    full: tuple[str, ...]
    bare: tuple[str, ...]
    others: tuple[str, ...]


class _Found(NamedTuple):
    """Where a wording stands in a sentence, and the facts that it may be of."""

    start: int
    end: int
    facts: tuple[Fact, ...]


def plain(text: str) -> str:
    """Return a text with plain spaces, digits and letters, and no bold type."""
    # The micro sign stays what it is in units: NFKC has it a Greek letter.
    text = unicodedata.normalize("NFKC", text).replace("\u03bc", "\u00b5").replace("**", "")
    text = re.sub(r"(?<=\d)%", " %", text)
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def objection(text: str, facts: Sequence[Fact], names: Names) -> str | None:
    """Return the first thing that is wrong with a plain text; None where nothing is."""
    if len(text) > _LONGEST:
        return f"is {len(text):,} characters long"
    for quote in (plain(fact.text) for fact in facts if fact.name in _QUOTED):
        text = text.replace(quote, _filler(quote))
    if (wrong := _misnamed(text, names)) is not None:
        return wrong
    text = _blanked(text, (*names.full, *names.bare))
    left, said = [], set()
    for sentence in _SENTENCE_END.split(text):
        found = list(_wordings(sentence, facts))
        if (wrong := _misplaced(sentence, found)) is not None:
            return wrong
        said |= {fact.name for one in found for fact in one.facts}
        left.append(_without(sentence, found))
    if (wrong := _leftover(left, facts)) is not None:
        return wrong
    missing = [name for name in _MUST_BE_SAID if name not in said]
    return f"leaves out {missing[0]}" if missing else None


def _misnamed(text: str, names: Names) -> str | None:
    """Return what is wrong with the models that a text names."""
    named = _blanked(text, names.full)
    if named == text:
        return "does not name the choice"
    text = _blanked(named, names.bare)
    for other in sorted(names.others, key=len, reverse=True):
        if _blanked(text, [other], re.IGNORECASE) != text:
            return f"names {other}"
    return None


def _wordings(sentence: str, facts: Sequence[Fact]) -> Iterator[_Found]:
    """Yield where facts are said as they may be said, the longest wordings first."""
    by_wording: dict[str, list[Fact]] = {}
    for fact in facts:
        for wording in fact.wordings:
            by_wording.setdefault(plain(wording), []).append(fact)
    for wording in sorted(by_wording, key=len, reverse=True):
        for match in re.finditer(_alone(wording), sentence):
            yield _Found(match.start(), match.end(), tuple(by_wording[wording]))
            sentence = _without(sentence, [_Found(match.start(), match.end(), ())])


def _misplaced(sentence: str, found: Sequence[_Found]) -> str | None:
    """Return what is wrong with where numbers stand: what about, how sure, for how many."""
    for one in found:
        wording = sentence[one.start : one.end]
        own = {fact.name for fact in one.facts}
        if own & set(say.ABOUT) and "interval" not in wording and "memory" not in wording:
            nearest = _nearest(sentence, one, _keywords())
            if not nearest or any(own.isdisjoint(_about(word)) for word in nearest):
                return f"says {wording!r} of something else"
        if own & _PER_REQUESTS and not _says(found, "requests"):
            return f"does not say for how many requests {wording!r} is"
        if (wrong := _unsourced(_without(sentence, found), one)) is not None:
            return f"says {wording!r} as {wrong}"
    return None


def _unsourced(sentence: str, one: _Found) -> str | None:
    """Return as what a number is said to be known, if that is wrong; joules must say it."""
    sources = {fact.provenance for fact in one.facts if fact.provenance}
    is_energy = bool({fact.name for fact in one.facts} & _ENERGIES)
    beside = sentence[max(one.start - _BESIDE, 0) : one.end + _BESIDE]
    here = _Found(min(one.start, _BESIDE), min(one.start, _BESIDE) + one.end - one.start, ())
    near = (sentence, one) if is_energy else (beside, here)
    nearest = _nearest(*near, say.PROVENANCE)
    if not sources or nearest & sources or one.facts[0].name == "grid_g_per_kwh":
        return None
    if nearest:
        return " and ".join(sorted(nearest))
    return "if nobody had to ask where it comes from" if is_energy else None


def _leftover(sentences: Sequence[str], facts: Sequence[Fact]) -> str | None:
    """Return what a text says beside the facts that must not be said."""
    text = " ; ".join(sentences)
    if odd := next((c for c in text if c.isnumeric() or (c.isalpha() and not c.isascii())), None):
        return f"has {odd!r} in something that is no fact"
    for what, shape in _SHAPES.items():
        if match := shape.search(text):
            return f"{what} ({match[0]!r})"
    if match := re.search(r"(?<![.!?:;-] )(?<!^)\b(?!I\b)\w*[A-Z]\w*", text):
        return f"names {match[0]!r}"
    known = say.PLAIN | set(re.findall(r"[a-z']+", " ".join(f.text for f in facts).lower()))
    heard = re.findall(r"[a-z']+", say.PROVENANCE.sub("", text).lower())
    unknown = sorted({word for word in heard if word not in known})
    if len(unknown) > _MOST_UNKNOWN:
        return f"uses too many words of its own ({', '.join(unknown[:3])})"
    return None


def _nearest(sentence: str, one: _Found, words: re.Pattern[str]) -> set[str]:
    """Return the words of a kind that stand nearest to a number, in lower case."""
    gaps = [
        (max(match.start() - one.end, one.start - match.end(), 0), match[0].lower())
        for match in words.finditer(sentence)
    ]
    least = min((gap for gap, _ in gaps), default=0)
    return {word for gap, word in gaps if gap == least}


def _about(word: str) -> set[str]:
    return {name for name, words in say.ABOUT.items() if word in words}


def _keywords() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{'|'.join({word for words in say.ABOUT.values() for word in words})})\b",
        re.IGNORECASE,
    )


def _says(found: Sequence[_Found], name: str) -> bool:
    return any(fact.name == name for one in found for fact in one.facts)


def _alone(wording: str) -> str:
    """Return a pattern for a wording that is no part of a longer word or number."""
    return rf"(?<![\w+-])(?<!\d[.,]){re.escape(wording)}(?![\w-])(?![.,]\d)"


def _blanked(text: str, names: Sequence[str], flags: int = 0) -> str:
    for name in sorted(names, key=len, reverse=True):
        start = r"(?<![\w/-])" if re.match(r"\w", name) else ""
        end = r"(?![\w/-])" if re.search(r"\w$", name) else ""
        pattern = f"{start}{re.escape(name)}{end}"
        text = re.sub(pattern, lambda match: _filler(match[0]), text, flags=flags)
    return text


def _without(sentence: str, found: Sequence[_Found]) -> str:
    """Return a sentence with what was found blanked, so that places stay."""
    for one in found:
        sentence = sentence[: one.start] + _BLANK * (one.end - one.start) + sentence[one.end :]
    return sentence


def _filler(text: str) -> str:
    return _BLANK * len(text)
