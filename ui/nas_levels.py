"""When a hybrid search is as far as a costly one is with its whole budget: a table and a sentence.

A table for each costly search, as each has a budget and a result of its own.
"""

from collections.abc import Iterator, Sequence

from rich import box
from rich.table import Table

from agent import words
from agent.nas.search import NEAR, Comparison, Searches


def levels(found: Searches) -> Iterator[Table | str]:
    """Yield for each costly search what a table of it shows, the table, and a sentence a rival."""
    at = " at the mean price" if found.by_macs else ""
    for costly in dict.fromkeys(one.costly for one in found.comparisons):
        yield ""
        some = [one for one in found.comparisons if one.costly == costly]
        yield (
            f"How soon is as much found as {costly} finds with its whole budget? Evaluations{at} "
            f"until the median is within {NEAR} points of that:"
        )
        yield _table(costly, some)
        for hybrid in dict.fromkeys(one.hybrid for one in some):
            yield _sentence(hybrid, costly, [one for one in some if one.hybrid == hybrid])


def _table(costly: str, some: Sequence[Comparison]) -> Table:
    hybrids = list(dict.fromkeys(one.hybrid for one in some))
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0))
    for name in ("budget", f"{costly} finds", f"{costly} itself", *hybrids):
        table.add_column(name, justify="right", no_wrap=True)
    for size in dict.fromkeys(one.size for one in some):
        row = {one.hybrid: one for one in some if one.size == size}
        first = next(iter(row.values()))
        table.add_row(
            f"{size:,}",
            f"{first.costly_found:.2f}",
            _evaluations(first.own_share, size),
            *(_evaluations(row[hybrid].share_of_cost, size) for hybrid in hybrids),
        )
    return table


def _evaluations(share: float | None, size: int) -> str:
    return "never" if share is None else f"{round(share * size):,}"


def _sentence(hybrid: str, costly: str, some: Sequence[Comparison]) -> str:
    """Return in words what a column says: how often a search is there first, and how much so."""
    reached = [(one.share_of_cost, one.own_share) for one in some if one.share_of_cost is not None]
    counts = {
        f"sooner than {costly} itself": sum(share < own for share, own in reached),
        "as soon": sum(share == own for share, own in reached),
        "later": sum(share > own for share, own in reached),
        "never": len(some) - len(reached),
    }
    told = words.listed([f"{when} at {count}" for when, count in counts.items() if count])
    said = f"{hybrid} is there {told} of {words.counted(len(some), 'budget')}"
    if not reached:
        return f"{said}."
    takes, itself = (_span(shares) for shares in zip(*reached, strict=True))
    return f"{said}: after {takes} of the budget, {costly} itself after {itself}."


def _span(shares: Sequence[float]) -> str:
    low, high = (f"{100 * share:.0f}" for share in (min(shares), max(shares)))
    return f"{low} %" if low == high else f"{low} to {high} %"
