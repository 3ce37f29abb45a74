"""What a meter says of a window: its joules with their interval, in all and by component."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from tools.domain import Component, Interval, Metering


@dataclass(frozen=True)
class Reading:
    """Joules of a window: in all, and of each component that the meter covers."""

    energy: Interval
    parts: dict[Component, Interval]


class Meter(Protocol):
    """Measures the energy between two calls; `update_s` is how often its slowest counter moves."""

    about: Metering
    update_s: float

    def begin(self) -> None:
        """Start a window."""

    def end(self) -> Reading:
        """End the window and return its energy; `parts` always holds `about.components`."""


def total(energies: Iterable[Interval]) -> Interval:
    """Add energies whose errors are shared (the same meter, the same assumed watts)."""
    energies = list(energies)
    measured = all(energy.provenance == "measured" for energy in energies)
    return Interval(
        low=sum(energy.low for energy in energies),
        mid=sum(energy.mid for energy in energies),
        high=sum(energy.high for energy in energies),
        provenance="measured" if measured else "modelled",
    )
