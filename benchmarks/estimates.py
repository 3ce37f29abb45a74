"""Prints how far estimates are off, for models that the calibration never saw.

    python benchmarks/estimates.py [--home FOLDER] [--keep FILE] [--only-evaluate]

This machine is calibrated, then every architecture of `benchmarks/architectures.py` answers with
random weights, one request and eight at a time, in a process of its own, and the encoders of the
catalogue whose weights are in the home answer tweets through the product's own bench. Each is
estimated before. *Corrected* is with what was measured of all other families, never of its own.
Intervals are meant to hold four measured values in five.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from math import prod
from pathlib import Path
from time import perf_counter

from architectures import ARCHITECTURES, TEXT, Architecture

from agent.pricing import estimates
from agent.services import Services, open_services
from agent.settings import Settings, load_settings
from tools.bench.protocol import Job, Serve
from tools.cost.correction import Past, corrected
from tools.cost.guess import KNOWN, KNOWN_SPREAD, RULE_SPREAD, held_bytes
from tools.cost.profiling import profiles
from tools.cost.roofline import Machine
from tools.cost.work import Profile, Question
from tools.domain import Budget, Dataset, Listing, Requirements, Value
from tools.hub.builtin import tweets
from tools.hub.search import drop, find

LABELS, BATCHES = 3, (1, 8)
CPU_S, MEMORY = "CPU seconds", "peak memory"
SPREADS = {CPU_S: None, MEMORY: 1.3}


class Row(Value):
    """One quantity of one model, as estimated without correction and as measured, in SI units."""

    name: str
    family: str
    batch: int
    quantity: str
    known: bool
    estimated: float
    measured: float


async def of_architectures(services: Services) -> list[Row]:
    """Return CPU seconds and memory of every architecture, at every batch size."""
    machine = Machine(await services.calibration())
    environment = services.settings.worker_environment()
    asked = [(one, batch) for one in ARCHITECTURES for batch in BATCHES]
    began = perf_counter()
    answers = await profiles([question(*each) for each in asked], environment)
    print(f"{len(asked)} architectures looked at in {perf_counter() - began:.1f} s, imports too")
    rows: list[Row] = []
    for (one, batch), answer in zip(asked, answers, strict=True):
        assert answer.profile is not None, f"{one.name}: {answer.reason}"
        measured = measured_apart(one, batch, environment)
        rows += _rows(one, batch, answer.profile, machine, measured)
        print(f"{one.name:18} x {batch}: {_shown(rows[-2])}; {_shown(rows[-1])}", flush=True)
    return rows


def question(one: Architecture, batch: int) -> Question:
    """Return what is asked of an architecture."""
    is_text = one.head == TEXT
    return Question(
        config=json.dumps({"model_type": one.family, **one.config}),
        head=one.head,
        labels=LABELS,
        batch=batch,
        tokens=one.size if is_text else 0,
        side=0 if is_text else one.size,
    )


def measured_apart(
    one: Architecture, batch: int, environment: Mapping[str, str]
) -> dict[str, float]:
    """Return what a process of its own measures of an architecture."""
    done = subprocess.run(
        [sys.executable, "benchmarks/architectures.py", one.name, str(batch)],
        env=dict(environment),
        cwd=Path(__file__).parents[1],
        capture_output=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _rows(
    one: Architecture, batch: int, profile: Profile, machine: Machine, measured: dict[str, float]
) -> Iterator[Row]:
    about = {"name": one.name, "family": one.family, "batch": batch, "known": True}
    cpu_s, memory_bytes = machine.cpu_s(profile), measured["base_bytes"] + held_bytes(profile)
    yield Row(**about, quantity=CPU_S, estimated=cpu_s, measured=measured["cpu_s"])
    yield Row(**about, quantity=MEMORY, estimated=memory_bytes, measured=measured["memory_bytes"])


async def of_the_catalogue(services: Services) -> list[Row]:
    """Return the same of the catalogue's text encoders that are here, on tweets, one at a time."""
    home = services.settings.home
    dataset = tweets(services.catalogue, home, index=services.index, report=lambda *_: None)
    found = drop(
        find(dataset, services.catalogue, home=home),
        dataset,
        requirements=Requirements(),
        budget=Budget(downloads_bytes=0),
    )
    listings = [one for one in found if not one.dropped]
    rows: list[Row] = []
    for listing, guessed in zip(
        listings, await estimates(listings, dataset, "cpu", services), strict=True
    ):
        about = {"name": listing.model.id, "family": guessed.family, "batch": 1}
        about["known"] = guessed.method == KNOWN
        measured = await _window(listing, dataset, services)
        for quantity, field in ((CPU_S, "cpu_s_per_request"), (MEMORY, "memory_bytes")):
            rows.append(
                Row(
                    **about,
                    quantity=quantity,
                    estimated=guessed.uncorrected[field],
                    measured=measured[field],
                )
            )
        print(f"{listing.model.id}: {_shown(rows[-2])}; {_shown(rows[-1])}", flush=True)
    return rows


