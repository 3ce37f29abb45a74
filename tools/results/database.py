"""Opens the results database, creates its schema, and says in words why it cannot be used.

DuckDB lets one process at a time open a file, not even a reader beside a writer.
"""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb

from tools.errors import StoreError, StoreLockedError
from tools.results.migrations import MIGRATIONS
from tools.results.schema import EXPERIMENTS, FORECASTS, TABLES, VERSION, VIEWS

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    # A second thread gains nothing on batches of 64 rows and would disturb what is measured.
    "threads": "1",
}
# What the disk, the file or memory is to blame for; other DuckDB errors are bugs and propagate.
_UNUSABLE = (duckdb.OperationalError, duckdb.InternalError, duckdb.FatalException)


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection to the results database, with its schema in place.

    Raises:
        StoreLockedError: another process holds the file.
        StoreError: the file cannot be read, is no results database, or is of a newer version.

    """
    try:
        connection = duckdb.connect(str(path), config=_CONFIG)
    except duckdb.Error as error:
        raise _unopened(path, str(error)) from error
    try:
        with explained(path):
            _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the disk or the file is to blame for into a sentence.

    Raises:
        StoreError: a read or write failed; nothing of it was kept.

    """
    try:
        yield
    except _UNUSABLE as error:
        raise StoreError(
            f"The results database {path} could not be read or written ({_first_line(error)}). "
            "What was stored before is safe. Free some disk space, or check the file's "
            "permissions, and ask again."
        ) from error


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Hand out a cursor whose statements are all kept, or none of them."""
    with closing(connection.cursor()) as cursor:
        cursor.begin()
        try:
            yield cursor
            cursor.commit()
        except BaseException:
            _roll_back(cursor)
            raise


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    try:
        cursor.rollback()
    except duckdb.Error:
        # A failed commit has rolled back already; the first error is the one to report.
        return


def _prepare(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    tables = {name for (name,) in connection.execute("SHOW TABLES").fetchall()}
    if not tables:
        with transaction(connection) as cursor:
            cursor.execute(TABLES + EXPERIMENTS + FORECASTS + VIEWS)
            cursor.execute("INSERT INTO schema_version VALUES ($version)", {"version": VERSION})
        return
    if "schema_version" not in tables:
        raise StoreError(
            f"{path} is a DuckDB database that Green Runner did not make. Move it away, or set "
            "GREENRUNNER_HOME to another folder."
        )
    found = connection.execute("SELECT max(version) FROM schema_version").fetchone()
    if found is not None and found[0] in MIGRATIONS:
        _bring_up_to_date(connection, found[0])
    elif found is None or found[0] != VERSION:
        raise StoreError(
            f"{path} was written by another version of Green Runner (schema "
            f"{found[0] if found else None}, this one reads {VERSION}). Update Green Runner, or "
            "set GREENRUNNER_HOME to another folder."
        )


def _bring_up_to_date(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    """Migrate version by version; a failure leaves the database as it was."""
    with transaction(connection) as cursor:
        for view in ("results", "predictions", "failures", "runs", "estimates"):
            cursor.execute(f"DROP VIEW IF EXISTS {view}")
        for step in range(version, VERSION):
            cursor.execute(MIGRATIONS[step])
            cursor.execute("INSERT INTO schema_version VALUES ($version)", {"version": step + 1})
        cursor.execute(VIEWS)


def _unopened(path: Path, message: str) -> StoreError:
    if "Could not set lock" in message:
        pid = re.search(r"PID (\d+)", message)
        holder = f" (process {pid[1]})" if pid else ""
        return StoreLockedError(
            f"Another Green Runner{holder} is using the results database {path}. Wait until it "
            "has finished or end it, or set GREENRUNNER_HOME to another folder."
        )
    return StoreError(
        f"The results database {path} could not be opened: {message.splitlines()[0]} "
        "If the file is damaged, move it away: an empty one is made in its place; or set "
        "GREENRUNNER_HOME to another folder."
    )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
