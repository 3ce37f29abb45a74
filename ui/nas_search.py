"""`greenrunner nas search`: what searches find for their money, as tables or as JSON."""

import sys
from collections.abc import Mapping

from pydantic import ValidationError
from rich import box
from rich.console import Console
from rich.table import Table

from agent import words
from agent.nas.search import STRATEGIES, Asked, Searches, searches
from tools.errors import RequestError
from ui import stopping
from ui.nas_levels import levels
from ui.refusing import refused


def show(options: Mapping[str, object], *, as_json: bool) -> None:
    """Search and print.

    Raises:
        RequestError: the table or an option cannot be used.

    """
    asked = _asked(options)
    console = Console(stderr=True, highlight=False)
    count = words.counted(asked.seeds, "search", "searches")
    with stopping.saying("Nothing was written."):
        found = searches(asked, lambda name: console.print(f"{name}: {count} ..."))
    if as_json:
        sys.stdout.write(found.model_dump_json(indent=2) + "\n")
    else:
        _print(found, Console(highlight=False))


def _asked(options: Mapping[str, object]) -> Asked:
    named = _listed(options["strategies"])
    unknown = [name for name in named if name not in (*STRATEGIES, "all")]
    if unknown or not named:
        known = ", ".join((*STRATEGIES, "all"))
        given = ascii(", ".join(unknown)[:40]) if unknown else "empty"
        raise RequestError(f"--strategy is {given}; choose from {known}.")
    strategies = STRATEGIES if "all" in named else named
    sizes = _listed(options["sizes"])
    try:
        return Asked.model_validate(dict(options) | {"strategies": strategies, "sizes": sizes})
    except ValidationError as error:
        raise refused(error) from error


def _listed(option: object) -> tuple[str, ...]:
    return tuple(name.strip() for name in str(option).split(",") if name.strip())


def _print(found: Searches, console: Console) -> None:
    curves = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    curves.add_column("strategy", no_wrap=True)
    for point in found.curves[0].points:
        curves.add_column(f"{point.size:,}", justify="right")
    for curve in found.curves:
        cells = [f"{point.found:.2f} ({point.regret:.2f})" for point in curve.points]
        curves.add_row(curve.strategy, *cells)
    console.print(curves)
    for line in _rests_on(found):
        console.print(line, markup=False)
    for part in levels(found):
        console.print(part, markup=False)


def _rests_on(found: Searches) -> list[str]:
    grows = ", proportional to MACs (this is the mean)" if found.by_macs else ""
    return [
        f"Median accuracy on {found.metric} in percent, and points below the best, of "
        f"{words.counted(len(found.seeds), 'search', 'searches')} from seed {found.seeds[0]}, once "
        f"so many evaluations are spent.",
        f"The best of {found.networks:,} cells within the limits is {found.optimum_code}: "
        f"{found.optimum:.2f}. No search sees what it has not paid for.",
        f"An evaluation stands for a training and costs {words.energy(found.price_j)}{grows}; a "
        f"prediction {words.energy(found.prediction_price_j)}. Both prices are assumed.",
    ]
