"""What a candidate would cost here, before anything of it is fetched.

A guess from its operations and this machine's pace, corrected by what such guesses were worth on
this machine before. Estimates order and budget the search; they never eliminate a candidate.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from tools.cost.correction import Past, corrected
from tools.cost.guess import Guess, Surroundings, guess
from tools.cost.roofline import Machine
from tools.cost.work import Profile
from tools.domain import Estimate, Interval, Listing

# Assumed where no download was timed yet: from a slow home line to a data centre.
_BYTES_PER_S = (1e6, 1e7, 1e8)
# Memory is mostly that of the runtime, which is known; set-up hangs on disks and templates.
_MEMORY_SPREAD, _SETUP_SPREAD = 1.3, 2.0

Quantity = Literal[
    "cpu_s_per_request", "latency_s", "energy_j_per_request", "memory_bytes", "setup_s"
]
History = Mapping[tuple[str, str], Sequence[Past]]


def estimate(
    listing: Listing,
    around: Surroundings,
    machine: Machine,
    *,
    profile: Profile | None = None,
    family: str = "",
    history: History | None = None,
) -> Estimate:
    """Predict time, energy and memory of one candidate on this machine and data.

    Args:
        listing: the candidate.
        around: what the job adds.
        machine: its calibration.
        profile: what one request makes the model do, where its architecture could be looked at.
        family: what the model has in common with others; its runtime where it has no architecture.
        history: earlier estimates here and what came of them, by method and quantity.

    """
    found = guess(listing, around, machine, profile)
    model = listing.model

    def interval(quantity: Quantity, value: float, spread: float) -> Interval:
        past = (history or {}).get((found.method, quantity), ())
        family_ = family or model.runtime
        return corrected(value, model=model.id, family=family_, past=past, spread=spread)

    raw = quantities(found, around)
    return Estimate(
        candidate=listing.candidate,
        family=family or model.runtime,
        download_s=download_s(model.download_bytes),
        setup_s=interval("setup_s", raw["setup_s"], _SETUP_SPREAD),
        latency_s=interval("latency_s", raw["latency_s"], found.spread),
        cpu_s_per_request=interval("cpu_s_per_request", raw["cpu_s_per_request"], found.spread),
        energy_j_per_request=interval(
            "energy_j_per_request", raw["energy_j_per_request"], found.spread
        ),
        memory_bytes=interval("memory_bytes", raw["memory_bytes"], _MEMORY_SPREAD),
        size_bytes=model.size_bytes,
        download_bytes=model.download_bytes,
        method=found.method,
        uncorrected=dict(raw),
    )


def quantities(found: Guess, around: Surroundings) -> dict[Quantity, float]:
    """Return what is guessed of each quantity, in its SI unit; one thread answers by itself."""
    return {
        "cpu_s_per_request": found.cpu_s,
        "latency_s": found.cpu_s,
        "energy_j_per_request": found.energy_j(around),
        "memory_bytes": found.memory_bytes,
        "setup_s": found.setup_s,
    }


def download_s(n_bytes: int) -> Interval:
    """Return how long a download takes."""
    low, mid, high = (n_bytes / rate for rate in reversed(_BYTES_PER_S))
    return Interval(low=low, mid=mid, high=high, provenance="assumed")
