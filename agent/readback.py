"""Reads a request back in words, so that a wrong reading is seen before it costs anything."""

import re
from collections.abc import Iterator

from agent import words
from agent.extract.surroundings import is_machine_elsewhere
from agent.extract.understanding import LONGEST_TEXT
from tools.domain import Request, Requirements

_SEARCH = {
    "wall_s": ("the time for the search", words.seconds),
    "energy_j": ("the energy for the search", words.energy),
    "downloads_bytes": ("the downloads of the search", words.size),
    "max_candidates": ("the number of candidates", lambda count: f"{count:,.0f}"),
}
_NAMES = {
    **{name: f"the limit on {what}" for name, (what, _) in words.LIMITS.items()},
    **{f"budget.{name}": what for name, (what, _) in _SEARCH.items()},
    "priorities": "what matters most",
    "device": "the device",
    "volume_per_day": "the number of requests",
}
_LONGEST_QUOTE = 60
_MOST_QUOTED = 5
_OTHER_METRIC = re.compile(
    r"\b(?:(?:micro|weighted)[\s-]?)?f1\b|\bprecision\b|\brecall(?:@\d+)?|\bauc\b", re.I
)
_TIME_OR_ENERGY = r"(?:ms|milliseconds?|s|seconds?|min|minutes?|hours?|m?J|joules?|k?Wh)"
# Less than nothing of anything, none of what everything takes, more right answers than there are.
_IMPOSSIBLE = re.compile(
    rf"(?<![\w.,-])(?<!\d\s)-\d{{1,9}}(?:\.\d{{1,9}})?\s?(?:{_TIME_OR_ENERGY}\b|[kMG]i?B\b|%)"
    rf"|(?<![\w.,-])0{{1,9}}(?:\.0{{1,9}})?\s?{_TIME_OR_ENERGY}\b"
    r"|(?<![\w.,-])[1-9]\d{2,8}(?<!100)(?:\.\d{1,9})?\s?(?:%|percent)\s(?=right|correct|accura)"
)


def understood(request: Request) -> str:
    """Return what was read, and the defaults that stand for what was not said."""
    needs = request.requirements
    parts = [*_job(request), *_limits(needs), *_wishes(needs), *_search(request)]
    return f"Understood: {'; '.join(parts)}."


def doubts(request: Request, *, limits_too: bool = True) -> Iterator[str]:
    """Yield a sentence for each field that may have been read wrongly, with its words.

    Limits are left out where they will be asked about if that matters.
    """
    for name in request.unsure:
        if name in words.LIMITS and not limits_too:
            continue
        if name == "text":
            yield f"Only the first {LONGEST_TEXT:,} characters of your text are read."
            continue
        origin = request.requirements.origins.get(name)
        if name == "place":
            yield no_place(origin.words if origin else "")
            continue
        quoted = f" in “{origin.words[:_LONGEST_QUOTE]}”" if origin and origin.words else ""
        yield f"I may have read {_NAMES[name]} wrongly{quoted}: say it anew if so."
    quality = request.requirements.origins.get("min_quality")
    metric = _OTHER_METRIC.search(quality.words) if quality else None
    if metric and request.metric is None:
        yield (
            f"You speak of {metric[0]}: quality is measured as accuracy here, the share of right "
            "answers, and the limit is held against that."
        )


def measured_here(request: Request) -> Iterator[str]:
    """Yield that costs are this machine's, where another kind of machine was named."""
    origin = request.requirements.origins.get("device")
    if origin and origin.words and is_machine_elsewhere(origin.words):
        yield (
            "Costs are measured on the machine that I run on. Where that is not what you mean by "
            f"“{origin.words[:_LONGEST_QUOTE]}”, they will differ: run Green Runner there for its "
            "own numbers."
        )


def left_out(text: str) -> Iterator[str]:
    """Yield a sentence where amounts were said that nothing can have, which are not read."""
    found = dict.fromkeys(match[0].strip() for match in _IMPOSSIBLE.finditer(text[:LONGEST_TEXT]))
    if found:
        quoted = words.listed([f"“{said}”" for said in found][:_MOST_QUOTED])
        yield f"I left out {quoted}: nothing can meet that. Say another amount if you meant one."


def from_before(request: Request) -> Iterator[str]:
    """Yield what holds because it was said in an earlier conversation, and how to be rid of it."""
    needs = request.requirements
    old = {c: o for c in needs.rates if (o := needs.origins[f"rates.{c}"]).source == "remembered"}
    for day in dict.fromkeys(origin.words for origin in old.values()):
        said = [
            f"{words.points(needs.rates[cost])} given up to halve the {cost}"
            for cost, origin in old.items()
            if origin.words == day
        ]
        yield (
            f"As you said on {day}: {words.listed(said)}. Say `forget my preferences` to be asked "
            "anew."
        )


def no_place(words_for_it: str) -> str:
    """Return that some words name no place that is known, and what would."""
    return (
        f"I know no place “{words_for_it[:_LONGEST_QUOTE]}”: say a country (France) or a cloud "
        "region (aws:eu-west-1), or what your grid emits (120 g per kWh)."
    )


def _job(request: Request) -> Iterator[str]:
    yield request.task.replace("-", " ") if request.task else "no task yet"
    if request.dataset:
        yield f"on the built-in {request.dataset}"
    if request.device:
        origin = request.requirements.origins.get("device")
        by_default = origin is not None and origin.source == "default"
        yield f"on {request.device}{', the GPU that is here' if by_default else ''}"
    if request.metric == "macro_f1":
        yield "quality measured as macro-F1, the mean of the classes' F1"
    if request.place:
        yield f"running in {request.place}"
    if request.grid_g_per_kwh is not None:
        yield f"on a grid of {words.significant(request.grid_g_per_kwh)} g CO2e per kWh"
    if request.usd_per_kwh is not None:
        yield f"electricity at {request.usd_per_kwh:g} USD per kWh"
    if request.volume_per_day:
        yield f"{request.volume_per_day:,.0f} requests a day"


def _limits(needs: Requirements) -> Iterator[str]:
    for name, (what, say) in words.LIMITS.items():
        if (bound := getattr(needs, name)) is not None:
            which = f" (p{needs.latency_percentile})" if name == "max_latency_s" else ""
            yield f"{what}{which} at {'least' if name == 'min_quality' else 'most'} {say(bound)}"
    if needs.licences:
        yield f"licence {words.listed(needs.licences)}"
    if needs.languages:
        yield f"language {words.listed(needs.languages)}"


def _wishes(needs: Requirements) -> Iterator[str]:
    if needs.priorities:
        yield f"{', then '.join(needs.priorities)} first"
    for cost, rate in needs.rates.items():
        yield f"{words.points(rate)} given up to halve the {cost}"
    if needs.indifferent:
        yield f"{words.listed(needs.indifferent)} indifferent"


def _search(request: Request) -> Iterator[str]:
    for name, (what, say) in _SEARCH.items():
        if (most := getattr(request.budget, name)) is not None:
            by_default = f"budget.{name}" not in request.requirements.origins
            yield f"{what} at most {say(most)}{' (by default)' if by_default else ''}"
