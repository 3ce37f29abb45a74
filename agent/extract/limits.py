"""What each quantity limits: the model, the search, or nothing.

Every kind of quantity has a few possible fields; the cue found in the narrowest scope decides.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from agent.extract.clauses import Setting, settings_of
from agent.extract.cues import (
    CANDIDATES,
    CANDIDATES_BEFORE,
    CUES,
    DATA,
    HARDWARE,
    IS_FINE,
    IS_LONG,
    LASTS,
    REJECTED,
    SPEC,
    TO_ME,
    TRYING,
    YOUR_SEARCH,
)
from agent.extract.percentiles import percentile_of, share_of_requests
from agent.extract.quantities import find_quantities
from agent.extract.shares import least_quality, least_score
from tools.domain import Priority
from tools.units import S_PER_DAY

SEARCH = "budget."
_MINUTE_S = 60.0
_IN = re.compile(r"\bin\s\Z", re.I)
_MOST_QUANTITIES = 100  # more than a request holds: bounds the time on a hostile text

ASPECTS: Mapping[str, Priority] = {
    "min_quality": "quality",
    "max_latency_s": "latency",
    "max_energy_j": "energy",
    "max_memory_bytes": "memory",
    "max_size_bytes": "size",
    "max_price_usd_per_1k": "price",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One field read from a text: its value, its words, and how firmly it was said."""

    field: str
    value: float
    words: str
    soft: bool = False
    guessed: bool = False
    percentile: int | None = None


def read_limits(text: str, *, terse: bool = False) -> list[Reading]:
    """Return what the quantities of a text limit; `terse` takes a bare amount for a limit."""
    readings: list[Reading] = []
    for setting in settings_of(text, find_quantities(text)[:_MOST_QUANTITIES]):
        latency = _percentile_of(text, setting, readings)
        if latency is not None:
            readings[-1] = latency
        else:
            readings += _read(text, setting, terse=terse)
    return readings


def _read(text: str, setting: Setting, *, terse: bool) -> Iterator[Reading]:
    """Yield what one quantity limits."""
    quantity = setting.quantity
    if quantity.kind == "count":
        found = _count(text, setting)
    elif quantity.kind == "usd":
        found = _price(setting, terse=terse)
    elif quantity.kind == "share":
        found = _quality(setting, least_quality(setting, quantity.value, terse=terse))
    elif quantity.period_s is None:
        found = _amount(text, setting, terse=terse)
    else:
        found = None
    if found is not None and found.value > 0:
        yield found


def _amount(text: str, setting: Setting, *, terse: bool) -> Reading | None:
    """Read a time, a number of bytes or an energy."""
    quantity = setting.quantity
    if quantity.kind == "time" and (quantity.value >= S_PER_DAY or _is_a_length(setting)):
        return None
    field, certainty = _field(setting)
    upper = setting.stance == "upper" or terse or _is_rejection(setting) or _is_granted(setting)
    upper = upper or (field == "budget.wall_s" and _stands_alone(setting))
    cued = certainty == "cued" and (field != "max_size_bytes" or _is_spec(setting))
    guessed = certainty == "guessed"
    if setting.fact or not (upper or (cued and setting.stance == "none")):
        return None
    if quantity.kind == "bytes" and guessed and DATA.search(setting.scopes[0]):
        return None
    requests = 1.0 if quantity.kind == "bytes" else quantity.per_requests or 1.0
    percentile = percentile_of(text, setting) if field == "max_latency_s" else None
    return _reading(
        setting,
        field,
        quantity.value / requests,
        guessed=guessed and not terse,
        percentile=percentile,
    )


def _field(setting: Setting) -> tuple[str, Literal["cued", "likely", "guessed"]]:
    """Return the field that the nearest cue names, or without a cue what is likely meant."""
    quantity = setting.quantity
    cues = CUES[quantity.kind]
    if quantity.per_requests is not None and quantity.kind != "bytes":
        return cues[0][0], "cued"
    if quantity.kind == "time" and _is_about_the_search(setting):
        return "budget.wall_s", "cued"
    for scope in setting.scopes:
        for field, cue in cues:
            if cue.search(scope) and not (field == "budget.wall_s" and quantity.value < 1.0):
                return field, "cued"
    if quantity.kind == "time":
        is_long = quantity.value >= _MINUTE_S
        return ("budget.wall_s", "guessed") if is_long else ("max_latency_s", "likely")
    return (
        ("max_energy_j", "likely") if quantity.kind == "energy" else ("max_size_bytes", "guessed")
    )


