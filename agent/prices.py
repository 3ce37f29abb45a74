"""What racing costs a candidate: as measured where it was, else as estimated."""

from collections.abc import Sequence

from tools.bench.windows import quickest_s
from tools.cost.estimate import download_s
from tools.domain import Estimate, Setup, Spent, Window
from tools.selection.race import BATCH


def of_setup(setup: Setup | None, estimate: Estimate, w_per_core: float) -> Spent:
    """Return what a new worker takes; a head that was fitted is kept."""
    if setup is None:
        return _estimated(estimate, w_per_core)
    again_s = setup.load_s + setup.warm_up_s
    share = again_s / max(again_s + setup.fit_s, 1e-9)
    return Spent(wall_s=again_s, energy_j=setup.energy.mid * share)


def of_first_setup(setup: Setup | None, estimate: Estimate, w_per_core: float) -> Spent:
    """Return what the first worker takes, or took: it fits the head."""
    if setup is None:
        return _estimated(estimate, w_per_core)
    wall_s = setup.load_s + setup.fit_s + setup.warm_up_s
    return Spent(wall_s=wall_s, energy_j=setup.energy.mid)


def of_answer(windows: Sequence[Window], estimate: Estimate, device: str) -> Spent:
    """Return what an answer costs the search: a quick model is asked for it again and again."""
    if windows:
        answers = sum(len(window.correct) for window in windows)
        return Spent(
            wall_s=sum(window.wall_s for window in windows) / answers,
            energy_j=sum(window.energy.mid for window in windows) / answers,
        )
    latency_s = max(estimate.latency_s.mid, 1e-9)
    wall_s = max(latency_s, quickest_s(device) / BATCH)
    energy_j = estimate.energy_j_per_request.mid * wall_s / latency_s
    return Spent(wall_s=wall_s, energy_j=energy_j)


def of_fetching(archives: dict[str, int]) -> dict[str, Spent]:
    """Return what fetching each archive takes, from its bytes."""
    return {
        archive: Spent(wall_s=download_s(size).mid, downloads_bytes=size)
        for archive, size in archives.items()
    }


def _estimated(estimate: Estimate, w_per_core: float) -> Spent:
    wall_s = estimate.setup_s.mid
    return Spent(wall_s=wall_s, energy_j=wall_s * w_per_core)
