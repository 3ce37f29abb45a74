"""Numbers as people read them: the one place where ms, %, kWh and MB are made from SI values."""

from collections.abc import Callable, Sequence
from math import floor, log10

from tools.domain import Interval, Metric, Spent
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


def quality(interval: Interval, n: int, metric: Metric) -> str:
    """Return a quality with its 95 % interval, as what a sentence or an item begins with."""
    what = "right on" if metric == "accuracy" else f"{METRICS[metric]} of"
    of = "of" if metric == "accuracy" else "on"
    return (
        f"{what} {percent(interval.mid)} {of} {n:,} (95 % interval {100 * interval.low:.1f} to "
        f"{percent(interval.high)}, {interval.provenance})"
    )


def spending(spent: Spent) -> str:
    """Return what something costs in time, energy and downloads."""
    downloads = f" and {size(spent.downloads_bytes)} of downloads" if spent.downloads_bytes else ""
    return f"{seconds(spent.wall_s)}, {energy(spent.energy_j)}{downloads}"


def counted(count: int, what: str, many: str = "") -> str:
    """Return a count with its noun; `many` is its plural where that takes more than an s."""
    return f"{count:,} {what if count == 1 else many or f'{what}s'}"


def points(number: float) -> str:
    """Return a number of points of quality."""
    return f"{number:.3g} {'point' if number == 1 else 'points'}"


def listed(items: Sequence[str]) -> str:
    """Return items as a list in a sentence."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


METRICS: dict[Metric, str] = {"accuracy": "accuracy", "macro_f1": "macro-F1"}
LIMITS: dict[str, tuple[str, Callable[[float], str]]] = {
    "min_quality": ("quality", percent),
    "max_latency_s": ("latency", seconds),
    "max_energy_j": ("energy per request", lambda energy_j: f"{significant(energy_j)} J"),
    "max_memory_bytes": ("memory", size),
    "max_size_bytes": ("size", size),
    "max_price_usd_per_1k": ("price", lambda usd: f"{significant(usd)} USD per 1,000"),
}
