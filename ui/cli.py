"""The command line. Heavy imports wait for the command that needs them: `--help` is instant."""

import sys
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from tools.errors import GreenRunnerError
from ui.options import taking

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Finds the greenest pretrained model that is good enough, by measuring on this machine.",
)

_Offline = Annotated[
    bool, typer.Option("--offline", help="Ask no hub: only what is known here is tried.")
]


def main() -> None:
    """Run the command line; what a user can act on is a sentence and exit code 2."""
    try:
        app()
    except GreenRunnerError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


@dataclass(frozen=True)
class _Ask:
    """What `greenrunner ask` takes."""

    need: Annotated[str, typer.Argument(help="What you need a model for, in your own words.")]
    data: Annotated[
        Path | None, typer.Option(help="Your labelled examples: a CSV or JSONL file.")
    ] = None
    text: Annotated[str | None, typer.Option(help="The file's column with the inputs.")] = None
    label: Annotated[str | None, typer.Option(help="The file's column with the labels.")] = None
    yes: Annotated[bool, typer.Option("--yes", help="Accept the plan without asking.")] = False
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False
    offline: _Offline = False


@app.command()
@taking(_Ask)
def ask(given: _Ask) -> None:
    """Do one request: search, measure, recommend."""
    from agent.state import Said
    from ui import terminal

    said: Said = {
        "text": given.need,
        "data": str(given.data) if given.data else None,
        "text_column": given.text,
        "label_column": given.label,
    }
    work = terminal.ask(said, accept=given.yes, as_json=given.as_json, offline=given.offline)
    raise typer.Exit(_exit_code(work))


@app.command()
def chat(
    host: Annotated[str, typer.Option(help="This machine's own address.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the page is served.")] = 8000,
    *,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    in_terminal: Annotated[
        bool, typer.Option("--terminal", help="Talk here in the terminal instead.")
    ] = False,
    offline: _Offline = False,
) -> None:
    """Talk in the browser, or turn by turn in the terminal."""
    if not in_terminal:
        from ui import server

        server.serve(host=host, port=port, browser=browser, offline=offline)
    from ui import terminal

    raise typer.Exit(_exit_code(terminal.chat(offline=offline)))


@dataclass(frozen=True)
class _Tactics:
    """What `greenrunner tactics` takes."""

    models: Annotated[
        list[str] | None, typer.Argument(help="Models to try them on; else all that can.")
    ] = None
    data: Annotated[
        str, typer.Option(help="A built-in dataset's name, or a CSV or JSONL file of yours.")
    ] = "tweets"
    text: Annotated[str | None, typer.Option(help="The file's column with the inputs.")] = None
    label: Annotated[str | None, typer.Option(help="The file's column with the labels.")] = None
    tactics: Annotated[str, typer.Option(help="Which, separated by commas; else the usual.")] = ""
    repeats: Annotated[int, typer.Option(min=2, help="Blocks; ten or more find small effects.")] = (
        10
    )
    examples: Annotated[int, typer.Option(min=8, help="Requests a window.")] = 64
    device: Annotated[str, typer.Option(help="cpu, cuda, cuda:1 or mps.")] = "cpu"
    volume: Annotated[
        float | None, typer.Option(min=1, help="Requests that a one-off cost must be earned in.")
    ] = None
    seed: Annotated[int, typer.Option(help="Of the random order.")] = 0
    out: Annotated[
        Path | None, typer.Option(help="A folder for the report, pictures and raw rows.")
    ] = None
    yes: Annotated[bool, typer.Option("--yes", help="Go ahead without asking.")] = False
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False


@app.command()
@taking(_Tactics)
def tactics(given: _Tactics) -> None:
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


@dataclass(frozen=True)
class _Replay:
    """What `greenrunner replay` takes."""

    matrix: Annotated[
        Path,
        typer.Argument(help="An .npz file with predictions and labels, or a folder of them."),
    ]
    costs: Annotated[
        Path | None,
        typer.Option(help="CSV: model_index, joules_per_example, joules_load; <name>_costs.csv."),
    ] = None
    metadata: Annotated[
        Path | None,
        typer.Option(help="CSV: model_index, published_score, downloads, size_bytes."),
    ] = None
    policy: Annotated[str, typer.Option(help="One or more, separated by commas, or `all`.")] = (
        "certified"
    )
    goal: Annotated[str, typer.Option(help="best, cheapest or exchange.")] = "best"
    budget_fraction: Annotated[
        float, typer.Option(min=0, max=1, help="Of what brute force costs.")
    ] = 1.0
    epsilon: Annotated[float, typer.Option(min=0, help="Points that do not matter.")] = 1.0
    delta: Annotated[
        float, typer.Option(min=1e-9, max=0.5, help="How often a certificate may be wrong.")
    ] = 0.05
    orders: Annotated[int, typer.Option(min=1, help="Random orders to replay.")] = 1
    seed: Annotated[int, typer.Option(min=0, help="Of the first order.")] = 0
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False


@app.command()
@taking(_Replay)
def replay(given: _Replay) -> None:
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


def _exit_code(command: Coroutine[object, object, int]) -> int:
    """Run a command to its end; Ctrl-C is caught here, before Typer makes a bare exit of it."""
    import asyncio

    try:
        return asyncio.run(command)
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. What was measured is kept; ask again to go on from there.\n")
        return 130
