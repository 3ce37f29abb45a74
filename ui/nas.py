"""`greenrunner nas`: looks at networks that nobody has trained yet."""

from dataclasses import asdict

import typer

from ui.nas_arguments import Evolve, Predict, Proxies, Rank, Search
from ui.options import taking
from ui.refusing import Command

nas = typer.Typer(
    help="Looks at networks that nobody has trained yet. `ask` and `chat` design one."
)


@nas.callback(invoke_without_command=True)
def overview(context: typer.Context) -> None:
    """Say what can be done where nothing was asked for."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@nas.command(cls=Command)
@taking(Proxies)
def proxies(given: Proxies) -> None:
    """Say how well scores without training rank cells whose accuracy is known."""
    from ui import nas_proxies

    options = asdict(given)
    as_json = bool(options.pop("as_json"))
    options["input"] = options.pop("source")
    nas_proxies.show(options, as_json=as_json)


@nas.command(cls=Command)
@taking(Evolve)
def evolve(given: Evolve) -> None:
    """Breed a score that ranks untrained networks, and judge it on cells it never saw."""
    from ui import nas_evolved

    options = asdict(given)
    as_json = bool(options.pop("as_json"))
    nas_evolved.show(options, as_json=as_json)


@nas.command(cls=Command)
@taking(Predict)
def predict(given: Predict) -> None:
    """Predict what translation architectures reach from few that are known, in several ways."""
    from ui import predicted

    predicted.show(given)


@nas.command(cls=Command)
@taking(Search)
def search(given: Search) -> None:
    """Say what searches find for their money, where every network's accuracy is known."""
    from ui import nas_search

    options = asdict(given)
    as_json = bool(options.pop("as_json"))
    nas_search.show(options, as_json=as_json)


@nas.command(cls=Command)
@taking(Rank)
def rank(given: Rank) -> None:
    """Rank untrained vision transformers or BERTs of many sizes, within your limits."""
    from ui import nas_rank

    options = asdict(given)
    as_json = bool(options.pop("as_json"))
    nas_rank.show(options, as_json=as_json)
