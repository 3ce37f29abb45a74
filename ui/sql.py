"""`greenrunner sql`: what a SELECT on past results yields, or which views there are."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence

from pydantic import JsonValue
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.settings import load_settings
from agent.stored import VIEWS, Answer, Column, View, ask_results

# Characters of a terminal that a column of a table takes at least.
_NARROW = 10
_EXAMPLE = 'greenrunner sql "SELECT model, accuracy FROM results ORDER BY energy_mid_j LIMIT 5"'
_CUT = "There is more than fits: this shows the first {n:,} rows. Add conditions, or a LIMIT."


def show(query: str | None, *, as_json: bool, as_csv: bool) -> None:
    """Print the answer to a query; without one, the views and their columns.

    Raises:
        QueryError: the query is none that may be asked, or takes too much time or memory.
        StoreLockedError: another process holds the results database.

    """
    if query is None:
        _views(as_json=as_json, as_csv=as_csv)
        return
    answer = ask_results(query, load_settings())
    if as_json:
        # ASCII: a control character of the data would be one to the terminal too.
        sys.stdout.write(json.dumps(answer.model_dump(mode="json", exclude=_HOLDS), indent=2))
        sys.stdout.write("\n")
    elif as_csv:
        _csv([column.name for column in answer.columns], answer.rows)
    else:
        _print(answer)
    if answer.cut and not as_json:
        sys.stderr.write(_CUT.format(n=len(answer.rows)) + "\n")


# An answer's columns say nothing of what they hold.
_HOLDS = {"columns": {"__all__": {"holds"}}}


def _views(*, as_json: bool, as_csv: bool) -> None:
    views = list(VIEWS.values())
    if as_json:
        sys.stdout.write(json.dumps([view.model_dump() for view in views], indent=2) + "\n")
        return
    if as_csv:
        rows = [(v.name, c.name, c.type, c.holds) for v in views for c in v.columns]
        _csv(["view", "column", "type", "holds"], rows)
        return
    console = Console(highlight=False)
    for view in views:
        console.print(_described(view))
    console.print(f"Times are in UTC. For example:\n{_EXAMPLE}", markup=False)


def _described(view: View) -> Table:
    table = Table(
        title=Text(f"{view.name}: {view.holds}", style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for name in ("column", "type", "what it holds"):
        table.add_column(name, overflow="fold")
    for column in view.columns:
        table.add_row(Text(column.name), Text(column.type), Text(column.holds))
    return table


def _print(answer: Answer) -> None:
    console = Console(highlight=False)
    if not answer.rows:
        names = ", ".join(column.name for column in answer.columns)
        console.print(Text(f"No rows. Its columns: {visible(names)}"))
        return
    if len(answer.columns) * _NARROW > console.width:
        _records(answer, console)
        return
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in answer.columns:
        table.add_column(
            Text(visible(column.name)),
            justify="right" if _is_number(column) else "left",
            overflow="fold",
        )
    for row in answer.rows:
        table.add_row(*(Text(visible(_said(value))) for value in row))
    console.print(table)


def _records(answer: Answer, console: Console) -> None:
    """Print a line a value and a block a row, where a table would be too narrow to read."""
    for row in answer.rows:
        for column, value in zip(answer.columns, row, strict=True):
            console.print(Text(f"{visible(column.name)}: {visible(_said(value))}"))
        console.print()


def _is_number(column: Column) -> bool:
    return column.type.startswith(("TINY", "SMALL", "INT", "BIG", "HUGE", "U", "DOUBLE", "DEC"))


def _said(value: JsonValue) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return "" if value is None else _whole(value)


def _whole(value: object) -> str:
    """Return a value in full, as JSON has it; a text is itself."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _csv(names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([visible(name) for name in names])
    for row in rows:
        writer.writerow(["" if value is None else visible(_whole(value)) for value in row])


def visible(text: str) -> str:
    """Return a text in which no sign moves the cursor, colours or turns round what follows."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )
