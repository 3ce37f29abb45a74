"""The parent's side of measuring: one batch at a time, in workers that stay resident.

Workers of candidates still in the race stay while memory allows; templates that no worker was
forked from go first, then the worker least recently used.
"""

import asyncio
import sys
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Self

from tools.bench import failing
from tools.bench.launching import fresh
from tools.bench.protocol import Job, Preload, Serve
from tools.bench.templates import TemplateEndedError, Templates
from tools.bench.workers import Worker, WorkerEndedError
from tools.domain import Failure, Runtime, Setup, Value, Window


class Outcome(Value):
    """What came of one step; `setup` only where a worker was started for it.

    `preload` is what starting a template for that took: it comes on top of the set-up.
    """

    preload: Preload | None = None
    setup: Setup | None = None
    window: Window | None = None
    failure: Failure | None = None
    wall_s: float

    @property
    def energy_j(self) -> float:
        """Joules of all that was read; a worker that failed before it was ready tells none."""
        parts = (self.preload, self.setup, self.window)
        return sum(part.energy.mid for part in parts if part is not None)


@dataclass
class _Paid:
    """What a step took so far."""

    preload: Preload | None = None
    setup: Setup | None = None
    from_template: bool = False


class Bench:
    """A pool of resident workers. Use as an async context manager; leaving it ends them all.

    With `templates` a worker is forked from a warm template of its runtime where the system allows
    it; without, each is a fresh process.
    """

    def __init__(
        self, environment: Mapping[str, str], *, most_resident_bytes: int, templates: bool = True
    ) -> None:
        self._environment = dict(environment)
        self._most_resident_bytes = most_resident_bytes
        self._workers: OrderedDict[str, Worker] = OrderedDict()
        # Elsewhere libraries of the system may not survive a fork (macOS), or there is none.
        self._forks = templates and sys.platform == "linux"
        self._templates = Templates(self._environment)
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def measure(self, job: Job, order: Serve, *, timeout_s: float) -> Outcome:
        """Run one batch, in a worker that is started and made ready first where there is none.

        A worker that crashes, is killed, or gives no answer in time is a `Failure`, not an error.
        If this is cancelled the worker is ended, and what was not yet replied is lost.
        """
        async with self._turn:
            return await self._measure(job, order, timeout_s=timeout_s)

    async def _measure(self, job: Job, order: Serve, *, timeout_s: float) -> Outcome:
        started, key, paid = perf_counter(), job.candidate.key, _Paid()
        failure = window = None
        try:
            async with asyncio.timeout(timeout_s):
                worker = await self._ready(job, paid)
                window = await worker.serve(order)
        except TimeoutError:
            failure = Failure(
                candidate=job.candidate,
                kind="timed_out",
                reason=f"it gave no answer within {timeout_s:.0f} s, so it was ended",
            )
        except WorkerEndedError as ended:
            failure = failing.failure(job.candidate, ended.returncode, ended.log)
        finally:
            if window is None:
                await self.drop(key)
        return Outcome(
            preload=paid.preload,
            setup=paid.setup,
            window=window,
            failure=failure,
            wall_s=perf_counter() - started,
        )

    async def _ready(self, job: Job, paid: _Paid) -> Worker:
        """Return the candidate's worker, started and made ready if need be."""
        key = job.candidate.key
        if key in self._workers and not self._workers[key].is_ready_for(job):
            await self.drop(key)
        if key not in self._workers:
            await self._make_room(job.runtime)
            self._workers[key] = await self._start(job, paid)
            setup = await self._workers[key].make_ready(job)
            paid.setup = setup.model_copy(update={"from_template": paid.from_template})
        self._workers.move_to_end(key)
        return self._workers[key]

    async def _start(self, job: Job, paid: _Paid) -> Worker:
        """Start a worker, forked where it can be."""
        template = await self._templates.get(job.runtime, job.power) if self._forks else None
        if template is not None:
            paid.preload = template.bill()
            try:
                worker = await Worker.start(template.fork)
            except TemplateEndedError:
                await self._templates.drop(job.runtime)
            else:
                paid.from_template = True
                return worker
        return await Worker.start(fresh(self._environment))

    def holds(self, key: str) -> bool:
        """Say whether a candidate's worker is up and ready."""
        return key in self._workers

    async def drop(self, key: str) -> None:
        """End the worker of a candidate, if there is one."""
        if (worker := self._workers.pop(key, None)) is not None:
            await worker.end()

    async def close(self) -> None:
        """End all workers, then the templates: who comes next shares nothing with who was."""
        for key in list(self._workers):
            await self.drop(key)
        await self._templates.close()

    async def _make_room(self, runtime: Runtime) -> None:
        """End what is least useful to a worker of a runtime, until the rest is small enough."""
        while True:
            idle = self._templates.idle_bytes(but=runtime)
            held = sum(worker.rss_bytes for worker in self._workers.values()) + sum(idle.values())
            if held <= self._most_resident_bytes or not (idle or self._workers):
                return
            if idle:
                await self._templates.drop(next(iter(idle)))
            else:
                await self.drop(next(iter(self._workers)))
