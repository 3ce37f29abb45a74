"""An evolved proxy as it is kept: a formula, what networks are shown, and how good it was.

A file of it may come from anywhere. It is read as data, within limits; see `formula.read`.
"""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from torch import nn

from tools.errors import DataError, HomeError, RequestError
from tools.nas.faults import first_fault
from tools.nas.proxies.evolved.fitness import scores, stacked
from tools.nas.proxies.evolved.formula import LONGEST, Formula, read
from tools.nas.proxies.evolved.shown import Setup, looked_at
from tools.nas.proxies.evolved.statistics import LAYERS, NUMBERS, Profile

LARGEST_FILE = 20_000
"""Bytes: far more than a formula takes."""


class Proxy(BaseModel):
    """A formula whose value ranks untrained networks: more is better."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    format: Literal["greenrunner-proxy-1"] = "greenrunner-proxy-1"
    formula: str = Field(max_length=LONGEST)
    """As `formula.read` takes it."""
    setup: Setup = Setup()
    """What the networks are shown; the formula was bred on it."""
    bred_on: str = Field(default="", max_length=500)
    """Which networks, and which labels."""
    tau: float | None = Field(default=None, ge=-1, le=1)
    """Kendall's tau on networks that evolution never saw."""

    @field_validator("formula")
    @classmethod
    def _is_a_formula(cls, text: str) -> str:
        try:
            return str(read(text, LAYERS, NUMBERS))
        except RequestError as error:
            raise ValueError(str(error)) from error

    @property
    def tree(self) -> Formula:
        """Return the formula, parsed."""
        return read(self.formula, LAYERS, NUMBERS)

    def score(self, profile: Profile) -> float:
        """Return a network's score from its statistics; minus infinity where it has none."""
        value = float(scores(self.tree, stacked([profile]))[0])
        return value if math.isfinite(value) else -math.inf

    def score_of(self, build: Callable[[], nn.Module]) -> float:
        """Build an untrained network and return its score: more is better.

        Raises:
            RequestError: nothing can be read off the network.

        """
        return self.score(looked_at(build, self.setup))


def save(proxy: Proxy, path: Path) -> None:
    """Write a proxy to a file of JSON.

    Raises:
        HomeError: the file cannot be written.

    """
    try:
        path.write_text(proxy.model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise HomeError(
            f"{path} cannot be written ({error.strerror}). Name another file."
        ) from error


def load(path: Path) -> Proxy:
    """Return the proxy that a file holds.

    Raises:
        DataError: the file cannot be read, or holds anything but a proxy.

    """
    if path.is_dir():
        raise DataError(f"{path} is a folder. Name a file that `--save` wrote.")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}). Name another file.") from error
    if len(content) > LARGEST_FILE:
        raise DataError(
            f"{path} is larger than {LARGEST_FILE:,} bytes, so it is no kept formula. Name a file "
            "that `--save` wrote."
        )
    try:
        return Proxy.model_validate_json(content)
    except ValidationError as error:
        fault = first_fault(error)
        raise DataError(
            f"{path} holds no formula of a proxy: {fault.place or 'the file'} {fault.said}. Name a "
            "file that `--save` wrote."
        ) from error
