"""Prints how fast a forked worker starts, and whether it measures what a fresh process measures.

    python benchmarks/template.py [--pairs 16] [--home FOLDER]

A pair is a fresh worker and one forked from a template of its own (workers of one template share
the layout of its memory, so one template would be one sample). Both start in random order, then
they take turns at the same batches, in random order too. A pair's ratio, forked over fresh, is the
median over the turns; printed is the geometric mean over the pairs, with the 95 % t interval of
the logarithms.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import log
from pathlib import Path
from time import perf_counter

from agent.jobs import job_of
from agent.services import Services, open_services
from agent.settings import Settings
from tools.bench.launching import Launch, fresh
from tools.bench.protocol import Job, Serve
from tools.bench.templates import Templates
from tools.bench.workers import Worker, WorkerEndedError
from tools.domain import Interval, Window
from tools.hub.builtin import tweets
from tools.hub.search import find
from tools.selection.effects import ratio_of

MODELS = (
    "sentence-transformers/all-MiniLM-L6-v2",
    "sentence-transformers/paraphrase-MiniLM-L3-v2",
)
TURNS, N = 16, 16
KEPT = Path.home() / ".cache" / "greenrunner-tests"


@dataclass
class Side:
    """What was seen of one worker of a pair: seconds to start, and a window for each turn."""

    read_s: float = 0.0
    ready_s: float = 0.0
    windows: list[Window] = field(default_factory=list)


Pair = dict[str, Side]
COMPARED: dict[str, Callable[[Window], float]] = {
    "latency p50": lambda window: statistics.median(window.latency_s),
    "CPU a request": lambda window: window.cpu_s / window.requests,
    "peak memory": lambda window: float(window.memory_bytes),
}


@asynccontextmanager
async def services_on(home: Path) -> AsyncIterator[Services]:
    """Open services on a home of their own, with the weights and data of another."""
    with tempfile.TemporaryDirectory() as lent:
        for name in ("models", "datasets"):
            (Path(lent) / name).symlink_to(home / name)
        async with open_services(Settings(_env_file=None, home=Path(lent))) as services:
            yield services


def job_on_tweets(model_id: str, services: Services) -> Job:
    """Return the job of a model that is in the home, without warm-up beyond the ten answers."""
    home = services.settings.home
    dataset = tweets(services.catalogue, home, index=services.index, report=lambda *_: None)
    listing = next(
        one
        for one in find(dataset, services.catalogue, home=home)
        if one.candidate.model == model_id and not one.candidate.tactics
    )
    job = job_of(listing.candidate, listing.model, dataset, services, device="cpu")
    return job.model_copy(update={"warm_up_s": 0.0, "fit_limit": 300})


async def pairs(model_id: str, services: Services, n: int) -> list[Pair]:
    """Return so many pairs; the head is fitted before."""
    job = job_on_tweets(model_id, services)
    await services.bench.measure(job, Serve(start=0, n=1), timeout_s=600)
    await services.bench.close()
    environment = services.settings.worker_environment()
    return [await _pair(job, environment) for _ in range(n)]


async def _pair(job: Job, environment: Mapping[str, str]) -> Pair:
    templates = Templates(environment)
    template = await templates.get(job.runtime, job.power)
    assert template is not None
    launches = {"fresh": fresh(environment), "forked": template.fork}
    found: Pair = {name: Side() for name in launches}
    workers = {}
    try:
        for name in _shuffled(launches):
            found[name].read_s = await _seconds_to_read(job, launches[name])
            asked = perf_counter()
            workers[name] = await Worker.start(launches[name])
            await workers[name].make_ready(job)
            found[name].ready_s = perf_counter() - asked
        for turn in range(TURNS):
            for name in _shuffled(workers):
                window = await workers[name].serve(Serve(start=N * turn, n=N))
                found[name].windows.append(window)
    finally:
        for worker in workers.values():
            await worker.end()
        await templates.close()
    return found


async def _seconds_to_read(job: Job, launch: Launch) -> float:
    """Return the seconds until a worker has read its job: data that are not there end it then."""
    asked = perf_counter()
    worker = await Worker.start(launch)
    try:
        await worker.make_ready(job.model_copy(update={"dataset_path": "nowhere"}))
    except WorkerEndedError:
        return perf_counter() - asked
    finally:
        await worker.end()
    raise AssertionError


def _shuffled(names: Mapping[str, object]) -> list[str]:
    return random.sample(list(names), len(names))


def seconds(found: list[Pair], what: str, side: str) -> float:
    """Return the median of `read_s` or `ready_s` over the pairs."""
    return statistics.median(getattr(pair[side], what) for pair in found)


def ratios(found: list[Pair]) -> dict[str, Interval]:
    """Return the ratio of each quantity, forked over fresh, by its name."""
    return {
        name: ratio_of([_log_ratio(pair, quantity) for pair in found])
        for name, quantity in COMPARED.items()
    }


def _log_ratio(pair: Pair, quantity: Callable[[Window], float]) -> float:
    turns = zip(pair["forked"].windows, pair["fresh"].windows, strict=True)
    return statistics.median(log(quantity(forked) / quantity(fresh)) for forked, fresh in turns)


async def main() -> None:
    """Print a block of lines for each model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=16)
    parser.add_argument("--home", type=Path, default=KEPT)
    given = parser.parse_args()
    async with services_on(given.home) as services:
        for model_id in MODELS:
            found = await pairs(model_id, services, given.pairs)
            print(f"{model_id}, {given.pairs} pairs")
            for what, said in (("read_s", "its worker has read its job"), ("ready_s", "ready")):
                fresh_s, forked_s = (seconds(found, what, side) for side in ("fresh", "forked"))
                print(f"  seconds until {said}: fresh {fresh_s:.3f}, forked {forked_s:.3f}")
            for name, ratio in ratios(found).items():
                print(
                    f"  {name}, forked / fresh: {ratio.mid:.3f} "
                    f"(95 % interval {ratio.low:.3f} to {ratio.high:.3f})",
                    flush=True,
                )


if __name__ == "__main__":
    asyncio.run(main())
