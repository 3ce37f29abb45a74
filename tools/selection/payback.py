"""Sets what the search cost against brute force, and against what the choice saves."""

from collections.abc import Sequence

from tools.domain import Candidate, Evidence, Spent, Value
from tools.selection import ratios
from tools.selection.metrics import quality
from tools.selection.race import Entry, together


class Payback(Value):
    """After how many requests the choice has saved what the search spent; None is never."""

    baseline: Candidate
    low: float | None
    mid: float | None
    high: float | None


def brute_force(entries: Sequence[Entry], pool: int) -> Spent:
    """Return what measuring every candidate on every example would have cost."""
    return together((entry.model_copy(update={"ready": False}), pool) for entry in entries)


def most_accurate(evidence: Sequence[Evidence]) -> Evidence:
    """Return whom one would have taken for quality alone; of equals, the one using less energy.

    A tactic is nobody's start: who has one is left out where there are others.
    """
    plain = [one for one in evidence if not one.candidate.tactics] or evidence
    return max(plain, key=lambda e: (quality(e), -e.measurement.energy_j_per_request.mid))


def payback(chosen: Evidence, baseline: Evidence, spent: Spent) -> Payback:
    """Return after how many requests the choice pays the search back against a baseline.

    requests = energy of the search / (baseline's per request (1 - chosen's / baseline's)). Only
    the ratio's uncertainty counts: what the search spent was metered like the baseline, so an
    unknown factor of the meter cancels.
    """
    per_request_j = baseline.measurement.energy_j_per_request
    ratio = ratios.energy(chosen, baseline)
    low, mid, high = (
        spent.energy_j / (per_request_j.mid * (1 - part)) if part < 1 else None
        for part in (ratio.low, ratio.mid, ratio.high)
    )
    return Payback(baseline=baseline.candidate, low=low, mid=mid, high=high)
