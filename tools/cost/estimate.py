"""What a candidate would cost, from known facts and a micro-benchmark, before anything is fetched.

First form: the intervals are as wide as the rules are rough. Estimates order and budget the search;
they never eliminate a candidate.
"""

from tools.cost.rules import RULES, Rule
from tools.domain import Estimate, Interval, Listing, Model, Value
from tools.units import gib

# English runs at about four characters a token; two more are special tokens.
_CHARACTERS_PER_TOKEN, _SPECIAL_TOKENS = 4.0, 2.0
# Assumed where no download was timed yet: from a slow home line to a data centre.
_BYTES_PER_S = (1e6, 1e7, 1e8)
_WARM_UP_S = 2.0
# Seen in fitting: torch, in batches, takes 0.75 of a request an example; onnxruntime about 1.
_BATCHED_SHARE = 0.8
_REGRESSION_S = (1.0, 3.0, 10.0)


class Surroundings(Value):
    """What the machine and the job add to a candidate's own facts."""

    flop_per_s: float
    lookups_per_s: float
    w_per_core: tuple[float, float, float]
    w_per_gib: tuple[float, float, float]
    mean_length: float
    fit_examples: int


def estimate(listing: Listing, around: Surroundings) -> Estimate:
    """Predict time, energy and memory of one candidate on this machine and data."""
    model, rule = listing.model, RULES[listing.model.runtime]
    latency_s = _latency_s(model, rule, around)
    fits = listing.candidate.strategy != "as_is"
    setup_s = tuple(
        load + _WARM_UP_S + fits * (around.fit_examples * _BATCHED_SHARE * latency + regression)
        for load, latency, regression in zip(rule.load_s, latency_s, _REGRESSION_S, strict=True)
    )
    memory_bytes = tuple(
        rule.base_bytes * share + rule.copies * model.size_bytes * share
        for share in (0.5, 1.0, 2.0)
    )
    power_w = [
        core + gib(memory) * ram
        for core, ram, memory in zip(around.w_per_core, around.w_per_gib, memory_bytes, strict=True)
    ]
    return Estimate(
        candidate=listing.candidate,
        download_s=download_s(model.download_bytes),
        setup_s=_assumed(setup_s),
        latency_s=_assumed(latency_s),
        cpu_s_per_request=_assumed(latency_s),
        energy_j_per_request=_assumed(
            tuple(s * w for s, w in zip(latency_s, power_w, strict=True))
        ),
        memory_bytes=_assumed(memory_bytes),
        size_bytes=model.size_bytes,
        download_bytes=model.download_bytes,
        method=rule.method,
    )


def download_s(n_bytes: int) -> Interval:
    """Return how long a download takes."""
    return _assumed(tuple(n_bytes / rate for rate in reversed(_BYTES_PER_S)))


def _latency_s(model: Model, rule: Rule, around: Surroundings) -> tuple[float, float, float]:
    tokens = around.mean_length / _CHARACTERS_PER_TOKEN + _SPECIAL_TOKENS
    units = tokens if rule.per_token else 1.0
    mid = (
        rule.overhead_s
        + rule.flop_per_parameter * model.parameters * units / around.flop_per_s
        + rule.flop_share * model.flop / around.flop_per_s
        + rule.lookups_per_token * units / around.lookups_per_s
    )
    return mid / rule.spread, mid, mid * rule.spread


def _assumed(bounds: tuple[float, ...]) -> Interval:
    low, mid, high = bounds
    return Interval(low=low, mid=mid, high=high, provenance="assumed")
