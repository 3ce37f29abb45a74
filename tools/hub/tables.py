"""Reads a CSV or JSON Lines file strictly: every row has the same columns, or it is an error."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tools.errors import DataError

_MOST_BYTES = 500_000_000
_DELIMITERS = ",;\t"


class Row(NamedTuple):
    """One row: the line it ends on, and its cells by column."""

    line: int
    cells: Mapping[str, object]


class Table(NamedTuple):
    """The columns of a file, and its rows as they are read."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def read_table(file: Path) -> Table:
    """Open a .csv, .tsv or .jsonl file; a damaged row is found when it is reached.

    Raises:
        DataError: the file is not there, empty, not UTF-8 or not such a table. So may reading
            its rows.

    """
    readers = {".csv": _csv, ".tsv": _csv, ".jsonl": _json_lines, ".ndjson": _json_lines}
    reader = readers.get(file.suffix.lower())
    if not file.exists():
        raise DataError(f"There is no file {file}. Check the path.")
    # What is no such table is not even opened: it may be anybody's, and a device has no end.
    if not file.is_file():
        raise DataError(f"{file} cannot be read: it is no file. Give a readable file.")
    if reader is None:
        raise DataError(f"{file} is neither .csv, .tsv nor .jsonl. Save it as one of these.")
    text = _text(file)
    if not text.strip():
        raise DataError(f"{file} is empty. Give a file with a text and a label in each row.")
    rows = reader(file, text)
    first = next(rows, None)
    if first is None:
        raise DataError(f"{file} has a header and no rows. Give one labelled example a row.")
    return Table(tuple(first.cells), _chain(first, rows))


def _chain(first: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rows


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise DataError(f"{file} is larger than {_MOST_BYTES / 1e6:.0f} MB. Give a sample.")
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror}. Give a readable file.") from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"{file} is not UTF-8 text (byte {error.start + 1} is not). Save it as UTF-8."
        ) from None


def _csv(file: Path, text: str) -> Iterator[Row]:
    header = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: list[str] | None = None
    try:
        for cells in reader:
            if not cells:
                continue
            if columns is None:
                columns = _columns(file, cells)
            elif len(cells) != len(columns):
                raise DataError(
                    f"{file}, line {reader.line_num}: {len(cells)} columns, where the header has"
                    f" {len(columns)}. Put texts that hold a {delimiter!r} in double quotes."
                )
            else:
                yield Row(reader.line_num, dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        raise DataError(
            f"{file}, line {reader.line_num}: {error}. Correct that row's quotes."
        ) from None


def _columns(file: Path, cells: list[str]) -> list[str]:
    columns = [cell.strip() for cell in cells]
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        raise DataError(f"{file} has two columns named {twice!r}. Rename one of them.")
    return columns


def _json_lines(file: Path, text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise DataError(f"{file}, line {number}: not a JSON object. Put one object on a line.")
        yield Row(number, value)
