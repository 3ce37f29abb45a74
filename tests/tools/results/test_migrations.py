"""A database that the first version wrote is brought up to date with everything in it."""

from pathlib import Path

import duckdb
import pytest
from stored_values import KEY, batch, set_up

from tools.results import database
from tools.results.store import open_store

# What version 2 added to a batch.
ADDED = (
    "requests", "block", "standard_error", "reference_s", "reference_cpu_s", "foreign_cores",
    "idle_before_w", "idle_after_w", "parts", "metering", "accelerator",
)  # fmt: skip


@pytest.fixture
def of_version_1(path: Path) -> Path:
    """A database as version 1 wrote it: made today and cut back."""
    with open_store(path) as store:
        store.record_setup(KEY, set_up())
        store.record_window(KEY, batch())
        store.record_window(KEY, batch(start=4))
    with duckdb.connect(str(path)) as connection:
        for view in ("results", "predictions", "failures", "runs", "estimates"):
            connection.execute(f"DROP VIEW {view}")
        for column in ADDED:
            connection.execute(f"ALTER TABLE batch DROP COLUMN {column}")
        connection.execute("DROP TABLE run; DROP TABLE experiment")
        connection.execute("DROP TABLE forecast; DROP TABLE profile; DROP TABLE calibration")
        connection.execute("CREATE TABLE speed (machine TEXT PRIMARY KEY, payload JSON)")
        connection.execute("UPDATE schema_version SET version = 1")
    return path


def test_every_answer_of_version_1_is_still_there(of_version_1):
    with open_store(of_version_1) as store:
        (windows,) = store.windows(KEY).values()
        (listed,) = store.listing()
    assert [window.correct for window in windows] == [batch().correct] * 2
    # One pass over four examples, metered as the batch was: 0.02 J a request, 0.01 to 0.04.
    assert [window.requests for window in windows] == [4, 4]
    assert windows[0].meter.name == "modelled"
    assert windows[0].meter.components == ("cpu", "memory")
    assert windows[0].meter.relative_error == pytest.approx(0.75)
    assert windows[0].standard_error is None
    assert listed.energy_j_per_request.mid == pytest.approx(0.02)


def test_a_database_that_was_brought_up_to_date_takes_new_windows(of_version_1):
    with open_store(of_version_1) as store:
        store.record_window(KEY, batch(start=8))
    with open_store(of_version_1) as store:
        (windows,) = store.windows(KEY).values()
    assert windows[2] == batch(start=8)


def test_a_migration_that_fails_changes_nothing(of_version_1, monkeypatch):
    monkeypatch.setitem(database.MIGRATIONS, 1, "DELETE FROM batch; SELECT nothing_of_the_kind;")
    with pytest.raises(duckdb.Error):
        open_store(of_version_1)
    with duckdb.connect(str(of_version_1), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM batch").fetchone() == (2,)
        assert connection.execute("SELECT max(version) FROM schema_version").fetchone() == (1,)
