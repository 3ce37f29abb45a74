"""Which exchange rate is worth asking for: one whose answer may change the choice.

Before anybody is asked, a rate is known up to a factor: log-normal, its median the rate that would
be used. What knowing it is worth is the expected value of perfect information (Raiffa & Schlaifer,
Applied Statistical Decision Theory, 1961): how much higher, in points of the score, the best
candidate scores under the true rate than the one that would be chosen without asking. Qualities
are drawn from their expectations, because they will have been measured before the choice is made.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from math import exp, log, log2

import numpy as np
from numpy.typing import NDArray

from tools.domain import Candidate, Cost, Estimate, Preferences, Requirements, Value
from tools.selection.preferences import preferences_of
from tools.selection.score import RESOLUTION

# By what factor the rates of two people may differ, two times in three: ours, as nobody counted.
_SPREAD, _SPREAD_IF_NAMED = log(4.0), log(2.0)
_DRAWS, _RATES = 128, 16
# The standard normal's 90th percentile: intervals are to hold four times in five.
_Z = 1.2816
_UNKNOWN_QUALITY = (50.0, 90.0)
_UNFIT = 1_000.0
_Floats = NDArray[np.float64]


class Asking(Value):
    """A rate that is worth asking for, and whom its answer decides between."""

    cost: Cost
    gain: float
    """What knowing the rate is worth, in points of the score."""
    if_low: Candidate
    if_high: Candidate


def worth_asking(
    estimates: Sequence[Estimate],
    requirements: Requirements,
    preferences: Preferences,
    *,
    known: Collection[Cost] = (),
    seed: int = 0,
) -> Asking | None:
    """Return the rate that it is worth most to know, or None where none can matter.

    Args:
        estimates: of the candidates that may run.
        requirements: what limits them.
        preferences: the rates that are used where nobody is asked.
        known: costs whose rate was stated.
        seed: of the draws.

    """
    if len(estimates) < 2:
        return None
    table = _halvings(estimates)
    base = _qualities(estimates, requirements, seed) - _unfit(estimates, requirements)
    rates = {cost: getattr(preferences, cost) for cost in table}
    scores = base - sum(rates[cost] * table[cost] for cost in table)
    found = []
    for cost in table:
        if cost in known or rates[cost] <= 0:
            continue
        possible = rates[cost] * _factors(cost, requirements)
        found.append((_gain(scores, table[cost], possible - rates[cost]), cost, possible))
    if not found:
        return None
    gain, cost, possible = max(found, key=lambda one: one[0])
    low, high = (
        _likeliest(scores - (rate - rates[cost]) * table[cost])
        for rate in (possible[0], possible[-1])
    )
    return Asking(
        cost=cost,
        gain=gain,
        if_low=estimates[low].candidate,
        if_high=estimates[high].candidate,
    )


def interview(
    estimates: Sequence[Estimate],
    requirements: Requirements,
    ask: Callable[[Asking, float], float | None],
    *,
    most: int,
    worth: float,
) -> dict[Cost, float]:
    """Ask for rates, each where knowing it is worth so many points; return what was answered.

    `ask` gets what is asked and the rate that is used otherwise; None leaves this one to us, and
    who leaves one to us does so with the others.
    """
    answered: dict[Cost, float] = {}
    while len(answered) < most:
        known = {**requirements.rates, **answered}
        preferences = preferences_of(requirements.model_copy(update={"rates": known}))
        found = worth_asking(estimates, requirements, preferences, known=known)
        if found is None or found.gain < worth:
            break
        points = ask(found, getattr(preferences, found.cost))
        if points is None:
            break
        answered[found.cost] = points
    return answered


def _gain(scores: _Floats, halvings: _Floats, changes: _Floats) -> float:
    """Return the mean of what is gained by choosing anew under each rate: scores (draws, n)."""
    chosen = scores.argmax(axis=1)
    rows = np.arange(len(scores))
    gains = []
    for change in changes:
        now = scores - change * halvings
        gains.append(now.max(axis=1) - now[rows, chosen])
    return float(np.mean(gains))


def _likeliest(scores: _Floats) -> int:
    """Return who scores best most often: scores (draws, candidates)."""
    return int(np.bincount(scores.argmax(axis=1)).argmax())


def _factors(cost: Cost, requirements: Requirements) -> _Floats:
    """Return equally likely factors between the true rate and the one that is assumed."""
    spread = _SPREAD_IF_NAMED if cost in requirements.priorities else _SPREAD
    draws = np.sort(np.random.default_rng(0).standard_normal(20_000))
    quantiles = draws[((np.arange(_RATES) + 0.5) / _RATES * len(draws)).astype(int)]
    return np.array([exp(spread * z) for z in quantiles])


def _halvings(estimates: Sequence[Estimate]) -> Mapping[Cost, _Floats]:
    """Return the logarithm to base 2 of each cost of each candidate."""
    paid: dict[Cost, list[float]] = {
        "energy": [one.energy_j_per_request.mid for one in estimates],
        "latency": [one.latency_s.mid for one in estimates],
        "memory": [one.memory_bytes.mid for one in estimates],
        "size": [float(one.size_bytes) for one in estimates],
    }
    return {
        cost: np.array([log2(max(value, RESOLUTION[cost])) for value in values])
        for cost, values in paid.items()
    }


def _qualities(estimates: Sequence[Estimate], requirements: Requirements, seed: int) -> _Floats:
    """Draw what may be measured: (draws, candidates) in points; too little quality counts as none.

    Where nothing is expected of a candidate, it may be anything that models usually reach.
    """
    ends = [
        (100 * one.quality.low, 100 * one.quality.high) if one.quality else _UNKNOWN_QUALITY
        for one in estimates
    ]
    low, high = np.array(ends).T
    normal = np.random.default_rng(seed).standard_normal((_DRAWS, len(ends)))
    drawn = np.clip((low + high) / 2 + normal * (high - low) / (2 * _Z), 0.0, 100.0)
    least = 100 * (requirements.min_quality or 0.0)
    fit: _Floats = np.where(drawn < least, drawn - _UNFIT, drawn)
    return fit


def _unfit(estimates: Sequence[Estimate], requirements: Requirements) -> _Floats:
    """Return what is taken off who breaks a limit by what is estimated."""
    limits = (
        (requirements.max_latency_s, [one.latency_s.mid for one in estimates]),
        (requirements.max_energy_j, [one.energy_j_per_request.mid for one in estimates]),
        (requirements.max_memory_bytes, [one.memory_bytes.mid for one in estimates]),
        (requirements.max_size_bytes, [float(one.size_bytes) for one in estimates]),
    )
    broken = np.zeros(len(estimates))
    for limit, values in limits:
        if limit is not None:
            broken += np.array(values) > limit
    return _UNFIT * np.minimum(broken, 1.0)
