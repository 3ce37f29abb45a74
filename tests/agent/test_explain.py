"""What the recommendation says of the circumstances; its report is that of a real search."""

from pathlib import Path

import pytest

from agent.explain import explanation
from agent.report import Bill, Report, Row
from tools.cost.places import load_places

pytestmark = pytest.mark.network

WORLD = load_places(Path(__file__).parents[2] / "data").world


@pytest.fixture
def report(searched) -> Report:
    """A report of a quiet machine with two cores."""
    found = Report.model_validate(searched[1][1].report)
    return with_loads(found.model_copy(update={"cores": 2}), [0.0] * len(found.measurements))


def with_loads(report: Report, foreign_cores: list[float], disturbed: int = 0) -> Report:
    """Return the report as if others had used so many cores, with 80 answers of each candidate."""
    rows = [
        row.model_copy(update={"n": 80, "foreign_cores": used, "disturbed": disturbed})
        for row, used in zip(report.measurements, foreign_cores, strict=True)
    ]
    return report.model_copy(update={"measurements": tuple(rows)})


def test_a_load_by_others_is_said_where_it_matters(report):
    busy, quiet = with_loads(report, [2.0, 1.0, 0.6]), with_loads(report, [0.2, 0.3, 0.2])
    assert (
        "While this was measured other programs used 1.2 of 2 cores on average: latencies are "
        "those of a busy machine.\n"
    ) in explanation(busy, WORLD)
    assert "other programs" not in explanation(quiet, WORLD)


def test_batches_that_were_left_out_are_counted(report):
    three = with_loads(report, [0.1] * 3, disturbed=1)
    assert "\n3 batches were disturbed from outside and count for quality only.\n" in (
        explanation(three, WORLD)
    )
    assert "disturbed" not in explanation(report, WORLD)


def test_the_share_of_green_runner_itself_is_said(report):
    bill = report.search.model_copy(update={"orchestrator_cpu_s": 2.1, "search_cpu_s": 70.0})
    said = explanation(report.model_copy(update={"search": bill}), WORLD)
    assert "\nGreen Runner itself used 2.1 s of CPU time, 3.0 % of the search's.\n" in said
    fetched = bill.model_copy(update={"fetching_cpu_s": 5.5, "downloads_bytes": 600_000_000})
    said = explanation(report.model_copy(update={"search": fetched}), WORLD)
    assert " 3.0 % of the search's; fetching took 5.5 s.\n" in said


def test_the_report_says_how_well_the_energy_of_a_request_is_known(searched):
    for row in searched[1][1].report["measurements"]:
        error = row["energy_standard_error"]
        assert row["settled"] == (error is not None and error <= 0.02)
        assert row["foreign_cores"] >= 0
        assert row["disturbed"] >= 0


def test_a_report_of_an_earlier_version_is_read(report):
    dumped = report.model_dump(mode="json")
    del dumped["cores"]
    for name in ("orchestrator_cpu_s", "fetching_cpu_s", "search_cpu_s"):
        del dumped["search"][name]
    for row in dumped["measurements"]:
        for name in ("energy_standard_error", "settled", "foreign_cores", "disturbed"):
            del row[name]
    again = Report.model_validate(dumped)
    assert isinstance(again.search, Bill)
    assert all(isinstance(row, Row) for row in again.measurements)
