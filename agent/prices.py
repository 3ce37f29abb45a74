"""What racing costs a candidate: as measured where it was, else as estimated.

Of what is estimated a bound may be asked for, to tell between which prices a search lies.
"""

from collections.abc import Sequence
from typing import Literal

from tools.bench.windows import quickest_s
from tools.cost.estimate import download_s
from tools.domain import Estimate, Setup, Spent, Window
from tools.selection.race import BATCH

Bound = Literal["low", "mid", "high"]


def of_setup(
    setup: Setup | None, estimate: Estimate, w_per_core: float, bound: Bound = "mid"
) -> Spent:
    """Return what a new worker takes; a head that was fitted is kept."""
    if setup is None:
        return _estimated(estimate, w_per_core, bound)
    again_s = setup.load_s + setup.warm_up_s
    share = again_s / max(again_s + setup.fit_s, 1e-9)
    return Spent(wall_s=again_s, energy_j=setup.energy.mid * share)


def of_first_setup(
    setup: Setup | None, estimate: Estimate, w_per_core: float, bound: Bound = "mid"
) -> Spent:
    """Return what the first worker takes, or took: it fits the head."""
    if setup is None:
        return _estimated(estimate, w_per_core, bound)
    wall_s = setup.load_s + setup.fit_s + setup.warm_up_s
    return Spent(wall_s=wall_s, energy_j=setup.energy.mid)


def of_answer(
    windows: Sequence[Window], estimate: Estimate, device: str, bound: Bound = "mid"
) -> Spent:
    """Return what an answer costs the search: a quick model is asked for it again and again."""
    if windows:
        answers = sum(len(window.correct) for window in windows)
        return Spent(
            wall_s=sum(window.wall_s for window in windows) / answers,
            energy_j=sum(window.energy.mid for window in windows) / answers,
        )
    latency_s = max(getattr(estimate.latency_s, bound), 1e-9)
    wall_s = max(latency_s, quickest_s(device) / BATCH)
    energy_j = getattr(estimate.energy_j_per_request, bound) * wall_s / latency_s
    return Spent(wall_s=wall_s, energy_j=energy_j)


def of_fetching(archives: dict[str, int], bound: Bound = "mid") -> dict[str, Spent]:
    """Return what fetching each archive takes, from its bytes."""
    return {
        archive: Spent(wall_s=getattr(download_s(size), bound), downloads_bytes=size)
        for archive, size in archives.items()
    }


def _estimated(estimate: Estimate, w_per_core: float, bound: Bound) -> Spent:
    wall_s: float = getattr(estimate.setup_s, bound)
    return Spent(wall_s=wall_s, energy_j=wall_s * w_per_core)
