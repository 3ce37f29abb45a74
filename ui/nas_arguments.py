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
    llm: Annotated[bool, typer.Option("--llm", help="Ask the configured language model, too.")] = (
        False
    )
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
