"""What an experiment with tactics came to: the facts that its report is written from."""

from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median

from pydantic import Field

from agent.electricity import usd_per_kwh
from agent.experiment import Asked, Experiment, Skipped
from agent.services import Services
from tools.bench.windows import SETTLED
from tools.domain import (
    Candidate,
    Dataset,
    Interval,
    Metering,
    Request,
    Run,
    Spent,
    TacticResult,
    Value,
)
from tools.results.export import write_parquet
from tools.selection.findings import results
from tools.selection.replication import Replication, replicated


class Parent(Value):
    """A model without tactics: means over the blocks; a request's joules, seconds, bytes."""

    candidate: Candidate
    energy: Interval
    latency_s: float
    cpu_s: float
    memory_bytes: int
    size_bytes: int
    parameters: int | None
    quality: float
    examples: int


class Dossier(Value):
    """All that is known of an experiment at its end, or where it was cut."""

    id: str
    asked: Asked
    dataset: Dataset
    machine: str
    facts: dict[str, str]
    meter: Metering
    runs: int
    runs_in_all: int
    left: int = Field(description="runs that are still to do: it was cut")
    foreign_cores: float
    unsettled: int
    parents: tuple[Parent, ...]
    results: tuple[TacticResult, ...]
    replications: tuple[Replication, ...]
    skipped: tuple[Skipped, ...]
    spent: Spent
    usd_per_kwh: float
    grid_g_per_kwh: Interval


def dossier(experiment: Experiment, runs: Sequence[Run], services: Services) -> Dossier | None:
    """Put together what the runs show; None where nothing was measured."""
    windows = [run.window for run in runs if run.window]
    if not windows:
        return None
    turns = {job.candidate: turn for turn, job in enumerate(experiment.jobs)}
    place = services.place_of(Request())
    found = tuple(
        sorted(
            results(runs, volume=experiment.asked.volume),
            key=lambda result: turns[result.candidate],
        )
    )
    return Dossier(
        id=experiment.id,
        asked=experiment.asked,
        dataset=experiment.dataset,
        machine=services.machine,
        facts=services.machine_facts,
        meter=windows[-1].meter,
        runs=len(runs),
        runs_in_all=experiment.runs_in_all,
        left=experiment.left(runs),
        foreign_cores=mean(window.foreign_cores for window in windows),
        unsettled=sum(
            window.standard_error is not None and window.standard_error > SETTLED
            for window in windows
        ),
        parents=tuple(
            _parent([run for run in runs if run.candidate == job.candidate])
            for job in experiment.jobs
            if not job.candidate.tactics
            and any(run.window for run in runs if run.candidate == job.candidate)
        ),
        results=found,
        replications=replicated(found),
        skipped=experiment.skipped,
        spent=_spent(runs),
        usd_per_kwh=usd_per_kwh(place),
        grid_g_per_kwh=place.grid_g_per_kwh,
    )


def write_rows(found: Dossier, services: Services, path: Path) -> None:
    """Write the measured runs as a Parquet file, one a row.

    Raises:
        RequestError: the file cannot be written.

    """
    write_parquet(services.store.run_rows(found.id), path)


def _parent(runs: Sequence[Run]) -> Parent:
    windows = [run.window for run in runs if run.window]
    setup = next(run.setup for run in runs if run.setup)
    requests = sum(window.requests for window in windows)
    energies = [window.energy for window in windows]
    correct = {
        window.start + i: right for window in windows for i, right in enumerate(window.correct)
    }
    return Parent(
        candidate=runs[0].candidate,
        energy=Interval(
            low=sum(energy.low for energy in energies) / requests,
            mid=sum(energy.mid for energy in energies) / requests,
            high=sum(energy.high for energy in energies) / requests,
            provenance=energies[0].provenance,
        ),
        latency_s=median(latency for window in windows for latency in window.latency_s),
        cpu_s=mean(window.cpu_s / window.requests for window in windows),
        memory_bytes=max(window.memory_bytes for window in windows),
        size_bytes=setup.size_bytes,
        parameters=setup.parameters,
        quality=mean(correct.values()),
        examples=len(correct),
    )


def _spent(runs: Sequence[Run]) -> Spent:
    """Return what all runs took: set-ups and windows."""
    setups = [run.setup for run in runs if run.setup]
    windows = [run.window for run in runs if run.window]
    return Spent(
        wall_s=sum(one.load_s + one.fit_s + one.warm_up_s for one in setups)
        + sum(window.wall_s for window in windows),
        energy_j=sum(one.energy.mid for one in setups) + sum(one.energy.mid for one in windows),
    )
