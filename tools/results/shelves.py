"""Reads what is remembered: everything the store was ever told of a dataset on a machine."""

from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

import duckdb

from tools.domain import Candidate, Failure, Run, Setup, Window
from tools.results import statements
from tools.results.database import explained
from tools.results.rows import (
    Key,
    Row,
    StoredResult,
    aware_utc,
    candidate_of,
    failure_of,
    naive_utc,
    run_of,
    stored_result_of,
    window_of,
)


class Shelves:
    """The reading half of the store. Every method raises StoreError if the disk or file fails."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self._path = path
        self._connection = connection

    def windows(self, key: Key) -> dict[Candidate, tuple[Window, ...]]:
        """Return each candidate's batches in order, as far as they are contiguous from 0."""
        found: dict[Candidate, list[Window]] = {}
        for row in self._rows(statements.WINDOWS, key.model_dump()):
            window = window_of(row)
            batches = found.setdefault(window.candidate, [])
            if window.start == sum(len(batch.correct) for batch in batches):
                batches.append(window)
        return {candidate: tuple(batches) for candidate, batches in found.items() if batches}

    def setups(self, key: Key) -> dict[Candidate, Setup]:
        """Return each candidate's newest set-up."""
        return self._setups(statements.LATEST_SETUPS, key)

    def first_setups(self, key: Key) -> dict[Candidate, Setup]:
        """Return each candidate's set-up from scratch: the one that fitted the longest."""
        return self._setups(statements.LONGEST_SETUPS, key)

    def last_measured(self, key: Key) -> dict[Candidate, datetime]:
        """Return when each candidate's newest batch was measured."""
        rows = self._rows(statements.LAST_MEASURED, key.model_dump())
        return {candidate_of(row): aware_utc(row["at"]) for row in rows}

    def finished(self, machine: str, asked: str) -> datetime | None:
        """Return when a search that asked the same was last finished on a machine, or None."""
        rows = self._rows(
            "SELECT max(finished_at) AS at FROM search WHERE machine = $machine AND asked = $asked",
            {"machine": machine, "asked": asked},
        )
        at = rows[0]["at"]
        return None if at is None else aware_utc(at)

    def _setups(self, query: str, key: Key) -> dict[Candidate, Setup]:
        rows = self._rows(query, key.model_dump())
        setups = [Setup.model_validate_json(str(row["payload"])) for row in rows]
        return {setup.candidate: setup for setup in setups}

    def failures(self, key: Key, *, since: datetime) -> dict[Candidate, Failure]:
        """Return each candidate's newest failure after a time, unless it has answered since."""
        rows = self._rows(
            statements.LATEST_FAILURES, {**key.model_dump(), "since": naive_utc(since)}
        )
        failures = [failure_of(row) for row in rows]
        return {failure.candidate: failure for failure in failures}

    def speed(self, machine: str) -> str | None:
        """Return a machine's newest micro-benchmark as recorded, or None."""
        rows = self._rows(
            "SELECT payload FROM speed WHERE machine = $machine", {"machine": machine}
        )
        return str(rows[0]["payload"]) if rows else None

    def runs(self, experiment: str) -> list[Run]:
        """Return the runs of a controlled experiment in the order of its schedule."""
        return [run_of(row) for row in self._rows(statements.RUNS, {"experiment": experiment})]

    def run_rows(self, experiment: str) -> list[Row]:
        """Return the measured runs of an experiment as flat rows, columns as the `runs` view's."""
        return self._rows(
            "FROM runs WHERE experiment = $experiment ORDER BY block, place",
            {"experiment": experiment},
        )

    def listing(self) -> list[StoredResult]:
        """Return what is known of each candidate, greenest first on each dataset and machine."""
        return [stored_result_of(row) for row in self._rows(statements.LISTING, {})]

    def _rows(self, query: str, parameters: Mapping[str, object]) -> list[Row]:
        with explained(self._path), closing(self._connection.cursor()) as cursor:
            cursor.execute(query, dict(parameters))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
