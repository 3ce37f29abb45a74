"""Keeps scores in a file of JSON lines, a network a line: a second run costs nothing."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError

from tools.domain import Value
from tools.errors import HomeError
from tools.nas.proxies.scoring import Score

DEFINITIONS = 1
"""Counts up when a proxy's definition changes; older scores are then not used."""


class Setting(Value):
    """All that a network's scores depend on, besides the network."""

    space: str
    channels: int
    cells_per_stage: int
    classes: int
    input: str
    batch: int
    seed: int = Field(description="draws the weights and the minibatch")
    made_by: str = Field(description="the processor and torch: what the CPU seconds rest on")
    definitions: int = DEFINITIONS


class _Line(Value):
    setting: Setting
    code: str
    scores: dict[str, Score]


class Scorebook:
    """The scores of one setting, in a file that other settings share."""

    def __init__(self, path: Path, setting: Setting) -> None:
        self._path, self._setting = path, setting
        self._kept: dict[str, dict[str, Score]] = {}
        self._begin = ""
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            # What a killed writer left of a line is ended, and passed over.
            self._begin = "" if text.endswith("\n") or not text else "\n"
            for line in text.splitlines():
                self._take(line)

    def scores(self, code: str) -> Mapping[str, Score]:
        """Return what is known of a network, by proxy."""
        return self._kept.get(code, {})

    def add(self, code: str, scores: Mapping[str, Score]) -> None:
        """Keep a network's scores; they are in the file when this returns.

        Raises:
            HomeError: the file cannot be written.

        """
        line = _Line(setting=self._setting, code=code, scores=dict(scores))
        try:
            # One write at the end of the file: processes beside do not tear each other's lines.
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                os.write(descriptor, f"{self._begin}{line.model_dump_json()}\n".encode())
            finally:
                os.close(descriptor)
        except OSError as error:
            raise HomeError(
                f"Scores cannot be kept in {self._path} ({error.strerror}). Make room, or set "
                "GREENRUNNER_HOME to another folder."
            ) from error
        self._begin = ""
        self._kept.setdefault(code, {}).update(scores)

    def _take(self, text: str) -> None:
        try:
            line = _Line.model_validate_json(text)
        except ValidationError:
            return
        if line.setting == self._setting:
            self._kept.setdefault(line.code, {}).update(line.scores)
