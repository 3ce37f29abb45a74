"""`greenrunner tactics` as a stranger runs it: the offer, the runs, the report in a folder."""

import fcntl
import json

import pyarrow.parquet as pq
import pytest

ASKED = (
    *("tactics", "pixels + logistic regression", "--data", "digits", "--tactics", "twice"),
    *("--repeats", "2", "--examples", "8"),
)


@pytest.fixture
def quick(run):
    return lambda *more: run(*ASKED, *more)


def test_an_experiment_leaves_a_report_with_its_rows_and_is_not_run_twice(quick, tmp_path):
    first = quick("--yes", "--out", "report")
    assert first.returncode == 0, first.stderr
    assert "1 model on digits, 1 tactic in all, 2 blocks: 4 runs.\n" in first.stdout
    assert "4 of 4: pixels + logistic regression" in first.stdout
    report = (tmp_path / "report" / "README.md").read_text(encoding="utf-8")
    assert "**twice** on pixels + logistic regression" in report
    assert "It was cut" not in report
    assert pq.read_table(tmp_path / "report" / "runs.parquet").num_rows == 4
    assert list((tmp_path / "report").glob("*.svg"))

    again = quick("--json")
    found = json.loads(again.stdout)
    assert (found["runs"], found["left"]) == (4, 0)
    assert "0 of them still to do" in again.stderr
    assert "4 of 4" not in again.stderr


def test_without_a_go_ahead_nothing_is_run(quick):
    found = quick()
    assert found.returncode == 0
    assert "No terminal to ask: --yes accepts. Nothing is spent." in found.stdout
    assert "of 4: " not in found.stdout


def test_a_folder_that_cannot_be_written_is_a_sentence_before_anything_is_measured(quick, tmp_path):
    (tmp_path / "report").write_text("a file")
    found = quick("--yes", "--out", "report")
    assert found.returncode == 2
    assert found.stderr.startswith("report cannot be written (")
    assert found.stdout == ""


def test_who_waits_for_the_machine_is_told_before_the_price_too(terminal, tmp_path):
    with (tmp_path / "turn").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        begun = terminal(*ASKED, "--yes")
        before = begun.read_until("Waiting for another Green Runner")
        fcntl.flock(held, fcntl.LOCK_UN)
        begun.read_until("It will take")
    assert "It will take" not in before
