"""What was read last of one dataset on one machine, kept true by what is written after it.

A search asks for all of it at every step, and one process alone has the database open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tools.domain import Candidate, Failure, Setup, Window
from tools.results.rows import Key


class Batches:
    """Each candidate's batches, by their first example."""

    def __init__(self, windows: Iterable[Window]) -> None:
        self._found: dict[Candidate, dict[int, Window]] = {}
        for window in windows:
            self._found.setdefault(window.candidate, {})[window.start] = window
        self._in_order = {who: _contiguous(found) for who, found in self._found.items()}

    def add(self, window: Window) -> None:
        """Take in one more."""
        found = self._found.setdefault(window.candidate, {})
        found[window.start] = window
        self._in_order[window.candidate] = _contiguous(found)

    def in_order(self) -> dict[Candidate, tuple[Window, ...]]:
        """Return each candidate's batches in order, as far as they are contiguous from 0."""
        return {who: windows for who, windows in self._in_order.items() if windows}


@dataclass(frozen=True)
class Failed:
    """A failure, and when it was recorded."""

    failure: Failure
    at: datetime


@dataclass
class Kept:
    """What is known under one key; None is what was not read yet, or holds no longer."""

    key: Key
    batches: Batches | None = None
    setups: dict[Candidate, Setup] | None = None
    failures: dict[Candidate, Failed] | None = None

    def answered(self, window: Window) -> None:
        """Take in a batch that was written; it ends the failure of a candidate."""
        if self.batches is not None:
            self.batches.add(window)
        if self.failures is not None and window.candidate in self.failures:
            self.failures = None


def _contiguous(batches: dict[int, Window]) -> tuple[Window, ...]:
    found: list[Window] = []
    answered = 0
    while (window := batches.get(answered)) is not None:
        found.append(window)
        answered += len(window.correct)
    return tuple(found)
