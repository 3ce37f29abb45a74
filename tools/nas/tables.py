"""Reads a table of accuracies: what networks reached once somebody had trained them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path

from tools.errors import RequestError
from tools.nas.csv_rows import Row, Rows, shown

_SUFFIX = "_test"
_NEEDED = ("ops", "params", "macs")
_WANTED = (
    "Give a CSV file with a header and the columns ops, params, macs and one or more "
    "<dataset>_test."
)
_COUNT = re.compile(r"[0-9]{1,18}")


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


def read_accuracies(path: Path, checked: Callable[[str], object] = str) -> AccuracyTable:
    """Return the table of a CSV file: `ops`, `params`, `macs` and a `<dataset>_test` or more.

    `ops` is text: a code such as 111111 is no number.

    Args:
        path: the file.
        checked: refuses a code that is none.

    Raises:
        RequestError: the file is missing, or does not hold that, each network once.

    """
    read = Rows(path, _WANTED)
    tests = [name for name in read.columns if name.endswith(_SUFFIX) and name != _SUFFIX]
    missing = [name for name in _NEEDED if name not in read.columns]
    if missing or not tests:
        lacking = ", ".join([*missing, *([] if tests else ["<dataset>_test"])])
        raise RequestError(f"{path} lacks what a table of accuracies has ({lacking}). {_WANTED}")
    rows: list[Known] = []
    first: dict[str, int] = {}
    for line, row in read:
        known = _known(row, tests, f"{path}, line {line}", checked)
        if known.code in first:
            raise RequestError(
                f"{path}: {known.code} is on lines {first[known.code]} and {line}. "
                "Leave each network once."
            )
        first[known.code] = line
        rows.append(known)
    if not rows:
        raise RequestError(f"{path} has a header and no rows. Each network is a row.")
    return AccuracyTable(path.name, tuple(rows))


def _known(row: Row, tests: Sequence[str], where: str, checked: Callable[[str], object]) -> Known:
    code = (row["ops"] or "").strip()
    try:
        checked(code)
    except RequestError as error:
        raise RequestError(f"{where}: {error}") from error
    return Known(
        code=code,
        parameters=_count(row, "params", where, least=0),
        macs=_count(row, "macs", where, least=1),
        accuracies={name.removesuffix(_SUFFIX): _percent(row, name, where) for name in tests},
    )


def _count(row: Row, column: str, where: str, *, least: int) -> int:
    text = (row[column] or "").strip()
    if not _COUNT.fullmatch(text) or int(text) < least:
        raise RequestError(
            f"{where}: {column} is {_cell(text)}; it is a whole number of {least} or more."
        )
    return int(text)


def _percent(row: Row, column: str, where: str) -> float:
    text = (row[column] or "").strip()
    try:
        percent = float(text)
    except ValueError:
        percent = nan
    if not 0 <= percent <= 100:
        raise RequestError(
            f"{where}: {column} is {_cell(text)}; an accuracy is a percentage from 0 to 100."
        )
    return percent


def _cell(text: str) -> str:
    return shown(text) if text else "missing"
