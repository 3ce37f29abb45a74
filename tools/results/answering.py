"""Answers one question: `python -m tools.results.answering`, started by tools.results.query.

Reads a line of JSON and a copy of the store, writes one JSON object. What it may take is set before
the question is looked at, and the system holds it to that: DuckDB counts what its functions of
texts and lists allocate against no limit, and hears no interrupt in them.
"""

import json
import math
import resource
import signal
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import BinaryIO

import duckdb

from tools.errors import QueryError
from tools.results.asking import Question
from tools.results.checking import check
from tools.results.query import OUT_OF_MEMORY, Bounds
from tools.results.snapshot import laid_out

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "threads": "1",
}
# The interpreter, DuckDB and pyarrow; and the copy as it is read, as Arrow and as tables.
_OURS_BYTES = 512 * 2**20
_COPIES = 4

_Rows = list[list[object]]


def main() -> None:
    """Answer what standard input asks."""
    said = json.loads(sys.stdin.buffer.readline())
    bounds, copy_bytes = Bounds.model_validate(said.pop("bounds")), int(said.pop("copy_bytes"))
    question = Question.model_validate(said)
    try:
        _bound_memory(_OURS_BYTES + _COPIES * copy_bytes + bounds.memory_bytes)
        room = bounds.memory_bytes + _COPIES * copy_bytes
        connection = locked(sys.stdin.buffer, memory_bytes=room)
        # No handler, whatever was inherited: the system ends the process, wherever it is.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, bounds.time_s)
        found = _answer(connection, question, bounds)
    except QueryError as error:
        found = {"error": str(error)}
    except (MemoryError, duckdb.OutOfMemoryException):
        sys.exit(OUT_OF_MEMORY)
    sys.stdout.write(json.dumps(found, allow_nan=False))


def _bound_memory(most: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))


def locked(copy: BinaryIO, *, memory_bytes: int) -> duckdb.DuckDBPyConnection:
    """Return a database with a copy in it that reaches no file and keeps its settings."""
    connection = duckdb.connect(config=_CONFIG)
    laid_out(copy, connection)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET memory_limit = '{memory_bytes // 1_000}kB'")
    connection.execute("SET lock_configuration = true")
    return connection


def _answer(
    connection: duckdb.DuckDBPyConnection, question: Question, bounds: Bounds
) -> dict[str, object]:
    """Return columns and rows.

    Raises:
        QueryError: it may not be asked, or DuckDB cannot answer it.

    """
    try:
        check(connection, question.sql)
        connection.execute(question.sql, question.parameters or None)
        columns = [
            {"name": name, "type": str(kind)} for name, kind, *_ in connection.description or ()
        ]
        rows, cut = _fitting(_fetched(connection), bounds)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        message = str(error).partition("\n")[0].rstrip(".!")
        raise QueryError(
            f"DuckDB cannot answer this ({message}). `greenrunner sql` lists the views and their "
            "columns."
        ) from error
    return {"columns": columns, "rows": rows, "cut": cut}


def _fetched(connection: duckdb.DuckDBPyConnection) -> Iterator[list[object]]:
    while rows := connection.fetchmany(100):
        for row in rows:
            yield [_plain(value) for value in row]


def _fitting(rows: Iterator[list[object]], bounds: Bounds) -> tuple[_Rows, bool]:
    """Return the first rows, and whether there are more than fit."""
    found: _Rows = []
    characters = 0
    for row in rows:
        characters += len(json.dumps(row, ensure_ascii=False))
        if len(found) == bounds.rows or characters > bounds.characters:
            return found, True
        found.append(row)
    return found, False


def _plain(value: object) -> object:
    """Return a value as JSON has it; times are UTC, and what is no number there is null."""
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if value is None or isinstance(value, bool | int | str):
        return value
    return _written(value)


def _written(value: object) -> float | str | None:
    if isinstance(value, float | Decimal):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, datetime):
        return f"{value.replace(tzinfo=None).isoformat()}Z"
    return value.isoformat() if isinstance(value, date | time) else str(value)


if __name__ == "__main__":
    main()
