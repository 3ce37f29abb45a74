"""`greenrunner nas`: looks at networks that nobody has trained yet."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from ui.options import taking

nas = typer.Typer(help="Designs a network where no existing model fits.")


@nas.callback(invoke_without_command=True)
def overview(context: typer.Context) -> None:
    """Say what can be done where nothing was asked for."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@dataclass(frozen=True)
class Proxies:
    """What `greenrunner nas proxies` takes."""

    table: Annotated[
        Path, typer.Option(help="CSV of trained cells: ops, params, macs, <dataset>_test.")
    ]
    cells: Annotated[int, typer.Option(help="How many of its cells are scored.")] = 1_000
    sampling: Annotated[
        str, typer.Option(help="random; stratified (ten equal-width accuracy bins); deciles.")
    ] = "random"
    seed: Annotated[int, typer.Option(help="Draws the cells, the weights and the input.")] = 0
    source: Annotated[str, typer.Option("--input", help="What networks see: noise, or digits.")] = (
        "noise"
    )
    batch: Annotated[int, typer.Option(help="Examples in the minibatch.")] = 32
    channels: Annotated[int, typer.Option(help="The width of the first stage.")] = 8
    cells_per_stage: Annotated[int, typer.Option(help="Cells in each of three stages.")] = 1
    proxies: Annotated[str, typer.Option(help="Which, separated by commas; else all.")] = ""
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False


@nas.command()
@taking(Proxies)
def proxies(given: Proxies) -> None:
    """Say how well scores without training rank cells whose accuracy is known."""
    from ui import nas_proxies

    options = asdict(given)
    as_json = bool(options.pop("as_json"))
    options["input"] = options.pop("source")
    raise typer.Exit(nas_proxies.show(options, as_json=as_json))


@dataclass(frozen=True)
class Evolve:
    """What `greenrunner nas evolve` takes."""

    table: Annotated[
        Path, typer.Option(help="CSV of trained cells: ops, params, macs, <dataset>_test.")
    ]
    cells: Annotated[int, typer.Option(help="How many: bred on half, judged on half.")] = 1_000
    seed: Annotated[int, typer.Option(help="Draws the cells and the evolution.")] = 0
    bred_by: Annotated[
        str, typer.Option(help="How fitness samples: random, stratified or deciles.")
    ] = "random"
    population: Annotated[int, typer.Option(help="Formulas that live at a time.")] = 300
    generations: Annotated[int, typer.Option(help="How often they have children.")] = 40
    save: Annotated[Path | None, typer.Option(help="Keep the formula in this file.")] = None
    formula: Annotated[
        Path | None, typer.Option(help="Judge a kept formula on all the cells; breed none.")
    ] = None
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False


@nas.command()
@taking(Evolve)
def evolve(given: Evolve) -> None:
    """Breed a score that ranks untrained networks, and judge it on cells it never saw."""
    from ui import nas_evolved

    options = asdict(given)
    as_json = bool(options.pop("as_json"))
    raise typer.Exit(nas_evolved.show(options, as_json=as_json))
