"""How results look in a terminal."""

from rich.table import Table

from agent import words
from agent.report import Report, Row


def table(report: Report) -> Table:
    """Return what was measured, best first, the choice marked."""
    chosen = report.recommendation.chosen
    grid = Table(title=f"{report.dataset.name}, {report.requirements.device}", title_justify="left")
    for name in ("", "model", "strategy"):
        grid.add_column(name, overflow="fold")
    for name in ("right", "of", "median", "p95", "J per 1,000", "memory", "on disk", "score"):
        grid.add_column(name, justify="right")
    for row in report.measurements:
        is_chosen = chosen is not None and (row.model, row.strategy, row.tactics) == (
            chosen.model,
            chosen.strategy,
            chosen.tactics,
        )
        grid.add_row("→" if is_chosen else "", *_cells(row), style="bold" if is_chosen else None)
    return grid


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.model,
        ", ".join((row.strategy.replace("_", " "), *row.tactics)),
        words.percent(row.quality.mid),
        f"{row.n:,}",
        words.seconds(row.latency_p50_s),
        words.seconds(row.latency_p95_s) if row.latency_p95_s is not None else "-",
        words.significant(row.energy_j_per_request.mid * 1_000),
        words.size(row.memory_bytes),
        words.size(row.size_bytes),
        f"{row.score:.1f}",
    )
