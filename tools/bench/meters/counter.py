"""Counters of joules as drivers show them, and what they gained in a window."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from tools.domain import Component

# What one counter that starts anew may gain. CPU package: Zeus's own assumption
# (`zeus.device.cpu.rapl`); its memory: our allowance, 16 modules of some 15 W.
_MOST_W: dict[Component, float] = {"cpu": 1_000.0, "memory": 250.0}


class CounterError(Exception):
    """A counter cannot be read: why, and how it could be, each a clause."""

    def __init__(self, why: str, how: str = "", *, refused: bool = False) -> None:
        super().__init__(why)
        self.why, self.how = why, how
        self.refused = refused
        """It is there and may not be read."""

    @property
    def sentence(self) -> str:
        """The two clauses as one sentence."""
        return sentence(f"{self.why}: {self.how}" if self.how else self.why)


class Count(NamedTuple):
    """Where one counter stands: joules since some fixed time, starting anew at `range_j`."""

    component: Component
    energy_j: float
    range_j: float = inf


@dataclass(frozen=True)
class Counter:
    """Something whose counts can be read again and again, always in the same order."""

    name: str
    about: str
    """What is read, in words."""
    components: tuple[Component, ...]
    relative_error: float
    """Half of the 95 % interval over the middle, without what the counter's steps add."""
    update_s: float
    counts: Callable[[], Sequence[Count]]
    lacks: str = ""
    """What it does not cover, and how that could be had; a clause."""

    def read(self) -> Sequence[Count]:
        """Return where the counter stands.

        Raises:
            CounterError: it went away, or may no longer be read.

        """
        with drivers():
            return self.counts()


@contextmanager
def drivers() -> Iterator[None]:
    """Turn whatever a driver's library raises into a `CounterError`: they raise anything."""
    try:
        yield
    except (CounterError, MemoryError):
        raise
    except Exception as error:
        raise CounterError(_said(error), refused=True) from error


@contextmanager
def quiet_drivers() -> Iterator[None]:
    """Do the same while a library is looked for, and keep its warnings to itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with drivers():
            yield


def sentence(clause: str) -> str:
    """Return a clause as a sentence; of none, none."""
    return f"{clause[:1].upper()}{clause[1:]}." if clause else ""


def gained(
    before: Sequence[Count], now: Sequence[Count], *, wall_s: float, update_s: float
) -> dict[Component, float]:
    """Return the joules by component; left out is one of which a counter tells nothing certain."""
    joules: dict[Component, float] = {}
    silent: set[Component] = set()
    for old, new in zip(before, now, strict=True):
        energy_j = _gain(old, new, most_s=wall_s + update_s)
        if energy_j is None:
            silent.add(new.component)
        else:
            joules[new.component] = joules.get(new.component, 0.0) + energy_j
    return {component: j for component, j in joules.items() if component not in silent}


def _gain(old: Count, new: Count, *, most_s: float) -> float | None:
    """Return the joules between two counts of one counter.

    None where it stood still, ran backwards, or started anew in a way that may hide a whole range:
    then it was reset, or the window lasted longer than a range can.
    """
    energy_j = new.energy_j - old.energy_j
    if new.range_j < inf:
        most_j = _MOST_W[new.component] * most_s
        if energy_j < 0:
            energy_j += new.range_j
        if energy_j > most_j or most_j >= new.range_j:
            return None
    return energy_j if energy_j > 0 else None


def _said(error: Exception) -> str:
    """Return an error's own words as a clause on one line."""
    words = " ".join(str(error).split()).rstrip(".")
    return f"{words} ({type(error).__name__})" if words else type(error).__name__
