"""What the longer commands take: fields say type, help and default."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

Offline = Annotated[
    bool, typer.Option("--offline", help="Ask no hub: only what is known here is tried.")
]


@dataclass(frozen=True)
class Ask:
    """What `greenrunner ask` takes."""

    need: Annotated[str, typer.Argument(help="What you need a model for, in your own words.")]
    data: Annotated[
        Path | None,
        typer.Option(help="Your labelled examples: a CSV or JSONL file, or a folder of pictures."),
    ] = None
    text: Annotated[str | None, typer.Option(help="The file's column with the inputs.")] = None
    label: Annotated[str | None, typer.Option(help="The file's column with the labels.")] = None
    yes: Annotated[
        bool,
        typer.Option(
            "--yes", help="Accept the plan without asking, and a design where nothing fits."
        ),
    ] = False
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False
    offline: Offline = False


@dataclass(frozen=True)
class Plan:
    """What `greenrunner plan` takes."""

    need: Annotated[str, typer.Argument(help="What you need a model for, in your own words.")]
    data: Annotated[
        Path | None,
        typer.Option(help="Your labelled examples: a CSV or JSONL file, or a folder of pictures."),
    ] = None
    text: Annotated[str | None, typer.Option(help="The file's column with the inputs.")] = None
    label: Annotated[str | None, typer.Option(help="The file's column with the labels.")] = None
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False
    offline: Offline = False


@dataclass(frozen=True)
class Experiment:
    """What `greenrunner tactics` takes."""

    models: Annotated[
        list[str] | None, typer.Argument(help="Models to try them on; else all that can.")
    ] = None
    data: Annotated[
        str,
        typer.Option(
            help="A built-in dataset, your CSV or JSONL file, or your folder of pictures."
        ),
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


@dataclass(frozen=True)
class Replays:
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
