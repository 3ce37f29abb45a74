"""The parent's side of worker processes: start, order, wait, keep resident, end.

The parent awaits and never polls. One batch runs at a time; workers of candidates still in the race
stay resident while memory allows, and the least recently used goes first.
"""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from time import perf_counter
from typing import IO, Self

from tools.bench import failing
from tools.bench.protocol import Job, Reply, Serve
from tools.domain import Failure, Setup, Value, Window

# A reply to a batch of 64 examples is some 10 kB; the stream's default limit is 64 KiB.
_LONGEST_REPLY_BYTES = 2**24


class Outcome(Value):
    """What came of one step; `setup` only where a worker was started for it."""

    setup: Setup | None = None
    window: Window | None = None
    failure: Failure | None = None
    wall_s: float


class Bench:
    """A pool of resident workers. Use as an async context manager; leaving it ends them all."""

    def __init__(self, environment: Mapping[str, str], *, most_resident_bytes: int) -> None:
        self._environment = dict(environment)
        self._most_resident_bytes = most_resident_bytes
        self._workers: OrderedDict[str, _Worker] = OrderedDict()
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
        started = perf_counter()
        key, setup = job.candidate.key, None
        try:
            async with asyncio.timeout(timeout_s):
                if key in self._workers and not self._workers[key].is_ready_for(job):
                    await self.drop(key)
                if key not in self._workers:
                    await self._make_room()
                    self._workers[key] = await _Worker.start(self._environment)
                    setup = await self._workers[key].make_ready(job)
                worker = self._workers[key]
                self._workers.move_to_end(key)
                window = await worker.serve(order)
            return Outcome(setup=setup, window=window, wall_s=perf_counter() - started)
        except TimeoutError:
            failure = Failure(
                candidate=job.candidate,
                kind="timed_out",
                reason=f"it gave no answer within {timeout_s:.0f} s, so it was ended",
            )
        except _WorkerEndedError as ended:
            failure = failing.failure(job.candidate, ended.returncode, ended.log)
        except BaseException:
            await self.drop(key)
            raise
        await self.drop(key)
        return Outcome(setup=setup, failure=failure, wall_s=perf_counter() - started)

    def holds(self, key: str) -> bool:
        """Say whether a candidate's worker is up and ready."""
        return key in self._workers

    async def drop(self, key: str) -> None:
        """End the worker of a candidate, if there is one."""
        if (worker := self._workers.pop(key, None)) is not None:
            await worker.end()

    async def close(self) -> None:
        """End all workers."""
        for key in list(self._workers):
            await self.drop(key)

    async def _make_room(self) -> None:
        while self._workers and (
            sum(worker.rss_bytes for worker in self._workers.values()) > self._most_resident_bytes
        ):
            await self.drop(next(iter(self._workers)))


class _WorkerEndedError(Exception):
    """The worker process ended on its own; `log` is the end of its standard error."""

    def __init__(self, returncode: int, log: str) -> None:
        super().__init__(returncode)
        self.returncode = returncode
        self.log = log


class _Worker:
    """One worker process."""

    def __init__(self, process: asyncio.subprocess.Process, log: IO[bytes]) -> None:
        self._process = process
        self._log = log
        self._job: Job | None = None
        self._burial = asyncio.create_task(self._bury())
        self.rss_bytes = 0

    def is_ready_for(self, job: Job) -> bool:
        """Say whether the process lives and answers for this job, not for one on other data."""
        return self._process.returncode is None and self._job == job

    @classmethod
    async def start(cls, environment: Mapping[str, str]) -> Self:
        """Start the process, in a group of its own."""
        with contextlib.ExitStack() as until_up:
            log = until_up.enter_context(tempfile.TemporaryFile())
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # a folder `tools` where the user stands must not be taken for this one
                "-m",
                "tools.bench.worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=environment,
                start_new_session=True,
                limit=_LONGEST_REPLY_BYTES,
            )
            until_up.pop_all()  # from here on it lives as long as the worker
            return cls(process, log)

    async def make_ready(self, job: Job) -> Setup:
        """Hand over the job and wait until its candidate is loaded, fitted and warm."""
        await self._say(job.model_dump_json())
        setup = (await self._reply()).setup
        assert setup is not None
        self._job = job
        self.rss_bytes = setup.rss_bytes
        return setup

    async def serve(self, order: Serve) -> Window:
        """Have a batch answered."""
        await self._say(order.model_dump_json())
        window = (await self._reply()).window
        assert window is not None
        self.rss_bytes = window.memory_bytes
        return window

    async def end(self) -> None:
        """End the process and all that it started."""
        with self._log:
            # Also after its own end: what it started may hold its pipe, and then it is not buried.
            if not self._burial.done():
                self._kill_group()
            await self._burial
            # Read to its end, the pipe closes now and not when the event loop is gone.
            await self._process.communicate()

    async def _bury(self) -> None:
        """Wait until the process has ended, however it ends, then end what it started."""
        await self._process.wait()
        self._kill_group()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    async def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(ConnectionError):
            self._process.stdin.write(line.encode() + b"\n")
            await self._process.stdin.drain()

    async def _reply(self) -> Reply:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if line:
            return Reply.model_validate_json(line)
        returncode = await self._process.wait()
        self._log.seek(0)
        raise _WorkerEndedError(returncode, self._log.read()[-4_000:].decode(errors="replace"))
