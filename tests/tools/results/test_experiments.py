"""Runs of a controlled experiment come back as they were, and as flat rows."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from stored_values import KEY, LARGE, TINY, batch, set_up
from walk import rows_without_energy

from tools.domain import Failure, Interval, Run, TacticCost
from tools.results.store import open_store

ONE_OFF = tuple(
    TacticCost(
        tactic=tactic,
        wall_s=2.0,
        energy=Interval(low=1, mid=3, high=9, provenance="modelled"),
    )
    for tactic in ("int8", "onnx")
)
RUNS = (
    Run(block=0, place=0, candidate=TINY, setup=set_up(), window=batch()),
    Run(
        block=0,
        place=1,
        candidate=LARGE,
        setup=set_up(LARGE).model_copy(update={"tactics": ONE_OFF}),
        window=batch(LARGE, correct="1000"),
    ),
    Run(
        block=1,
        place=0,
        candidate=LARGE,
        failure=Failure(candidate=LARGE, kind="refused", reason="no compiler"),
    ),
)


@pytest.fixture
def store(path: Path):
    with open_store(path) as opened:
        opened.record_experiment("e1", KEY, "{}")
        for run in reversed(RUNS):
            opened.record_run("e1", run)
        yield opened


def test_runs_come_back_in_the_order_of_the_schedule(store):
    assert store.runs("e1") == list(RUNS)
    assert store.runs("e2") == []


def test_measured_runs_are_flat_rows_with_units(store):
    parent, tactic = store.run_rows("e1")
    assert parent["model"] == "tiny"
    assert parent["energy_j_per_request"] == pytest.approx(0.02)
    assert parent["energy_provenance"] == "modelled"
    # Latencies of 1, 2, 3 and 4 ms.
    assert parent["latency_p50_s"] == pytest.approx(0.0025)
    assert (parent["accuracy"], parent["one_off_s"]) == (0.75, None)
    assert (tactic["accuracy"], tactic["n"]) == (0.25, 4)
    assert (tactic["one_off_s"], tactic["one_off_j"]) == (4.0, 6.0)
    assert tactic["tactics"] == ["int8", "onnx"]


def test_the_walk_after_the_suite_finds_an_energy_of_nothing(store, path):
    nothing = Interval(low=0, mid=0, high=0, provenance="measured")
    store.record_run(
        "e1",
        Run(
            block=2,
            place=0,
            candidate=TINY,
            setup=set_up(),
            window=batch().model_copy(update={"energy": nothing}),
        ),
    )
    store.close()
    with TemporaryDirectory() as apart:  # where the walk after this very suite does not look
        moved = Path(apart) / "results.duckdb"
        shutil.move(path, moved)
        assert list(rows_without_energy(Path(apart))) == [f"{moved}: 1 rows of run"]
