"""`greenrunner nas evolve`: a zero-cost proxy that is bred, or one that was kept, as a table."""

import sys
from collections.abc import Callable, Mapping

from pydantic import ValidationError
from rich import box
from rich.console import Console
from rich.table import Table

from agent.nas.evolved import Applied, Asked, Bred, applying, breeding
from agent.settings import load_settings
from tools.nas.proxies.evolved.shown import Setup
from ui import stopping
from ui.refusing import refused


def show(options: Mapping[str, object], *, as_json: bool) -> None:
    """Breed or apply, and print what came of it; Ctrl-C keeps what was read.

    Raises:
        RequestError: the table or an option cannot be used.

    """
    try:
        asked = Asked.model_validate(options)
    except ValidationError as error:
        raise refused(error) from error
    console = Console(stderr=True, highlight=False)
    act: Callable[..., Bred | Applied] = breeding if asked.formula is None else applying
    with stopping.saying("What was read is kept: the same command goes on from there."):
        found = act(asked, load_settings(), _teller(console))
    out = Console(highlight=False)
    if as_json:
        sys.stdout.write(found.model_dump_json(indent=2) + "\n")
    elif isinstance(found, Bred):
        _print_bred(found, out)
    else:
        _print_applied(found, out)


def _teller(console: Console) -> Callable[[int, int], None]:
    """Return what says every hundred networks how far it is."""

    def told(done: int, of: int) -> None:
        if done and done % 100 == 0:
            console.print(f"{done:,} of {of:,} networks are looked at.")

    return told


def _print_bred(found: Bred, console: Console) -> None:
    samplings = list(found.held_out)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in ("proxy", "data set"):
        table.add_column(name, no_wrap=True)
    for name in samplings:
        table.add_column(f"tau {name}", justify="right")
    for row in found.rows:
        for dataset, taus in row.taus.items():
            table.add_row(row.name, dataset, *(f"{taus[name]:.3f}" for name in samplings))
    console.print(table)
    single = next(row for row in found.rows if row.name == "single")
    counts = ", ".join(f"{name} {count:,}" for name, count in found.held_out.items())
    lines = [
        f"evolved: {found.rows[0].formula}",
        f"single, the statistic that is best where the formula was bred: {single.formula}",
        f"Kendall's tau-b on cells of {found.table} that evolution never saw ({counts}). "
        "Stratified: ten equal-width bins of accuracy; deciles: ten tenths by rank.",
        f"Bred on {found.bred_on:,} others for the first data set, and chosen by "
        f"{found.chosen_by:,} more; the other data sets got it unchanged. "
        f"{found.tried:,} formulas were tried.",
        _seen(found.setup, found.cpu_s),
        "Cheaper and less good (CPU ms a network, tau where bred and chosen):",
    ]
    for line in lines:
        console.print(line, markup=False)
    for one in found.front[:-1]:
        console.print(f"  {1_000 * one.cpu_s:4.0f}  {one.tau:.3f}  {one.formula}", markup=False)


def _print_applied(found: Applied, console: Console) -> None:
    console.print(f"formula: {found.proxy.formula}", markup=False)
    for dataset, one in found.agreement.items():
        said = "all cells score the same" if one is None else f"tau {one.tau:.3f}"
        error = f" ± {one.error:.3f}" if one is not None and one.error is not None else ""
        console.print(f"{dataset}: {said}{error}", markup=False)
    bred = f" It was bred on {found.proxy.bred_on}." if found.proxy.bred_on else ""
    console.print(
        f"Kendall's tau-b on {found.cells:,} random cells of {found.table}.{bred} Where those are "
        "among these, the figure flatters.",
        markup=False,
    )
    console.print(_seen(found.proxy.setup, found.cpu_s), markup=False)


def _seen(setup: Setup, cpu_s: float) -> str:
    shape = " x ".join(str(side) for side in setup.shape)
    return (
        f"Untrained networks saw {setup.examples} examples of {setup.noise} noise ({shape}) with "
        f"random labels; what the formula reads takes {1_000 * cpu_s:.0f} CPU ms a network."
    )