def _quality(setting: Setting, least: float | None) -> Reading | None:
    """Return a demand of quality as a reading."""
    return None if least is None else _reading(setting, "min_quality", least)


def _count(text: str, setting: Setting) -> Reading | None:
    """Read a rate, a number of candidates, or a score without a percent sign."""
    quantity = setting.quantity
    if quantity.period_s is not None:
        if LASTS.search(setting.before.lower()):
            return None
        if quantity.period_s <= _MINUTE_S:
            value = quantity.period_s / quantity.value if quantity.value else 0.0
            return _reading(setting, "max_latency_s", value)
        return _reading(setting, "volume_per_day", quantity.value * S_PER_DAY / quantity.period_s)
    if CANDIDATES.match(text, quantity.end) or _follows_candidates(setting):
        bounded = setting.stance == "upper" or any(TRYING.search(s) for s in setting.scopes)
        return _reading(setting, "budget.max_candidates", quantity.value // 1) if bounded else None
    return _quality(setting, least_score(setting, quantity.value))


def _follows_candidates(setting: Setting) -> bool:
    """Say whether a count stands after "models to try:"."""
    lead_in = "".join((*setting.scopes[2:3], setting.before.lower()))
    return bool(CANDIDATES_BEFORE.search(lead_in)) and setting.quantity.value >= 1


def _price(setting: Setting, *, terse: bool) -> Reading | None:
    """Read a price per requests, or one per day, which needs the volume to mean anything."""
    quantity = setting.quantity
    if setting.fact or setting.stance == "lower":
        return None
    if quantity.period_s is not None:
        return _reading(setting, "usd_per_day", quantity.value * S_PER_DAY / quantity.period_s)
    if quantity.per_requests is None and not terse:
        return None
    return _reading(
        setting, "max_price_usd_per_1k", 1000.0 * quantity.value / (quantity.per_requests or 1000.0)
    )


def _percentile_of(text: str, setting: Setting, readings: list[Reading]) -> Reading | None:
    """Read "…, 99 % of the time" after a latency as its percentile."""
    if not readings or readings[-1].field != "max_latency_s":
        return None
    percentile = share_of_requests(text, setting)
    return None if percentile is None else replace(readings[-1], percentile=percentile)


def _is_rejection(setting: Setting) -> bool:
    """Say whether "slower than 2 s" is said to be unacceptable."""
    return setting.stance == "lower" and bool(REJECTED.search(setting.scopes[0]))


def _is_granted(setting: Setting) -> bool:
    """Say whether something is wanted "in five minutes", or five minutes "are fine"."""
    if setting.quantity.kind != "time":
        return False
    return bool(_IN.search(setting.before) or IS_FINE.match(setting.after))


def _is_a_length(setting: Setting) -> bool:
    """Say whether a time is how long something lasts that a model is given."""
    return bool(LASTS.search(setting.before.lower()) or IS_LONG.match(setting.after))


def _is_spec(setting: Setting) -> bool:
    """Say whether a size is what a device has, or stands after "size:"."""
    lead_in = "" if setting.before.strip() else "".join(setting.scopes[2:3])
    return bool(HARDWARE.search(setting.scopes[0]) or SPEC.search(lead_in))


def _is_about_the_search(setting: Setting) -> bool:
    """Say whether a time is certainly what the search may take."""
    seconds, scope = setting.quantity.value, setting.scopes[0]
    return (seconds >= 1 and bool(YOUR_SEARCH.search(scope))) or (
        seconds >= _MINUTE_S and bool(TO_ME.search(scope))
    )


def _stands_alone(setting: Setting) -> bool:
    """Say whether a clause is the quantity and nothing else: "…, two minutes."."""
    quantity = setting.quantity
    return len(setting.scopes[0].strip(" .,;:!")) <= quantity.end - quantity.start


def _reading(
    setting: Setting,
    field: str,
    value: float,
    *,
    guessed: bool = False,
    percentile: int | None = None,
) -> Reading:
    """Return a reading with the words and the firmness of its setting."""
    return Reading(field, value, setting.words, setting.soft, guessed, percentile)
