"""Reads what is remembered: everything the store was ever told of a dataset on a machine."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

import duckdb

from tools.domain import Candidate, Failure, Run, Setup, Window
from tools.results import statements
from tools.results.database import explained, transaction
from tools.results.kept import Batches, Failed, Kept
from tools.results.rows import (
    Key,
    Row,
    Scored,
    StoredResult,
    aware_utc,
    candidate_of,
    failure_of,
    run_of,
    scored_of,
    stored_result_of,
    window_of,
)
from tools.results.snapshot import copied


class Shelves:
    """The reading half of the store. Every method raises StoreError if the disk or file fails."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self._path = path
        self._connection = connection
        self._lock = Lock()
        self._kept: Kept | None = None

    def windows(self, key: Key) -> dict[Candidate, tuple[Window, ...]]:
        """Return each candidate's batches in order, as far as they are contiguous from 0."""
        with self._known(key) as known:
            if known.batches is None:
                known.batches = Batches(map(window_of, self._rows(statements.WINDOWS, key)))
            return known.batches.in_order()

    def setups(self, key: Key) -> dict[Candidate, Setup]:
        """Return each candidate's newest set-up."""
        with self._known(key) as known:
            if known.setups is None:
                known.setups = self._setups(statements.LATEST_SETUPS, key)
            return dict(known.setups)

    def first_setups(self, key: Key) -> dict[Candidate, Setup]:
        """Return each candidate's set-up from scratch: the one that fitted the longest."""
        return self._setups(statements.LONGEST_SETUPS, key)

    def last_measured(self, key: Key) -> dict[Candidate, datetime]:
        """Return when each candidate's newest batch was measured."""
        rows = self._rows(statements.LAST_MEASURED, key)
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
        rows = self._rows(query, key)
        setups = [Setup.model_validate_json(str(row["payload"])) for row in rows]
        return {setup.candidate: setup for setup in setups}

    def failures(self, key: Key, *, since: datetime) -> dict[Candidate, Failure]:
        """Return each candidate's newest failure after a time, unless it has answered since."""
        with self._known(key) as known:
            if known.failures is None:
                known.failures = {
                    candidate_of(row): Failed(failure_of(row), aware_utc(row["measured_at"]))
                    for row in self._rows(statements.LATEST_FAILURES, key)
                }
            found = known.failures.items()
            return {candidate: failed.failure for candidate, failed in found if failed.at >= since}

    def calibration(self, machine: str) -> str | None:
        """Return a machine's newest calibration as recorded, or None."""
        rows = self._rows(
            "SELECT payload FROM calibration WHERE machine = $machine", {"machine": machine}
        )
        return str(rows[0]["payload"]) if rows else None

    def profile(self, question: str) -> str | None:
        """Return what a request makes an architecture do, as recorded, or None."""
        rows = self._rows(
            "SELECT payload FROM profile WHERE question = $question", {"question": question}
        )
        return str(rows[0]["payload"]) if rows else None

    def scored(self, machine: str | None = None, *, device: str | None = None) -> list[Scored]:
        """Return what was estimated and then measured, oldest first; of one machine, if given."""
        rows = self._rows(
            "FROM estimates WHERE coalesce(machine = $machine, true) "
            "AND coalesce(device = $device, true)",
            {"machine": machine, "device": device},
        )
        return [scored_of(row) for row in rows]

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

    def copy(self) -> bytes:
        """Return what the documented views are made of, for `tools.results.query`."""
        with explained(self._path), transaction(self._connection) as cursor:
            return copied(cursor)

    @contextmanager
    def _known(self, key: Key) -> Iterator[Kept]:
        """Hand out what is kept under a key, and let nobody write meanwhile."""
        with self._lock:
            if self._kept is None or self._kept.key != key:
                self._kept = Kept(key)
            yield self._kept

    def _rows(self, query: str, parameters: Key | Mapping[str, object]) -> list[Row]:
        given = parameters.model_dump() if isinstance(parameters, Key) else dict(parameters)
        with explained(self._path), closing(self._connection.cursor()) as cursor:
            cursor.execute(query, given)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
