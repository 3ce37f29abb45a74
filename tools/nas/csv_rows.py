"""Reads the rows of a CSV file that anybody may have written: within limits, with their lines."""

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tools.errors import RequestError

LARGEST_FILE = 20_000_000
"""Bytes: the table of all 15,625 cells of NAS-Bench-201 takes one million."""
MOST_ROWS = 100_000

Row = Mapping[str, str | None]
"""A row's cells by column; None where it ends before. Cells beyond the header have no name."""


class Rows:
    """A CSV file's columns, and its rows with the lines they end on."""

    def __init__(self, path: Path, wanted: str) -> None:
        """Read the file.

        Args:
            path: where it is.
            wanted: a sentence that says what to give, for whoever gave something else.

        Raises:
            RequestError: it cannot be read, is no text, or is too large.

        """
        self._path, self._wanted = path, wanted
        self._reader = csv.DictReader(io.StringIO(_text(path, wanted), newline=""), strict=True)
        with self._faults():
            self.columns = tuple(self._reader.fieldnames or ())
        for name in self.columns:
            if self.columns.count(name) > 1:
                raise RequestError(f"{path} has the column {shown(name)} twice. {wanted}")

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        """Yield each row with its line.

        Raises:
            RequestError: there are too many, or one cannot be split into cells.

        """
        with self._faults():
            for count, row in enumerate(self._reader, start=1):
                if count > MOST_ROWS:
                    raise RequestError(
                        f"{self._path} has more than {MOST_ROWS:,} rows. {self._wanted}"
                    )
                yield self._reader.line_num, row

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Turn what the reader of CSV says into a sentence with the line."""
        try:
            yield
        except csv.Error as error:
            line = max(self._reader.reader.line_num, 1)
            raise RequestError(
                f"{self._path}, line {line}: this is no CSV text: a quotation mark is not "
                f"closed, or a cell has more than {csv.field_size_limit():,} characters. "
                f"{self._wanted}"
            ) from error


def _text(path: Path, wanted: str) -> str:
    if path.is_dir():
        raise RequestError(f"{path} is a folder and no file. {wanted}")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise RequestError(f"{path} does not exist. {wanted}") from error
    except OSError as error:
        raise RequestError(f"{path} cannot be read ({error.strerror}). {wanted}") from error
    if len(content) > LARGEST_FILE:
        raise RequestError(
            f"{path} is larger than {LARGEST_FILE // 1_000_000} MB, more than such a table takes. "
            f"{wanted}"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise RequestError(f"{path}, line {line}: this is no text in UTF-8. {wanted}") from error
    if (place := text.find("\0")) >= 0:
        line = text[:place].count("\n") + 1
        raise RequestError(f"{path}, line {line}: this is a binary file and no text. {wanted}")
    if not text.strip():
        raise RequestError(f"{path} is empty. {wanted}")
    return text


def shown(text: str) -> str:
    """Return text as it may be shown: short, and with no sign that moves a cursor."""
    return ascii(text[:40])
