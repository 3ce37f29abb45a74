"""How good the estimates of this home turned out to be, by what was estimated and how."""

from collections.abc import Iterable
from pathlib import Path

from tools.cost.scoring import Case, Score, score
from tools.domain import Value
from tools.results.rows import Scored
from tools.results.store import open_store

QUANTITIES = {
    "latency_s": "latency",
    "cpu_s_per_request": "CPU time",
    "energy_j_per_request": "energy",
    "memory_bytes": "memory",
    "setup_s": "set-up",
    "quality": "accuracy",
}


class MethodScore(Value):
    """The score of one method for one quantity."""

    quantity: str
    method: str
    score: Score


def estimate_scores(home: Path) -> list[MethodScore]:
    """Return the score of every method for every quantity; none where nothing was measured.

    Raises:
        StoreLockedError: another process holds the results database.

    """
    path = home / "results.duckdb"
    if not path.exists():
        return []
    with open_store(path) as store:
        return by_method(store.scored())


def by_method(scored: Iterable[Scored]) -> list[MethodScore]:
    """Return scores by quantity and method, in the order of the quantities."""
    cases: dict[tuple[str, str], list[Case]] = {}
    for one in scored:
        if one.uncorrected > 0 and one.measured > 0:
            case = Case(estimated=one.estimated, uncorrected=one.uncorrected, measured=one.measured)
            cases.setdefault((one.quantity, one.method), []).append(case)
    order = list(QUANTITIES)
    return [
        MethodScore(quantity=quantity, method=method, score=score(found))
        for (quantity, method), found in sorted(
            cases.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
        )
    ]
