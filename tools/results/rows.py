"""Turns rows of the results database back into values, and values into rows."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256

from tools.domain import (
    Candidate,
    Estimate,
    Failure,
    Interval,
    Run,
    Scenario,
    Setup,
    Value,
    Window,
)

Row = Mapping[str, object]


class Key(Value):
    """What stored results are comparable within: one dataset on one machine and device."""

    dataset_sha256: str
    machine: str
    device: str


class StoredResult(Value):
    """What the store knows of one candidate on one dataset, machine and device."""

    dataset: str
    model: str
    revision: str
    strategy: str
    tactics: tuple[str, ...]
    device: str
    machine: str
    n: int
    accuracy: float
    latency_p50_s: float
    cpu_s_per_request: float
    energy_j_per_request: Interval
    memory_bytes: int
    meter: str
    measured_at: datetime


class Scored(Value):
    """A quantity of a candidate as it was estimated, and as it was measured afterwards."""

    dataset: str
    candidate: Candidate
    quantity: str
    method: str
    family: str
    uncorrected: float
    estimated: Interval
    measured: float
    made_at: datetime


def naive_utc(moment: datetime) -> datetime:
    """Return a moment as the database keeps it: in UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def scenario_row(scenario: Scenario) -> dict[str, object]:
    """Return the columns of a scenario; its content identifies it."""
    payload = scenario.model_dump_json()
    return {
        **scenario.model_dump(include={"task", "metric", "load", "device"}),
        "scenario": sha256(payload.encode()).hexdigest(),
        "dataset_sha256": scenario.dataset.sha256,
        "payload": payload,
    }


def aware_utc(moment: object) -> datetime:
    """Return a moment that the database kept as what it is: a time in UTC."""
    assert isinstance(moment, datetime)
    return moment.replace(tzinfo=UTC)


def setup_row(setup: Setup) -> dict[str, object]:
    """Return the columns of a set-up, without its trial and time."""
    plain = {"load_s", "fit_s", "warm_up_s", "cpu_s", "size_bytes", "rss_bytes"}
    return {
        **setup.model_dump(include=plain),
        "energy_mid_j": setup.energy.mid,
        "payload": setup.model_dump_json(),
    }


def batch_row(window: Window) -> dict[str, object]:
    """Return the columns of a window's batch, without its trial and time."""
    plain = set(Window.model_fields) - {
        "candidate", "predicted", "correct", "latency_s", "energy", "parts", "meter", "device",
    }  # fmt: skip
    return {
        **window.model_dump(include=plain),
        "n": len(window.correct),
        "meter": window.meter.name,
        "metering": window.meter.model_dump_json(),
        "parts": json.dumps({name: part.model_dump() for name, part in window.parts.items()}),
        "accelerator": window.device.model_dump_json() if window.device else None,
        "energy_low_j": window.energy.low,
        "energy_mid_j": window.energy.mid,
        "energy_high_j": window.energy.high,
        "energy_provenance": window.energy.provenance,
    }


def window_of(row: Row) -> Window:
    """Return the window that a batch and its predictions were written from."""
    plain = Window.model_fields.keys() - {"candidate", "energy", "parts", "meter", "device"}
    return Window.model_validate(
        {name: row[name] for name in plain}
        | {
            "candidate": candidate_of(row),
            "energy": _energy_j(row),
            "parts": json.loads(str(row["parts"])),
            "meter": json.loads(str(row["metering"])),
            "device": json.loads(str(row["accelerator"])) if row["accelerator"] else None,
        }
    )


def failure_of(row: Row) -> Failure:
    """Return the failure that a row was written from."""
    return Failure.model_validate(
        {"candidate": candidate_of(row), "kind": row["kind"], "reason": row["reason"]}
    )


def run_row(run: Run) -> dict[str, object]:
    """Return the columns of a run, without its experiment and time."""
    return {
        **run.model_dump(include={"block", "place"}),
        "candidate": run.candidate.key,
        "setup": run.setup.model_dump_json() if run.setup else None,
        "measured": run.window.model_dump_json() if run.window else None,
        "failure": run.failure.model_dump_json() if run.failure else None,
    }


def run_of(row: Row) -> Run:
    """Return the run that a row was written from."""
    parts = {name: row[name] for name in ("setup", "measured", "failure")}
    found = {name: json.loads(str(text)) if text else None for name, text in parts.items()}
    return Run.model_validate(
        {"block": row["block"], "place": row["place"], "candidate": candidate_of(row)}
        | {"setup": found["setup"], "window": found["measured"], "failure": found["failure"]}
    )


def stored_result_of(row: Row) -> StoredResult:
    """Return one row of the `results` view as a value."""
    plain = StoredResult.model_fields.keys() - {"energy_j_per_request", "measured_at"}
    return StoredResult.model_validate(
        {name: row[name] for name in plain}
        | {
            "energy_j_per_request": _energy_j(row),
            "measured_at": aware_utc(row["measured_at"]),
        }
    )


def candidate_of(row: Row) -> Candidate:
    """Return the candidate that a row is about."""
    return Candidate.model_validate({name: row[name] for name in Candidate.model_fields})


def _energy_j(row: Row) -> Interval:
    return Interval.model_validate(
        {
            "low": row["energy_low_j"],
            "mid": row["energy_mid_j"],
            "high": row["energy_high_j"],
            "provenance": row["energy_provenance"],
        }
    )


# How quality is estimated, whatever a model computes.
_BY_OTHERS = "other examples, published results and size"


def forecast_rows(estimate: Estimate) -> Iterator[dict[str, object]]:
    """Yield the columns of each quantity that was estimated."""
    for quantity, uncorrected in estimate.uncorrected.items():
        interval: Interval = getattr(estimate, quantity)
        yield {
            "quantity": quantity,
            "method": _BY_OTHERS if quantity == "quality" else estimate.method,
            "family": estimate.family,
            "uncorrected": uncorrected,
            **interval.model_dump(include={"low", "mid", "high"}),
        }


def scored_of(row: Row) -> Scored:
    """Return a row of the `estimates` view as a value."""
    interval = {bound: row[bound] for bound in ("low", "mid", "high")}
    return Scored.model_validate(
        {name: row[name] for name in ("dataset", "quantity", "method", "family", "uncorrected")}
        | {
            "candidate": candidate_of(row),
            "estimated": {**interval, "provenance": "modelled"},
            "measured": row["measured"],
            "made_at": aware_utc(row["made_at"]),
        }
    )
