"""The command line. Heavy imports wait for the command that needs them: `--help` is instant."""

import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Annotated

import typer

from tools.errors import GreenRunnerError
from ui.arguments import Ask, Experiment, Offline, Plan, Replays
from ui.nas import nas
from ui.options import taking

if TYPE_CHECKING:
    from agent.state import Said

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Finds the greenest pretrained model that is good enough, by measuring on this machine.",
)
app.add_typer(nas, name="nas")


def main() -> None:
    """Run the command line; what a user can act on is a sentence and exit code 2."""
    try:
        app()
    except GreenRunnerError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


@app.command()
@taking(Ask)
def ask(given: Ask) -> None:
    """Do one request: search, measure, recommend."""
    from ui import terminal

    said = _said(given)
    work = terminal.ask(said, accept=given.yes, as_json=given.as_json, offline=given.offline)
    raise typer.Exit(_exit_code(work))


@app.command()
@taking(Plan)
def plan(given: Plan) -> None:
    """Say what a search would find and cost, and spend nothing of it."""
    from ui import plan as shown

    said = _said(given)
    raise typer.Exit(_exit_code(shown.show(said, as_json=given.as_json, offline=given.offline)))


@app.command()
def understand(
    text: Annotated[str, typer.Argument(help="A need in your own words; - reads it from a pipe.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what is understood of a text, and from which words; nothing is searched."""
    from ui import understood

    raise typer.Exit(_exit_code(understood.show(text, as_json=as_json)))


@app.command()
def chat(
    host: Annotated[str, typer.Option(help="This machine's own address.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the page is served.")] = 8000,
    *,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    in_terminal: Annotated[
        bool, typer.Option("--terminal", help="Talk here in the terminal instead.")
    ] = False,
    offline: Offline = False,
) -> None:
    """Talk in the browser, or turn by turn in the terminal."""
    if not in_terminal:
        from ui import server

        server.serve(host=host, port=port, browser=browser, offline=offline)
    from ui import terminal

    raise typer.Exit(_exit_code(terminal.chat(offline=offline)))


@app.command()
@taking(Experiment)
def tactics(given: Experiment) -> None:
    """Try tactics (quantization, compilation, pruning, ...) in a controlled experiment."""
    from agent.experiment import Asked
    from ui import tactics as shown

    asked = Asked(
        models=tuple(given.models or ()),
        tactics=tuple(name.strip() for name in given.tactics.split(",") if name.strip()),
        text_column=given.text,
        label_column=given.label,
        blocks=given.repeats,
        data=given.data,
        device=given.device,
        examples=given.examples,
        volume=given.volume,
        seed=given.seed,
    )
    work = shown.show(asked, out=given.out, accept=given.yes, as_json=given.as_json)
    raise typer.Exit(_exit_code(work))


@app.command()
@taking(Replays)
def replay(given: Replays) -> None:
    """Replay how a policy would have chosen, on stored answers of many models."""
    from ui import replay as shown

    shown.show(
        (given.matrix, given.costs, given.metadata),
        policies=given.policy,
        options={
            "goal": given.goal,
            "budget_fraction": given.budget_fraction,
            "epsilon": given.epsilon,
            "delta": given.delta,
            "orders": given.orders,
            "seed": given.seed,
        },
        as_json=given.as_json,
    )


@app.command()
def results(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """List what the store knows of every candidate, on every dataset and machine."""
    from ui import listing

    listing.show(as_json=as_json, as_csv=as_csv)


@app.command()
def sql(
    query: Annotated[
        str | None, typer.Argument(help="One SELECT; without it, the views are described.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Ask past results in SQL; nothing but a copy of them can be reached."""
    from ui import sql as asked

    asked.show(query, as_json=as_json, as_csv=as_csv)


@app.command()
def estimates(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False
) -> None:
    """Score what was estimated here against what was measured afterwards."""
    from ui import scores

    scores.show(as_json=as_json)


@app.command()
def disk(
    *,
    remove: Annotated[
        str | None, typer.Option(help="A model whose files go; its results stay.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what the home keeps of models, how large it is and when it was last used."""
    from ui import shelf

    shelf.show(remove=remove, as_json=as_json)


@app.command()
def doctor(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False
) -> None:
    """Say what this machine can run and measure, and what is missing; exit code 1 if broken."""
    from ui import checkup

    raise typer.Exit(checkup.show(as_json=as_json))


def _said(given: "Ask | Plan") -> "Said":
    return {
        "text": given.need,
        "data": str(given.data) if given.data else None,
        "text_column": given.text,
        "label_column": given.label,
    }


def _exit_code(command: Coroutine[object, object, int]) -> int:
    import asyncio

    from ui import stopping

    with stopping.saying("What was measured is kept; ask again to go on from there."):
        return asyncio.run(command)
