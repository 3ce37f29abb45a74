"""What a number that a language model gives may be: one that the extractor reads in its words."""

from collections.abc import Iterator
from math import isclose
from typing import Literal

from agent.extract.quantities import Kind, Quantity, find_quantities
from tools.units import S_PER_DAY

Limit = Literal[
    "min_quality",
    "max_latency_s",
    "max_energy_j",
    "max_memory_bytes",
    "max_size_bytes",
    "max_price_usd_per_1k",
    "volume_per_day",
    "budget.wall_s",
    "budget.energy_j",
    "budget.downloads_bytes",
    "budget.max_candidates",
]
_KINDS: dict[Limit, tuple[Kind, ...]] = {
    "min_quality": ("share", "count"),
    "max_latency_s": ("time",),
    "max_energy_j": ("energy",),
    "max_memory_bytes": ("bytes",),
    "max_size_bytes": ("bytes",),
    "max_price_usd_per_1k": ("usd",),
    "volume_per_day": ("count",),
    "budget.wall_s": ("time",),
    "budget.energy_j": ("energy",),
    "budget.downloads_bytes": ("bytes",),
    "budget.max_candidates": ("count",),
}


def is_said(limit: Limit, value: float, words: str) -> bool:
    """Say whether the extractor reads such a number in the words, in a unit that the limit has."""
    return any(isclose(value, one, rel_tol=1e-6) for one in _readable(limit, words))


def _readable(limit: Limit, words: str) -> Iterator[float]:
    for quantity in find_quantities(words):
        if quantity.kind in _KINDS[limit]:
            yield from _meanings(quantity, limit)


def _meanings(quantity: Quantity, limit: Limit) -> list[float]:
    """Return what a quantity may stand for: errors of at most 15 % are 85 % right, say."""
    value = quantity.value
    if limit == "min_quality":
        return [value, 1 - value] if quantity.kind == "share" else [value, value / 100]
    if quantity.period_s is not None:
        return [value * S_PER_DAY / quantity.period_s]
    if quantity.per_requests is None:
        return [value]
    return [value / quantity.per_requests * (1_000 if limit == "max_price_usd_per_1k" else 1)]
