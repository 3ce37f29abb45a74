"""Prints predicted against measured latency, set-up time and memory.

    python benchmarks/estimates.py [--home FOLDER] [--examples 64]

For every candidate of the catalogue whose weights are in the home already; nothing is fetched but
the tweets and photos, once. Fashion-MNIST is among the data where it is installed. A ratio is
predicted over measured: 2 is twice too high, and a star says that the measured value lies outside
the predicted interval. `tools/cost/rules.py` is calibrated by it.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from agent.services import power
from agent.settings import load_settings
from tools.bench.client import Bench, Outcome
from tools.bench.protocol import Job, Power, Serve
from tools.bench.speed import measured_apart
from tools.cost.estimate import Surroundings, estimate
from tools.domain import Budget, Dataset, Estimate, Interval, Listing, Requirements
from tools.hub.builtin import digits, tweets
from tools.hub.catalogue import Catalogue, load_catalogue
from tools.hub.index import pip_settings
from tools.hub.pictures import fashion, photos
from tools.hub.search import drop, find

_PATIENCE_S = 600.0


class Case(NamedTuple):
    """A candidate on its examples, and what was predicted of it."""

    listing: Listing
    dataset: Dataset
    predicted: Estimate


def cases(home: Path, around: Surroundings) -> list[Case]:
    """Return the candidates that could run now, with their estimates."""
    catalogue = load_catalogue()
    found = []
    for dataset in datasets(catalogue, home):
        here = around.model_copy(
            update={
                "mean_length": dataset.mean_length,
                "fit_examples": min(dataset.n_train, around.fit_examples),
            }
        )
        found += [
            Case(listing, dataset, estimate(listing, here))
            for listing in drop(
                find(dataset, catalogue, home=home),
                dataset,
                requirements=Requirements(),
                budget=Budget(downloads_bytes=0),
            )
            if not listing.dropped
        ]
    return found


def datasets(catalogue: Catalogue, home: Path) -> Iterator[Dataset]:
    """Yield all built-in examples that can be had here."""
    for fetched in (tweets, photos):
        yield fetched(
            catalogue,
            home,
            index=lambda: pip_settings(sys.executable),
            report=lambda name, so_far, size: None,
        )
    yield digits(home)
    if (folder := load_settings().fashion).is_dir():
        yield fashion(home, folder)


def row(case: Case, outcome: Outcome) -> str:
    """Return one line: three times predicted, measured, ratio."""
    name = case.listing.model.id.removeprefix("sentence-transformers/")
    if outcome.setup is None or outcome.window is None:
        return f"{name:34}{outcome.failure.reason if outcome.failure else 'no answer'}"
    setup, window = outcome.setup, outcome.window
    measured = (
        statistics.median(window.latency_s),
        setup.load_s + setup.fit_s + setup.warm_up_s,
        float(window.memory_bytes),
    )
    predicted = (case.predicted.latency_s, case.predicted.setup_s, case.predicted.memory_bytes)
    cells = (
        _cell(one, value, scale)
        for one, value, scale in zip(predicted, measured, (1e-3, 1.0, 1e6), strict=True)
    )
    fit = f"  (load {setup.load_s:.1f} s, fit {setup.fit_s:.1f} s)"
    return f"{name:34}{' '.join(cells)}{fit}"


def _cell(predicted: Interval, measured: float, scale: float) -> str:
    star = " " if predicted.low <= measured <= predicted.high else "*"
    shown = f"{predicted.mid / scale:.3g} : {measured / scale:.3g}"
    return f"{shown:>15}{predicted.mid / measured:6.2f}{star}"


def job(case: Case, heads_folder: str, *, fit_limit: int, watts: Power) -> Job:
    """Return what a worker needs to run a case."""
    model = case.listing.model
    return Job(
        candidate=case.listing.candidate,
        runtime=model.runtime,
        folder=model.folder,
        options=model.options,
        labels=model.labels,
        dataset_path=case.dataset.path,
        dataset_sha256=case.dataset.sha256,
        size_bytes=model.size_bytes,
        heads_folder=heads_folder,
        fit_limit=fit_limit,
        power=watts,
    )


async def run(home: Path, examples: int, environment: Mapping[str, str]) -> None:
    """Measure every case in a worker of its own and print its line."""
    settings = load_settings()
    watts = power(settings)
    speed = await measured_apart(environment)
    print(f"{speed.flop_per_s:.3g} FLOP/s, {speed.lookups_per_s:.3g} look-ups/s\n")
    print(f"{'':34}{'latency, ms':>22} {'set-up, s':>22} {'memory, MB':>22}")
    around = Surroundings(
        flop_per_s=speed.flop_per_s,
        lookups_per_s=speed.lookups_per_s,
        w_per_core=watts.w_per_core,
        w_per_gib=watts.w_per_gib,
        mean_length=1.0,
        fit_examples=settings.fit_examples,
    )
    with tempfile.TemporaryDirectory() as heads_folder:
        for case in cases(home, around):
            async with Bench(environment, most_resident_bytes=0) as bench:
                order = job(case, heads_folder, fit_limit=settings.fit_examples, watts=watts)
                batch = Serve(start=0, n=examples)
                print(row(case, await bench.measure(order, batch, timeout_s=_PATIENCE_S)))


def main() -> None:
    """Read the command line and run."""
    settings = load_settings()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, default=settings.home)
    parser.add_argument("--examples", type=int, default=64)
    given = parser.parse_args()
    asyncio.run(run(given.home, given.examples, settings.worker_environment()))


if __name__ == "__main__":
    main()
