"""How networks are looked at, and a file that remembers what was seen.

Statistics are only comparable if they were read in the same way, so a setup has its own file.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from torch import nn

from tools.errors import HomeError
from tools.nas.proxies.evolved.inputs import NOISES
from tools.nas.proxies.evolved.profiling import Pair, profile
from tools.nas.proxies.evolved.statistics import Profile

VERSION = 1
"""Of the statistics' definitions: what an older one read is read anew."""


class Setup(BaseModel):
    """What a network is shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shape: tuple[int, ...] = Field(default=(3, 16, 16), min_length=1, max_length=4)
    """Of one example. Small images are enough: time grows with the area."""
    noise: Literal["white", "pink"] = "pink"
    examples: int = Field(default=16, ge=4, le=256)
    """In each of the two batches."""
    seed: int = Field(default=0, ge=0)
    """Of the noise, the weights and the labels."""

    def batches(self) -> Pair:
        """Return the two batches."""
        source = torch.Generator().manual_seed(self.seed)
        shape = (self.examples, *self.shape)
        return Pair(NOISES[self.noise](shape, source), NOISES[self.noise](shape, source))


def looked_at(build: Callable[[], nn.Module], setup: Setup) -> Profile:
    """Build a network with the setup's weights and return its statistics.

    Torch's generator and its number of threads are left as they were found; one thread is used, so
    that CPU seconds are comparable.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(setup.seed)
            network = build()
        return profile(network, setup.batches(), setup.seed)
    finally:
        torch.set_num_threads(threads)


class Album:
    """The statistics that were read in one setup, kept in a file of JSON lines."""

    def __init__(self, folder: Path, setup: Setup, of: str) -> None:
        """Open the album of a setup; what cannot be read in it is read anew from the networks.

        Args:
            folder: where albums are kept; it is made when the first network is kept.
            setup: how the networks are looked at.
            of: the space of networks, with its skeleton.

        """
        told = json.dumps([VERSION, of, setup.model_dump(mode="json")])
        self.path = folder / f"statistics-{hashlib.sha256(told.encode()).hexdigest()[:16]}.jsonl"
        self.setup = setup
        self._kept: dict[str, Profile] = dict(self._read())

    def _read(self) -> Iterable[tuple[str, Profile]]:
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            raise HomeError(f"{self.path} cannot be read. Delete it: it is a cache.") from error
        for line in lines:
            try:
                page = Page.model_validate_json(line)
            except ValidationError:
                continue  # A process that was killed left half a line.
            yield page.key, page.profile

    def __contains__(self, key: str) -> bool:
        return key in self._kept

    def of(self, key: str, build: Callable[[], nn.Module]) -> Profile:
        """Return a network's statistics: those kept, or read now and kept.

        Args:
            key: names the network in its space.
            build: builds it untrained.

        Raises:
            HomeError: the file cannot be written.

        """
        if key not in self._kept:
            seen = looked_at(build, self.setup)
            self._keep(Page(key=key, profile=seen))
            self._kept[key] = seen
        return self._kept[key]

    def _keep(self, page: "Page") -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                # Starts a line of its own, even after half a line.
                file.write("\n" + page.model_dump_json())
        except OSError as error:
            raise HomeError(
                f"{self.path} cannot be written ({error.strerror}). Make room or rights."
            ) from error


class Page(BaseModel):
    """A line of an album."""

    model_config = ConfigDict(frozen=True)

    key: str
    profile: Profile
