"""Reads a table of accuracies: what networks reached once somebody had trained them."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from tools.errors import RequestError

_SUFFIX = "_test"
_NEEDED = ("ops", "params", "macs")
_WANTED = (
    "Give a CSV file with a header and the columns ops, params, macs and one or more "
    "<dataset>_test."
)


@dataclass(frozen=True)
class Known:
    """A network and what it reached."""

    code: str
    parameters: int
    macs: int
    accuracies: Mapping[str, float]
    """Test accuracy in percent, by the data set's name."""


@dataclass(frozen=True)
class AccuracyTable:
    """Networks, each once, with accuracies on the same data sets."""

    name: str
    rows: tuple[Known, ...]

    @property
    def datasets(self) -> tuple[str, ...]:
        """The data sets in the order of the columns."""
        return tuple(self.rows[0].accuracies)


def read_accuracies(path: Path) -> AccuracyTable:
    """Return the table of a CSV file: `ops`, `params`, `macs` and a `<dataset>_test` or more.

    `ops` is text: a code such as 111111 is no number.

    Raises:
        RequestError: the file is missing, or does not hold that, each network once.

    """
    columns, lines = _lines(path)
    tests = [name for name in columns if name.endswith(_SUFFIX) and name != _SUFFIX]
    missing = [name for name in _NEEDED if name not in columns]
    if missing or not tests:
        lacking = ", ".join([*missing, *([] if tests else ["<dataset>_test"])])
        raise RequestError(f"{path} lacks what a table of accuracies has ({lacking}). {_WANTED}")
    if not lines:
        raise RequestError(f"{path} has a header and no rows. Each network is a row.")
    rows = tuple(_known(line, tests, f"{path}, row {n}") for n, line in enumerate(lines, start=1))
    _each_once(rows, path)
    return AccuracyTable(path.name, rows)


def _lines(path: Path) -> tuple[Sequence[str], list[dict[str, str | None]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            lines: list[dict[str, str | None]] = list(reader)
            header = tuple(reader.fieldnames or ())
    except FileNotFoundError as error:
        raise RequestError(f"{path} does not exist. Give a table's path with --table.") from error
    except OSError as error:
        raise RequestError(f"{path} cannot be read ({error.strerror}). {_WANTED}") from error
    except (UnicodeError, csv.Error) as error:
        raise RequestError(f"{path} is no CSV text in UTF-8 ({error}). {_WANTED}") from error
    return header, lines


def _known(line: Mapping[str, str | None], tests: Sequence[str], where: str) -> Known:
    try:
        accuracies = {name.removesuffix(_SUFFIX): float(line[name] or "") for name in tests}
        known = Known(
            code=(line["ops"] or "").strip(),
            parameters=int(line["params"] or ""),
            macs=int(line["macs"] or ""),
            accuracies=accuracies,
        )
    except ValueError as error:
        raise RequestError(f"{where}: a number is missing or is none ({error}).") from error
    if not all(isfinite(percent) and 0 <= percent <= 100 for percent in accuracies.values()):
        raise RequestError(f"{where}: an accuracy is a percentage from 0 to 100.")
    if known.parameters < 0 or known.macs < 1:
        raise RequestError(f"{where}: params and macs are counts: 0 or more, and 1 or more.")
    return known


def _each_once(rows: Sequence[Known], path: Path) -> None:
    first: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        if row.code in first:
            raise RequestError(
                f"{path}: {row.code} is in rows {first[row.code]} and {number}. "
                "Leave each network once."
            )
        first[row.code] = number
