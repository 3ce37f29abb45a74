"""`greenrunner nas`: looks at networks that nobody has trained yet."""

import typer

from ui.nas_arguments import Predict
from ui.options import taking

nas = typer.Typer(help="Designs a network where no existing model fits.")


@nas.callback(invoke_without_command=True)
def overview(context: typer.Context) -> None:
    """Say what can be done where nothing was asked for."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@nas.command()
@taking(Predict)
def predict(given: Predict) -> None:
    """Predict what translation architectures reach from few that are known, in several ways."""
    from ui import predicted

    predicted.show(given)
