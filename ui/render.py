"""How results look: as a table in a terminal, and as Markdown in the page."""

import re
from collections.abc import Iterator, Sequence

from rich import box
from rich.markup import escape
from rich.table import Table

from agent import words
from agent.report import Named, Report, Row
from tools.domain import Metric

# Columns of a terminal from which on everything fits.
_WIDE = 100
# A program in an answer stands between a line that opens it and a fence alone.
FENCE, _OPENS = "```", "```python"
# ASCII punctuation that Markdown (CommonMark 0.31, section 2.4, and GitHub's tables) may read.
_SIGNS = re.compile(r"[\\*_\[\]<|~$@]|:(?=//)|&(?=#?\w+;)|^[-=+#>]")


def table(report: Report, width: int) -> Table:
    """Return what was measured, best first, the choice marked; a narrow one leaves out sizes."""
    grid = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    grid.add_column("")
    grid.add_column("model", overflow="fold")
    names = [heading(report), "of", "median", "p95", "J/1,000", "memory", "disk"]
    shown = names if width >= _WIDE else names[:-2]
    for name in shown:
        grid.add_column(name, justify="right", no_wrap=True)
    for row in report.measurements:
        is_chosen = _is(row, report.recommendation.chosen)
        cells = _cells(row)[: 1 + len(shown)]
        grid.add_row("→" if is_chosen else "", *cells, style="bold" if is_chosen else None)
    return grid


def markdown(report: Report) -> str:
    """Return the same table for the page."""
    names = ["", "model", heading(report), "of", "median", "p95", "J/1,000", "memory", "disk"]
    lines = ["| " + " | ".join(names) + " |", "|---|---|" + "---:|" * (len(names) - 2)]
    for row in report.measurements:
        is_chosen = _is(row, report.recommendation.chosen)
        name, *numbers = _cells(row)
        name = plain(short(row))
        cells = ["→" if is_chosen else "", f"**{name}**" if is_chosen else name, *numbers]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def heading(report: Report) -> str:
    """Return what stands over the column of qualities."""
    metric = metric_of(report)
    return "right" if metric == "accuracy" else words.METRICS[metric]


def metric_of(report: Report) -> Metric:
    """Return what qualities are measured as."""
    return report.measurements[0].metric if report.measurements else "accuracy"


def plain(text: str) -> str:
    """Return a text whose every sign means itself in Markdown, but for dashes of a list.

    Names, labels and reasons come from strangers: none of them may become a link or a picture.
    Text between backticks becomes code, in which nothing else has a meaning; so do lines between
    two fences.
    """
    return "\n".join(_plain_lines(text.split("\n")))


def _plain_lines(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines, those of a program as they are: a fence that nothing closes opens none."""
    last = max((place for place, line in enumerate(lines) if _closes(line)), default=-1)
    is_code = False
    for place, line in enumerate(lines):
        if is_code or (line == _OPENS and place < last):
            is_code = not (is_code and _closes(line))
            yield line
        else:
            dash = 2 if line.startswith("- ") else 0
            yield line[:dash] + _SIGNS.sub(_escaped, line[dash:].replace(FENCE, "` ` `"))


def _closes(line: str) -> bool:
    """Say whether Markdown ends code here: by as many backticks as began it, or more."""
    return line.strip().startswith(FENCE) and not line.strip().strip("`")


def _escaped(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}"


def short(one: Named) -> str:
    """Return a candidate's name without its owner; the strategy only where it is no probe."""
    name = one.model.rsplit("/", 1)[-1]
    how = [] if one.strategy == "linear_probe" else [one.strategy.replace("_", " ")]
    extra = ", ".join((*how, *one.tactics))
    return f"{name} ({extra})" if extra else name


def _is(row: Row, chosen: Named | None) -> bool:
    if chosen is None:
        return False
    return (row.model, row.strategy, row.tactics) == (chosen.model, chosen.strategy, chosen.tactics)


def _cells(row: Row) -> tuple[str, ...]:
    return (
        escape(short(row)),
        words.percent(row.quality.mid),
        f"{row.n:,}",
        words.seconds(row.latency_p50_s),
        words.seconds(row.latency_p95_s) if row.latency_p95_s is not None else "-",
        words.significant(row.energy_j_per_request.mid * 1_000),
        words.size(row.memory_bytes),
        words.size(row.size_bytes),
    )
