"""Whether every amount in a reply is one of its report: times, energies, sizes, shares, emissions.

An amount is a number with a unit. It is compared with what the report holds in that unit, to the
digits that are shown; a reply about many requests may multiply what a request takes.
"""

import re
from collections.abc import Iterator, Mapping

_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
_UNITS: Mapping[str, tuple[str, float]] = {
    "µs": ("s", 1e-6),
    "ms": ("s", 1e-3),
    "s": ("s", 1.0),
    "min": ("s", 60.0),
    "J": ("j", 1.0),
    "Wh": ("j", 3_600.0),
    "kWh": ("j", 3.6e6),
    "bytes": ("bytes", 1.0),
    "kB": ("bytes", 1e3),
    "MB": ("bytes", 1e6),
    "GB": ("bytes", 1e9),
    "%": ("share", 0.01),
    "g CO2e": ("g", 1.0),
    "kg CO2e": ("g", 1e3),
}
_AMOUNT = re.compile(
    rf"(?<![\w.]){_NUMBER}(?: to {_NUMBER})? ({'|'.join(sorted(_UNITS, key=len, reverse=True))})"
    r"(?![\w])"
)
_COUNT = re.compile(rf"{_NUMBER} requests? take")
_GRID = re.compile(rf"{_NUMBER} g per kWh")
_QUALITIES = ("quality", "min_quality")
_CONFIDENCES = (0.95, 0.05)
# Emissions are computed again from a grid's figure as it is shown.
_ROUNDED = 0.001


def strange(reply: str, report: dict, *, said: str = "") -> list[str]:
    """Return the amounts of a reply that neither its report nor what was said has."""
    counts = {1.0, 1000.0, *(_value(n) for n in _COUNT.findall(reply))}
    known: dict[str, set[float]] = {"share": set(_CONFIDENCES)}
    for kind, value in _leaves(report):
        known.setdefault(kind, set()).update(value * n for n in counts)
    for kind, value, _ in _amounts(said):
        known.setdefault(kind, set()).add(value)
    grids = [_value(n) for n in _GRID.findall(reply)]
    known["g"] = {j / 3.6e6 * grid for j in known.get("j", ()) for grid in grids}
    return [
        words
        for kind, value, words in _amounts(reply)
        if not any(abs(one - value) <= _reach(words) for one in known.get(kind, ()))
    ]


def _amounts(text: str) -> Iterator[tuple[str, float, str]]:
    for low, high, unit in _AMOUNT.findall(text):
        kind, factor = _UNITS[unit]
        for number in filter(None, (low, high)):
            yield kind, _value(number) * factor, f"{number} {unit}"


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _reach(words: str) -> float:
    """Return by how much rounding may have moved an amount: half of its last digit that counts."""
    number, unit = words.split(" ", 1)
    _, _, decimals = number.partition(".")
    half = 0.5 * 10.0 ** -len(decimals) if decimals else max(0.5, 0.005 * _value(number))
    return (1.001 * half + _ROUNDED * _value(number)) * _UNITS[unit][1]


def _leaves(node: object, name: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number of a report with its kind; those of its sentences are taken as they are.

    A sentence of the report was checked where it was made; it need only be said unchanged.
    """
    if isinstance(node, dict):
        for key, value in node.items():
            inside = name if key in ("low", "mid", "high") else key
            yield from _leaves(value, inside)
    elif isinstance(node, list):
        for value in node:
            yield from _leaves(value, name)
    elif isinstance(node, str):
        yield from ((kind, value) for kind, value, _ in _amounts(node))
    elif isinstance(node, int | float) and (kind := _kind(name)):
        yield kind, float(node)
    if name == "search" and isinstance(node, dict) and node.get("search_cpu_s"):
        yield "share", node["orchestrator_cpu_s"] / node["search_cpu_s"]


def _kind(name: str) -> str | None:
    if name in _QUALITIES:
        return "share"
    if "energy_j" in name:
        return "j"
    if name.endswith("_bytes"):
        return "bytes"
    is_time = name.endswith("_s") or "_s_" in name or name == "latency_p95"
    return "s" if is_time else None
