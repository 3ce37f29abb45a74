"""What the commands of `greenrunner nas` take: fields say type, help and default."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer


@dataclass(frozen=True)
class Predict:
    """What `greenrunner nas predict` takes."""

    table: Annotated[Path, typer.Option(help="CSV: architectures with their BLEU and FLOPs.")]
    splits: Annotated[
        Path, typer.Option(help="CSV: seed, task, split (train or test), order, arch_id.")
    ]
    llm: Annotated[
        bool,
        typer.Option(
            "--llm",
            help="Ask a language model, too: with GREENRUNNER_LLM=openai it fills the rows that "
            "are empty without.",
        ),
    ] = False
    without: Annotated[
        list[str] | None,
        typer.Option(
            help="Leave a part out of its prompt: role, instructions, dataset, examples, backbone, "
            "efficiency, focus or definitions. May be given again."
        ),
    ] = None
    unlabelled: Annotated[
        Path | None, typer.Option(help="CSV: architectures that it labels, for a student.")
    ] = None
    labels: Annotated[
        int, typer.Option(min=0, help="Most labels that are paid for, over all splits.")
    ] = 0
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False


@dataclass(frozen=True)
class Proxies:
    """What `greenrunner nas proxies` takes."""

    table: Annotated[
        Path, typer.Option(help="CSV of trained cells: ops, params, macs, <dataset>_test.")
    ]
    cells: Annotated[
        int, typer.Option(help="How many are drawn; half of them judge, a formula sees the others.")
    ] = 1_000
    sampling: Annotated[
        str, typer.Option(help="random; stratified (ten equal-width accuracy bins); deciles.")
    ] = "random"
    seed: Annotated[int, typer.Option(help="Draws cells, weights, input, split and evolution.")] = 0
    source: Annotated[
        str, typer.Option("--input", help="What proxies show networks: noise (white), or digits.")
    ] = "noise"
    batch: Annotated[int, typer.Option(help="Examples in the minibatch.")] = 32
    channels: Annotated[int, typer.Option(help="The width of the first stage.")] = 8
    cells_per_stage: Annotated[int, typer.Option(help="Cells in each of three stages.")] = 1
    proxies: Annotated[str, typer.Option(help="Which, separated by commas; else all.")] = ""
    evolve: Annotated[
        bool, typer.Option(help="Breed a formula too, and judge it; else all the cells judge.")
    ] = True
    formula: Annotated[
        Path | None, typer.Option(help="Judge the formula that `nas evolve --save` kept instead.")
    ] = None
    population: Annotated[int, typer.Option(help="Formulas that live at a time.")] = 300
    generations: Annotated[int, typer.Option(help="How often they have children.")] = 40
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False


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


@dataclass(frozen=True)
class Rank:
    """What `greenrunner nas rank` takes."""

    family: Annotated[str, typer.Option(help="vit (pictures) or bert (texts), as in transformers.")]
    data: Annotated[
        str,
        typer.Option(
            help="What untrained networks see: noise (random tokens for bert), digits, or yours: a "
            "folder of pictures by label, a file of texts."
        ),
    ] = "noise"
    proxy: Annotated[
        str | None, typer.Option(help="A score of `nas proxies`; else zico, and why is said.")
    ] = None
    formula: Annotated[
        Path | None, typer.Option(help="Rank by the formula that `nas evolve --save` kept.")
    ] = None
    networks: Annotated[int, typer.Option(help="How many are drawn.")] = 20
    seed: Annotated[int, typer.Option(help="Draws networks, weights and examples.")] = 0
    examples: Annotated[
        int, typer.Option(help="How many a network sees; a formula says its own number.")
    ] = 16
    side: Annotated[int, typer.Option(help="Of the images of a vit, in pixels.")] = 32
    tokens: Annotated[int, typer.Option(help="Of a text of a bert, at most.")] = 128
    max_parameters: Annotated[int | None, typer.Option(help="A network may have.")] = None
    max_latency: Annotated[
        str | None, typer.Option(help="Of one answer, 95th percentile, as 5ms; timed here.")
    ] = None
    max_size: Annotated[str | None, typer.Option(help="Of the weights in float32, as 2MB.")] = None
    out: Annotated[
        Path | None, typer.Option(help="Write config.json of the best into this new folder.")
    ] = None
    keep: Annotated[int, typer.Option(help="How many of the best are written.")] = 3
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False
