"""`greenrunner nas`: looks at networks that nobody has trained yet."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from ui.nas_arguments import Predict
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
class Search:
    """What `greenrunner nas search` takes."""

    table: Annotated[
        Path, typer.Option(help="CSV of trained cells: ops, params, macs, <dataset>_test.")
    ]
    metric: Annotated[str, typer.Option(help="A column, as cifar10_test; else the first.")] = ""
    strategies: Annotated[
        str,
        typer.Option(
            "--strategy",
            help="hybrid, as-published (HS-NAS), costly, aging, predictor, random, or all.",
        ),
    ] = "all"
    sizes: Annotated[str, typer.Option(help="Budgets, as numbers of evaluations.")] = (
        "25,50,75,100,150,200,300"
    )
    seeds: Annotated[int, typer.Option(help="How many searches of each strategy.")] = 20
    seed: Annotated[int, typer.Option(help="Of the first search.")] = 0
    price: Annotated[float, typer.Option(help="Joules of an evaluation.")] = 240_000
    by_macs: Annotated[
        bool, typer.Option("--by-macs", help="Prices grow with MACs; --price is their mean.")
    ] = False
    prediction_price: Annotated[float, typer.Option(help="Joules of a prediction.")] = 0.01
    max_params: Annotated[int | None, typer.Option(help="Parameters a network may have.")] = None
    max_macs: Annotated[int | None, typer.Option(help="MACs a network may take.")] = None
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False


@nas.command()
@taking(Search)
def search(given: Search) -> None:
    """Say what searches find for their money, where every network's accuracy is known."""
    from ui import nas_search

    options = asdict(given)
    as_json = bool(options.pop("as_json"))
    nas_search.show(options, as_json=as_json)


@nas.command()
@taking(Predict)
def predict(given: Predict) -> None:
    """Predict what translation architectures reach from few that are known, in several ways."""
    from ui import predicted

    predicted.show(given)
