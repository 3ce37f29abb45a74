"""`greenrunner estimates`: how good estimates turned out to be, as a table or JSON."""

import json
import sys

from rich import box
from rich.console import Console
from rich.table import Table

from agent import words
from agent.scores import QUANTITIES, MethodScore, estimate_scores
from agent.settings import load_settings

_NOTHING = (
    "Nothing was estimated and then measured here yet. `greenrunner ask` does both; the estimates "
    "of this machine are scored from then on."
)
_READ = (
    "A bias of 2 is twice too high. Errors are medians, relative to what was measured; plain ones "
    "are those without what was learned from earlier measurements, and of accuracy those by the "
    "number of parameters alone. Intervals are meant to hold "
    "four measured values in five."
)


def show(*, as_json: bool) -> None:
    """Print the scores of this home's estimates.

    Raises:
        StoreLockedError: another process holds the results database.

    """
    scores = estimate_scores(load_settings().home)
    if as_json:
        found = [one.model_dump(mode="json") for one in scores]
        sys.stdout.write(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False)
    if not scores:
        console.print(_NOTHING, markup=False)
        return
    console.print(_table(scores))
    console.print(_READ, markup=False)


def _table(scores: list[MethodScore]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("quantity", no_wrap=True)
    table.add_column("estimated from", overflow="fold")
    for name in ("of", "bias", "error", "plain", "inside"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in scores:
        table.add_row(
            QUANTITIES[one.quantity],
            one.method,
            f"{one.score.n:,}",
            words.significant(one.score.bias),
            words.percent(one.score.error),
            words.percent(one.score.uncorrected_error),
            words.percent(one.score.inside),
        )
    return table