async def _window(listing: Listing, dataset: Dataset, services: Services) -> dict[str, float]:
    model = listing.model
    with tempfile.TemporaryDirectory() as heads:
        job = Job(
            candidate=listing.candidate,
            runtime=model.runtime,
            folder=model.folder,
            options=model.options,
            dataset_path=dataset.path,
            dataset_sha256=dataset.sha256,
            size_bytes=model.size_bytes,
            heads_folder=heads,
            fit_limit=200,
            power=services.power,
        )
        outcome = await services.bench.measure(job, Serve(start=0, n=64), timeout_s=600.0)
    assert outcome.window is not None, outcome
    window = outcome.window
    return {
        "cpu_s_per_request": window.cpu_s / window.requests,
        "memory_bytes": float(window.memory_bytes),
    }


def _shown(row: Row) -> str:
    ratio = row.estimated / row.measured
    return f"{row.quantity} {row.estimated:.4g} : {row.measured:.4g} = {ratio:.2f}"


def evaluated(rows: list[Row], quantity: str) -> str:
    """Return a line: bias, median absolute error and coverage, with each family held out."""
    asked = [row for row in rows if row.quantity == quantity]
    plain = [row.estimated / row.measured for row in asked]
    intervals = [_held_out(row, asked) for row in asked]
    fixed = [one.mid / row.measured for one, row in zip(intervals, asked, strict=True)]
    inside = sum(
        one.low <= row.measured <= one.high for one, row in zip(intervals, asked, strict=True)
    )
    bias = prod(fixed) ** (1 / len(fixed))
    return (
        f"| {quantity} | {len(asked)} | {len({row.family for row in asked})} "
        f"| {_error(plain):.1%} | {_error(fixed):.1%} | {bias:.2f} | {inside / len(asked):.0%} |"
    )


def _held_out(row: Row, rows: list[Row]):
    spread = SPREADS[row.quantity] or (KNOWN_SPREAD if row.known else RULE_SPREAD)
    past = [
        Past(model=one.name, family=one.family, estimated=one.estimated, measured=one.measured)
        for one in rows
        if one.family != row.family and one.known == row.known
    ]
    return corrected(row.estimated, model=row.name, family=row.family, past=past, spread=spread)


def _error(ratios: list[float]) -> float:
    return statistics.median(abs(ratio - 1) for ratio in ratios)


async def run(settings: Settings) -> list[Row]:
    """Measure everything."""
    async with open_services(settings) as services:
        return [*await of_the_catalogue(services), *await of_architectures(services)]


def main() -> None:
    """Read the command line, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, default=load_settings().home)
    parser.add_argument("--keep", type=Path, help="where the rows are kept, or read from")
    parser.add_argument("--only-evaluate", action="store_true")
    given = parser.parse_args()
    if given.only_evaluate:
        rows = [Row.model_validate(row) for row in json.loads(given.keep.read_text())]
    else:
        rows = asyncio.run(run(Settings(home=given.home)))
    if given.keep:
        given.keep.write_text(json.dumps([row.model_dump() for row in rows]))
    print("\n| quantity | cases | families | uncorrected | corrected | bias | inside |")
    print("|---|---|---|---|---|---|---|")
    for quantity in (CPU_S, MEMORY):
        print(evaluated(rows, quantity))


if __name__ == "__main__":
    main()
