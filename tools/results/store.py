"""Remembers every prediction, batch, set-up, failure and finished search in DuckDB.

Batches of a trial are contiguous from example 0. One connection; a cursor per call; one write
lock, because concurrent writers conflict instead of waiting. Each record is one transaction.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import duckdb

from tools.domain import (
    Candidate,
    Dataset,
    Estimate,
    Failure,
    Recommendation,
    Request,
    Run,
    Scenario,
    Setup,
    Spent,
    Window,
)
from tools.results import statements
from tools.results.database import connect, explained, transaction
from tools.results.rows import (
    Key,
    batch_row,
    forecast_rows,
    naive_utc,
    run_row,
    scenario_row,
    setup_row,
)
from tools.results.shelves import Shelves

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


class Store(Shelves):
    """An open results database. Every method raises StoreError if the disk or file fails."""

    def __init__(
        self, path: Path, connection: duckdb.DuckDBPyConnection, clock: Clock = utc_now
    ) -> None:
        super().__init__(path, connection)
        self._clock = clock

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

    def record_calibration(self, machine: str, payload: str) -> None:
        """Remember a machine's calibration, a JSON text."""
        with self._writing() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO calibration VALUES ($machine, $payload, $at)",
                {"machine": machine, "payload": payload, "at": self._now()},
            )

    def record_profile(self, question: str, payload: str) -> None:
        """Remember what a request makes an architecture do, a JSON text."""
        with self._writing() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO profile VALUES ($question, $payload)",
                {"question": question, "payload": payload},
            )

    def record_forecasts(self, key: Key, estimates: Iterable[Estimate]) -> None:
        """Remember what is estimated of candidates that were not measured yet, the first time."""
        with self._writing() as cursor:
            for estimate in estimates:
                trial = _trial(cursor, key, estimate.candidate)
                for row in forecast_rows(estimate):
                    cursor.execute(
                        statements.INSERT_FORECAST, {**row, "trial": trial, "at": self._now()}
                    )

    def record_setup(self, key: Key, setup: Setup) -> None:
        """Remember what making a candidate ready cost."""
        with self._writing() as cursor:
            trial = _trial(cursor, key, setup.candidate)
            cursor.execute(
                statements.INSERT_SETUP, {**setup_row(setup), "trial": trial, "at": self._now()}
            )
        with self._known(key) as known:
            known.setups = None

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
        with self._known(key) as known:
            known.answered(window)

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
        with self._known(key) as known:
            known.failures = None

    def record_experiment(self, experiment: str, key: Key, payload: str) -> None:
        """Remember that a controlled experiment was begun; `payload` is its design as JSON."""
        with self._writing() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO experiment "
                "VALUES ($experiment, $dataset_sha256, $machine, $device, $payload, $at)",
                {
                    **key.model_dump(),
                    "experiment": experiment,
                    "payload": payload,
                    "at": self._now(),
                },
            )

    def record_run(self, experiment: str, run: Run) -> None:
        """Remember one run of an experiment."""
        with self._writing() as cursor:
            cursor.execute(
                statements.INSERT_CANDIDATE,
                {**run.candidate.model_dump(mode="json"), "candidate": run.candidate.key},
            )
            cursor.execute(
                statements.INSERT_RUN,
                {**run_row(run), "experiment": experiment, "at": self._now()},
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
