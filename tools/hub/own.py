"""A user's own labelled texts, from a CSV or JSON Lines file."""

from collections.abc import Iterator
from pathlib import Path

from tools.domain import Dataset
from tools.errors import ColumnError, DataError
from tools.hub.datasets import MOST_ROWS, About, Distinct, Example, Split, distinct, save, split
from tools.hub.tables import Row, Table, read_table

_TEST_SHARE = 0.2
_LEAST_TEST_ROWS = 20
_TEXT_NAMES = ("text", "sentence", "tweet", "message", "review", "comment", "content")
_LABEL_NAMES = ("label", "class", "category", "sentiment", "target")


def own(
    file: Path, home: Path, *, text_column: str | None = None, label_column: str | None = None
) -> Dataset:
    """Return the labelled texts of a file; 20 % of each label, but not of rare ones, are the test.

    Columns that are not named are found by their usual names, where only one has such a name.

    Raises:
        DataError: the file cannot be read as labelled texts; the message says where and why.
        HomeError: the home folder cannot be written.

    """
    table = read_table(file)
    text = _column(file, table, wanted=text_column, usual=_TEXT_NAMES, holds="text")
    label = _column(file, table, wanted=label_column, usual=_LABEL_NAMES, holds="label")
    if text == label:
        raise DataError(f"{file}: the text and the label cannot both be the column {text!r}.")
    rows = [_example(file, row, text, label) for row in table.rows]
    found = distinct(example for example in rows if example.input and example.label)
    n_blank = sum(not (example.input and example.label) for example in rows)
    parts = _checked_split(file, label, found)
    about = About(
        name=file.stem,
        task="text-classification",
        description=" ".join(_sentences(file, found, n_blank, parts)),
        licence="the user's own",
    )
    return save(parts, about, home)


def _column(
    file: Path, table: Table, *, wanted: str | None, usual: tuple[str, ...], holds: str
) -> str:
    if wanted is not None:
        if wanted not in table.columns:
            columns = ", ".join(table.columns)
            raise DataError(
                f"{file} has no column {wanted!r}; its columns are {columns}. Name one of them."
            )
        return wanted
    found = [column for column in table.columns if column.strip().casefold() in usual]
    if len(found) != 1:
        raise ColumnError(str(file), holds, table.columns)
    return found[0]


def _example(file: Path, row: Row, text: str, label: str) -> Example:
    return Example(*(_cell(file, row, column) for column in (text, label)))


def _cell(file: Path, row: Row, column: str) -> str:
    """Return one cell as text; an empty one, and JSON's null, as nothing."""
    where = f"{file}, line {row.line}: "
    if column not in row.cells:
        raise DataError(f"{where}there is no {column!r}. Give every row the same fields.")
    value = row.cells[column]
    if not isinstance(value, str | int | None):
        raise DataError(f"{where}{column!r} is neither text nor a whole number. Correct that row.")
    said = "" if value is None else str(value).strip()
    if any("\ud800" <= char <= "\udfff" for char in said):
        raise DataError(f"{where}{column!r} holds half a character. Correct that row.")
    return said


def _checked_split(file: Path, label: str, found: Distinct) -> Split:
    labels = {example.label for example in found.examples}
    if not labels and found.contradicted:
        raise DataError(
            f"Every text of {file} stands there with two labels. Correct the column {label!r}."
        )
    if len(labels) < 2:
        said = f"only one label, {labels.pop()!r}," if labels else "no label"
        raise DataError(f"{file} has {said} in the column {label!r}. Two or more are needed.")
    if len(labels) * 2 > len(found.examples):
        raise DataError(
            f"{file} has {len(labels)} different values in {len(found.examples)} rows of the column"
            f" {label!r}: that is no label. Name the label's column with --label."
        )
    parts = split(found.examples, _TEST_SHARE)
    if len(parts.test) < _LEAST_TEST_ROWS:
        raise DataError(
            f"{file} has {len(found.examples)} different labelled rows, which leaves"
            f" {len(parts.test)} to test with. Add some: with about"
            f" {_LEAST_TEST_ROWS / _TEST_SHARE:.0f} rows there are the {_LEAST_TEST_ROWS} needed."
        )
    return parts


def _sentences(file: Path, found: Distinct, n_blank: int, parts: Split) -> Iterator[str]:
    n_used = len(parts.train) + len(parts.test)
    yield f"{n_used} rows of {file.name}; 20 % of each label are test examples."
    if found.repeated:
        yield f"{found.repeated} repeats were left out."
    if found.contradicted:
        yield f"{found.contradicted} texts that stand there with two labels were left out."
    if n_blank:
        yield f"{n_blank} rows without a text or a label were left out."
    if n_used < len(found.examples):
        n_over = len(found.examples) - n_used
        yield f"{n_over} were left out: at most {MOST_ROWS:,} to learn from and as many to test."
