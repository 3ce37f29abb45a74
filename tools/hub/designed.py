"""The networks that were designed here for a dataset: `designs/` in the home, a folder each."""

from pathlib import Path

from pydantic import ValidationError

from tools.domain import DESIGN_NOTE, Candidate, Dataset, Design, Listing, Model
from tools.hub.licences import YOURS

_FOLDER = "designs"
SOURCE = "designed here"


def new_folder(home: Path, dataset: Dataset) -> Path:
    """Return where the next network for a dataset goes; its name is the model's."""
    name = "".join(c if c.isalnum() else "-" for c in dataset.name.lower())[:40].strip("-")
    taken = {path.name for path in (home / _FOLDER).glob("*")}
    number = next(n for n in range(1, len(taken) + 2) if f"designed-{name}-{n}" not in taken)
    return home / _FOLDER / f"designed-{name}-{number}"


def designed(home: Path, dataset: Dataset) -> list[Listing]:
    """Return the networks that were designed for these very examples; damaged notes are none."""
    found = (_design(note) for note in sorted((home / _FOLDER).glob(f"*/{DESIGN_NOTE}")))
    return [
        listing(design, folder, dataset)
        for design, folder in (one for one in found if one is not None)
        if design.dataset_sha256 == dataset.sha256
    ]


def listing(design: Design, folder: Path, dataset: Dataset) -> Listing:
    """Return a designed network as a candidate: as it is, with the data's labels."""
    model = Model(
        id=design.id,
        revision=design.revision,
        runtime="cnn",
        tasks=(dataset.task,),
        parameters=design.parameters,
        flop=design.flop,
        size_bytes=design.size_bytes,
        licence=YOURS,
        source=SOURCE,
        folder=str(folder),
        options={
            "layers": design.layers,
            "input_size": design.side,
            "channels": design.channels,
            "mean": 0.0,
            "std": 1.0,
        },
        labels=design.labels,
    )
    candidate = Candidate(model=design.id, revision=design.revision, strategy="as_is")
    return Listing(candidate=candidate, model=model)


def _design(note: Path) -> tuple[Design, Path] | None:
    try:
        return Design.model_validate_json(note.read_bytes()), note.parent
    except (OSError, ValidationError):
        return None
