"""The models that ship inside packages: data/catalogue.toml, read and checked."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator

from tools.domain import Candidate, Dataset, Runtime, Strategy, Value
from tools.errors import RequestError
from tools.hub.archives import Archive

CATALOGUE = Path(__file__).parents[2] / "data" / "catalogue.toml"

_RANGE = re.compile(r"(?P<name>.*)\{(?P<first>\d+)\.\.(?P<last>\d+)\}")


def covers(own: Iterable[str], asked: Iterable[str]) -> bool:
    """Say whether a head with its own labels knows all that are asked for, whatever their case."""
    return {label.casefold() for label in asked} <= {label.casefold() for label in own}


class Entry(Value):
    """One model: what is known of it, and which files of which archives it needs."""

    id: str
    hub: str = Field(default="", description="hub id of the model that this was made from")
    revision: str
    runtime: Runtime
    strategies: tuple[Strategy, ...] = Field(
        min_length=1, description="the ways in which it can be put to a task"
    )
    tasks: tuple[str, ...]
    parameters: int = Field(ge=0)
    flop: int = Field(default=0, description="of one answer, where inputs are scaled to one size")
    size_bytes: int = Field(ge=0, description="all its files together")
    licence: str
    languages: tuple[str, ...] = ()
    labels: tuple[str, ...] = Field(
        default=(), description="of its own head; in the file `a{0..2}` stands for a0, a1 and a2"
    )
    options: dict[str, str | int | float] = Field(default_factory=dict)
    architecture: dict[str, str | int | float] = Field(
        default_factory=dict, description="what its config.json says of its size, if it has one"
    )
    files: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="archive -> its name here -> its name there"
    )
    joined: dict[str, str] = Field(
        default_factory=dict,
        description="where `files`, put together in the order of their names, are one zip: the"
        " files to take out of it, name here -> name there",
    )

    @field_validator("labels")
    @classmethod
    def _written_out(cls, labels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for label in labels for one in _range(label))

    @property
    def names(self) -> frozenset[str]:
        """The files that the model's folder holds once it is complete."""
        return frozenset(self.joined or (name for files in self.files.values() for name in files))

    @property
    def slug(self) -> str:
        """The name of the model's folder: it changes with the revision."""
        return re.sub(r"[^\w.-]+", "-", f"{self.id}--{self.revision}")

    def candidates(self, dataset: Dataset) -> tuple[Candidate, ...]:
        """Return a configuration, without tactics, for each strategy that fits the data.

        Where none does, the first: why it cannot be will be said of it.
        """
        fitting = [one for one in self.strategies if self._fits(one, dataset)]
        return tuple(
            Candidate(model=self.id, revision=self.revision, strategy=strategy)
            for strategy in fitting or self.strategies[:1]
        )

    def _fits(self, strategy: Strategy, dataset: Dataset) -> bool:
        if strategy == "as_is":
            return covers(self.labels, dataset.labels)
        return dataset.n_train > 0


def _range(label: str) -> Iterator[str]:
    match = _RANGE.fullmatch(label)
    if match is None:
        yield label
        return
    for i in range(int(match["first"]), int(match["last"]) + 1):
        yield f"{match['name']}{i}"


class Catalogue(Value):
    """All models that can be had without a hub, and the archives that carry them."""

    archives: dict[str, Archive]
    models: tuple[Entry, ...]

    @model_validator(mode="after")
    def _names_its_archives(self) -> Self:
        for entry in self.models:
            for archive in entry.files:
                if archive not in self.archives:
                    raise ValueError(f"{entry.id} needs the archive {archive}, which is not listed")
        return self

    def entry(self, model_id: str) -> Entry:
        """Return the entry of one model.

        Raises:
            RequestError: the catalogue has no such model.

        """
        for entry in self.models:
            if entry.id == model_id:
                return entry
        known = ", ".join(entry.id for entry in self.models)
        raise RequestError(f"The catalogue has no model {model_id!r}. It has: {known}.")

    def sharing(self, archive: str) -> tuple[Entry, ...]:
        """Return the models that need files of one archive."""
        return tuple(entry for entry in self.models if archive in entry.files)

    def members(self, archive: str) -> frozenset[str]:
        """Return the files of one archive that any model needs, so that it is fetched once."""
        return frozenset(
            name for entry in self.sharing(archive) for name in entry.files[archive].values()
        )


def load_catalogue(path: Path = CATALOGUE) -> Catalogue:
    """Read a catalogue.

    Raises:
        ValueError: the file is not a catalogue: a mistake in this project, not the user's.

    """
    return Catalogue.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
