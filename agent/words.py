"""Numbers as people read them: the one place where ms, %, kWh and MB are made from SI values."""

from collections.abc import Callable, Sequence
from math import floor, log10

from tools.domain import Budget, Interval, Spent
from tools.selection.limits import Judgement
from tools.selection.race import Race
from tools.units import kwh, wh

_SIZES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def significant(value: float, digits: int = 3) -> str:
    """Return a number with so many significant digits, without an exponent."""
    if value == 0:
        return "0"
    places = digits - 1 - floor(log10(abs(value)))
    return f"{round(value, places):,.{max(places, 0)}f}"


def percent(share: float) -> str:
    """Return a share of one as a percentage."""
    return f"{100 * share:.1f} %"


def seconds(time_s: float) -> str:
    """Return a time in the unit that reads best, from microseconds to minutes."""
    if time_s < 1e-3:
        return f"{significant(time_s * 1e6)} µs"
    if time_s < 1:
        return f"{significant(time_s * 1e3)} ms"
    if time_s < 120:
        return f"{significant(time_s, 2 if time_s < 10 else 3)} s"
    return f"{time_s / 60:.1f} min"


def size(amount_bytes: float) -> str:
    """Return an amount of bytes with a decimal prefix."""
    for unit, name in _SIZES:
        if amount_bytes >= unit:
            return f"{significant(amount_bytes / unit)} {name}"
    return f"{amount_bytes:.0f} bytes"


def energy(energy_j: float) -> str:
    """Return an energy in joules, and in watt-hours or kilowatt-hours."""
    other = (
        f"{significant(kwh(energy_j))} kWh"
        if wh(energy_j) >= 1_000
        else (f"{significant(wh(energy_j))} Wh")
    )
    return f"{significant(energy_j)} J = {other}"


def dollars(usd: float) -> str:
    """Return a price; what is less than a cent is said to be."""
    return f"{significant(usd, 2)} USD" if usd >= 0.01 else "less than 0.01 USD"


def grams(mass_g: float) -> str:
    """Return a mass of CO2e."""
    return f"{significant(mass_g / 1000)} kg" if mass_g >= 1_000 else f"{significant(mass_g)} g"


def between(low: float, high: float) -> str:
    """Return a range of two numbers."""
    return f"{significant(low)} to {significant(high)}"


def quality(interval: Interval, n: int) -> str:
    """Return an accuracy with its 95 % interval."""
    return (
        f"{percent(interval.mid)} of {n:,} (95 % interval {100 * interval.low:.1f} to "
        f"{percent(interval.high)}, {interval.provenance})"
    )


def spending(spent: Spent) -> str:
    """Return what something costs in time, energy and downloads."""
    downloads = f" and {size(spent.downloads_bytes)} of downloads" if spent.downloads_bytes else ""
    return f"{seconds(spent.wall_s)}, {energy(spent.energy_j)}{downloads}"


def counted(count: int, what: str) -> str:
    """Return a count with its noun, which takes an s where there are not exactly one."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def standing(judged: Sequence[Judgement]) -> str:
    """Return one sentence on how a candidate stands against the limits."""
    if not judged:
        return "No limit was set."
    open_or_missed = [_against(one) for one in judged if one.verdict != "met"]
    return f"It {'; it '.join(open_or_missed)}." if open_or_missed else "It meets every limit."


def _against(judgement: Judgement) -> str:
    what, said = LIMITS[judgement.limit]
    verb = "misses" if judgement.verdict == "missed" else "may miss"
    if (seen := judgement.observed) is None:
        return f"{verb} the limit on {what}: too little was observed"
    bounds = "" if seen.low == seen.high else f" ({said(seen.low)} to {said(seen.high)})"
    return f"{verb} the limit on {what}: {said(seen.mid)}{bounds} against {said(judgement.bound)}"


def listed(items: Sequence[str]) -> str:
    """Return items as a list in a sentence."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def plan(*, race: Race, new: int, dropped: int, likely: Spent, everything: Spent) -> str:
    """Return what a search would cost, in words."""
    stored = len(race.running) - new
    known = f"{stored} of them with stored results that are used again" if stored else "all new"
    by_facts = f"; {dropped} more dropped by known facts" if dropped else ""
    most, end = _most(race.budget), f"{spending(likely)} (estimated)"
    if race.budget.affords(likely):
        price = f"Finding out takes about {end}{f', and {most} at most' if most else ''}."
    else:
        price = (
            f"This search takes {most} at most. To run to its end it would need about {end}, so "
            "the dearest may stay unmeasured."
        )
    return (
        f"{counted(len(race.running), 'candidate')}, {known}{by_facts}. {price} Measuring all of "
        f"them on all {race.pool:,} examples would take about {spending(everything)}."
    )


def _most(budget: Budget) -> str:
    """Return what a search may still spend; nothing where it has no limit."""
    left = [
        say(have)
        for have, say in (
            (budget.wall_s, seconds),
            (budget.energy_j, energy),
            (budget.downloads_bytes, lambda most: f"{size(most)} of downloads"),
        )
        if have is not None
    ]
    return listed(left)


LIMITS: dict[str, tuple[str, Callable[[float], str]]] = {
    "min_quality": ("quality", percent),
    "max_latency_s": ("latency", seconds),
    "max_energy_j": ("energy per request", lambda energy_j: f"{significant(energy_j)} J"),
    "max_memory_bytes": ("memory", size),
    "max_size_bytes": ("size", size),
    "max_price_usd_per_1k": ("price", lambda usd: f"{significant(usd)} USD per 1,000"),
}
