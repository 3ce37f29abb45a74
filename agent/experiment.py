"""A controlled experiment with tactics: from what is asked to runs in the store."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from agent.examples import BUILT_IN, examples
from agent.jobs import job_of
from agent.nodes.understand import on_a_device
from agent.services import Services
from agent.state import Said
from tools.bench import devices
from tools.bench.experiment import Design, remaining, runs
from tools.bench.protocol import Job
from tools.bench.tactics import catalogue
from tools.bench.tactics.refusals import refusal
from tools.bench.turn import Told, machine_turn
from tools.domain import Dataset, Listing, Request, Run, Value
from tools.errors import RequestError
from tools.hub.search import find
from tools.results.rows import Key

# A window ends after this; it holds a hundred updates of any CPU counter.
_WINDOW_S = 1.0
# Compared where nothing is asked: what somebody could deploy who answers one request at a time.
USUAL = tuple(one.name for one in catalogue.describe() if one.kind != "batch")


class Asked(Value):
    """What an experiment is to find out; empty tuples ask for the usual."""

    models: tuple[str, ...] = ()
    tactics: tuple[str, ...] = ()
    data: str = "tweets"
    text_column: str | None = None
    label_column: str | None = None
    device: str = "cpu"
    blocks: int = 10
    examples: int = 64
    volume: float | None = None
    seed: int = 0


class Skipped(Value):
    """A tactic that cannot be tried on a model, and why: known before anything runs."""

    model: str
    tactic: str
    reason: str


@dataclass(frozen=True)
class Experiment:
    """What is about to be run."""

    asked: Asked
    dataset: Dataset
    listings: tuple[Listing, ...]
    jobs: tuple[Job, ...]
    skipped: tuple[Skipped, ...]
    design: Design

    @property
    def id(self) -> str:
        """What identifies it in the store: the same question on the same machine has the same."""
        return self.design.name

    @property
    def runs_in_all(self) -> int:
        """How many runs it takes if nothing fails."""
        return len(self.jobs) * self.design.blocks

    def left(self, done: Sequence[Run]) -> int:
        """How many runs are still to do."""
        return len(remaining(self.jobs, self.design, done))


async def prepared(asked: Asked, services: Services) -> Experiment:
    """Find data, models and tactics; nothing is fetched yet but the examples.

    Raises:
        DataError: the file cannot be read as labelled examples.
        FetchError: the built-in examples are not here and could not be fetched.
        RequestError: a model or tactic is not known, the device is not here, or nothing is left
            to compare.

    """
    _check_names(asked.tactics)
    on_a_device(Request(device=asked.device), devices.here())
    dataset = await asyncio.to_thread(_dataset, asked, services)
    listings = _listings(asked, dataset, services)
    skipped = tuple(_skipped(asked, listings))
    out = {(one.model, one.tactic) for one in skipped}
    jobs = tuple(
        job_of(
            one.candidate.model_copy(update={"tactics": tactics}),
            one.model,
            dataset,
            services,
            device=asked.device,
        )
        for one in listings
        for tactics in ((), *((name,) for name in asked.tactics or USUAL))
        if not tactics or (one.candidate.model, tactics[0]) not in out
    )
    if all(not job.candidate.tactics for job in jobs):
        raise RequestError(f"No tactic can be tried. {skipped[0].tactic}: {skipped[0].reason}.")
    # Another set of configurations is another experiment: its blocks hold all of them.
    keys = [job.candidate.key for job in jobs]
    key = f"{asked.model_dump_json()}|{dataset.sha256}|{services.machine}|{keys}"
    design = Design(
        name=hashlib.sha256(key.encode()).hexdigest()[:12],
        blocks=asked.blocks,
        examples=min(asked.examples, dataset.n_test),
        pool=dataset.n_test,
        window_s=_WINDOW_S,
        timeout_s=services.settings.hang_s,
        seed=asked.seed,
    )
    return Experiment(asked, dataset, listings, jobs, skipped, design)


def _dataset(asked: Asked, services: Services) -> Dataset:
    built_in = asked.data in BUILT_IN
    said: Said = {
        "data": None if built_in else asked.data,
        "text_column": asked.text_column,
        "label_column": asked.label_column,
    }
    dataset, _ = examples(said, Request(dataset=asked.data if built_in else None), services)
    services.store.record_dataset(dataset)
    return dataset


def _skipped(asked: Asked, listings: Sequence[Listing]) -> Iterator[Skipped]:
    for one in listings:
        for tactic in asked.tactics or USUAL:
            reason = refusal((tactic,), runtime=one.model.runtime, device=asked.device)
            if reason is not None:
                yield Skipped(model=one.candidate.model, tactic=tactic, reason=reason)


async def carried_out(
    experiment: Experiment, services: Services, *, told: Told = lambda _: None
) -> AsyncIterator[Run]:
    """Run what is not stored yet; each run is in the store before the next begins.

    Its windows are evidence for searches too: nothing is measured twice. `told` hears of a process
    that measures on this machine just now, which is waited for.
    """
    key = Key(
        dataset_sha256=experiment.dataset.sha256,
        machine=services.machine,
        device=experiment.asked.device,
    )
    store = services.store
    store.record_experiment(experiment.id, key, experiment.asked.model_dump_json())
    done = store.runs(experiment.id)
    async with machine_turn(services.settings.turn, told=told):
        async for run in runs(services.bench, experiment.jobs, experiment.design, done=done):
            store.record_run(experiment.id, run)
            if run.setup is not None and run.window is not None:
                store.record_setup(key, run.setup)
                store.record_window(key, run.window)
            yield run


def _check_names(tactics: Sequence[str]) -> None:
    unknown = [name for name in tactics if catalogue.find(name) is None]
    if unknown:
        known = ", ".join(tactic.name for tactic in catalogue.describe())
        raise RequestError(f"There is no tactic {unknown[0]!r}. There are: {known}.")


def _listings(asked: Asked, dataset: Dataset, services: Services) -> tuple[Listing, ...]:
    """Return the models asked for, or those of the task that some tactic can be tried on."""
    settings = services.settings
    found = find(dataset, services.catalogue, home=settings.home, models_folder=settings.models)
    if not asked.models:
        return tuple(
            one
            for one in found
            if not one.dropped
            and any(
                refusal((tactic,), runtime=one.model.runtime, device=asked.device) is None
                for tactic in asked.tactics or USUAL
            )
        )
    named = [
        [one for one in found if name in (one.candidate.model, _short(one.candidate.model))]
        for name in asked.models
    ]
    for name, matches in zip(asked.models, named, strict=True):
        if not matches:
            known = ", ".join(sorted({_short(one.candidate.model) for one in found}))
            raise RequestError(f"No model {name!r} serves {dataset.task}. There are: {known}.")
    return tuple(one for matches in named for one in matches)


def _short(model: str) -> str:
    return model.rsplit("/", 1)[-1]
