"""Remembers every prediction, batch, set-up, failure and finished search in DuckDB.

Batches of a trial are contiguous from example 0. One connection; a cursor per call; one write
lock, because concurrent writers conflict instead of waiting. Each record is one transaction.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Self

import duckdb

from tools.domain import (
    Candidate,
    Dataset,
    Failure,
    Recommendation,
    Request,
    Scenario,
    Setup,
    Spent,
    Window,
)
from tools.results import statements
from tools.results.database import connect, explained, transaction
from tools.results.rows import (
    Key,
    Row,
    StoredResult,
    batch_row,
    failure_of,
    naive_utc,
    scenario_row,
    setup_row,
    stored_result_of,
    window_of,
)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


def open_store(path: Path, *, clock: Clock = utc_now) -> "Store":
    """Open the results database, creating it where there is none; its folder must exist.

    Raises:
        StoreLockedError: another process holds the file.
        StoreError: the file cannot be read, is no results database, or is of a newer version.

    """
    return Store(path, connect(path), clock)


class Store:
    """An open results database. Every method raises StoreError if the disk or file fails."""

    def __init__(
        self, path: Path, connection: duckdb.DuckDBPyConnection, clock: Clock = utc_now
    ) -> None:
        self._path = path
        self._connection = connection
        self._clock = clock
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write everything into the file and let go of it."""
        with self._lock, explained(self._path):
            self._connection.close()

    def record_dataset(self, dataset: Dataset) -> None:
        """Remember what a content hash stands for; the newest description stays."""
        with self._writing() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO dataset "
                "VALUES ($sha256, $name, $task, $n_train, $n_test, $payload)",
                {
                    **dataset.model_dump(include={"sha256", "name", "task", "n_train", "n_test"}),
                    "payload": dataset.model_dump_json(),
                },
            )

    def record_machine(self, machine: str, facts: Mapping[str, str]) -> None:
        """Remember what a machine's fingerprint stands for."""
        with self._writing() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO machine VALUES ($machine, $facts)",
                {"machine": machine, "facts": json.dumps(dict(facts))},
            )

    def record_speed(self, machine: str, payload: str) -> None:
        """Remember a machine's micro-benchmark, a JSON text."""
        with self._writing() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO speed VALUES ($machine, $payload, $at)",
                {"machine": machine, "payload": payload, "at": self._now()},
            )

    def record_setup(self, key: Key, setup: Setup) -> None:
        """Remember what making a candidate ready cost."""
        with self._writing() as cursor:
            trial = _trial(cursor, key, setup.candidate)
            cursor.execute(
                statements.INSERT_SETUP, {**setup_row(setup), "trial": trial, "at": self._now()}
            )

    def record_window(self, key: Key, window: Window) -> None:
        """Remember a batch; one that overlaps what is stored already is ignored."""
        with self._writing() as cursor:
            trial = _trial(cursor, key, window.candidate)
            batch = {"trial": trial, **batch_row(window)}
            span = {name: batch[name] for name in ("trial", "start", "n")}
            if cursor.execute(statements.OVERLAPPING, span).fetchone():
                return
            cursor.execute(statements.INSERT_BATCH, {**batch, "at": self._now()})
            answers = window.model_dump(
                mode="json", include={"start", "predicted", "correct", "latency_s"}
            )
            cursor.execute(statements.INSERT_PREDICTIONS, {"trial": trial, **answers})

    def record_failure(self, key: Key, failure: Failure) -> None:
        """Remember that a candidate could not run, and why."""
        with self._writing() as cursor:
            cursor.execute(
                "INSERT INTO failure VALUES ($trial, $kind, $reason, $at)",
                {
                    **failure.model_dump(include={"kind", "reason"}),
                    "trial": _trial(cursor, key, failure.candidate),
                    "at": self._now(),
                },
            )

    def record_search(
        self,
        machine: str,
        scenario: Scenario,
        *,
        asked: str,
        request: Request,
        recommendation: Recommendation,
        spent: Spent,
    ) -> None:
        """Remember a finished search: what came out, what it cost, and a hash of what was asked."""
        with self._writing() as cursor:
            cursor.execute(statements.INSERT_SCENARIO, scenario_row(scenario))
            cursor.execute(
                statements.INSERT_SEARCH,
                {
                    **spent.model_dump(),
                    "scenario": scenario_row(scenario)["scenario"],
                    "asked": asked,
                    "machine": machine,
                    "request": request.model_dump_json(),
                    "recommendation": recommendation.model_dump_json(),
                    "at": self._now(),
                },
            )

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

    def finished(self, machine: str, asked: str) -> datetime | None:
        """Return when a search that asked the same was last finished on a machine, or None."""
        rows = self._rows(
            "SELECT max(finished_at) AS at FROM search WHERE machine = $machine AND asked = $asked",
            {"machine": machine, "asked": asked},
        )
        at = rows[0]["at"]
        return at.replace(tzinfo=UTC) if isinstance(at, datetime) else None

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

    def listing(self) -> list[StoredResult]:
        """Return what is known of each candidate, greenest first on each dataset and machine."""
        return [stored_result_of(row) for row in self._rows(statements.LISTING, {})]

    def _rows(self, query: str, parameters: Mapping[str, object]) -> list[Row]:
        with explained(self._path), closing(self._connection.cursor()) as cursor:
            cursor.execute(query, dict(parameters))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @contextmanager
    def _writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._lock, explained(self._path), transaction(self._connection) as cursor:
            yield cursor

    def _now(self) -> datetime:
        return naive_utc(self._clock())


def _trial(cursor: duckdb.DuckDBPyConnection, key: Key, candidate: Candidate) -> int:
    """Return the number of a candidate's trial, made where there is none."""
    trial = {**key.model_dump(), "candidate": candidate.key}
    found = cursor.execute(statements.FIND_TRIAL, trial).fetchone()
    if found is None:
        cursor.execute(
            statements.INSERT_CANDIDATE,
            {**candidate.model_dump(mode="json"), "candidate": candidate.key},
        )
        found = cursor.execute(statements.INSERT_TRIAL, trial).fetchone()
    assert found is not None
    return int(found[0])
