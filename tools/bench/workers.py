"""The parent's side of one worker: hand it a job, order batches, end it with all that it started.

The parent awaits and never polls.
"""

import asyncio
import contextlib
import socket
import tempfile
from typing import IO, Self

from tools.bench.launching import Launch, Process, end_group
from tools.bench.protocol import Job, Reply, Serve
from tools.domain import Setup, Window

# A reply to a batch of 64 examples is some 10 kB; the stream's default limit is 64 KiB.
_LONGEST_REPLY_BYTES = 2**24


class WorkerEndedError(Exception):
    """The worker process ended on its own; `log` is the end of its standard error."""

    def __init__(self, returncode: int, log: str) -> None:
        super().__init__(returncode)
        self.returncode = returncode
        self.log = log


class Worker:
    """One worker process."""

    def __init__(
        self,
        process: Process,
        *,
        said: asyncio.StreamReader,
        orders: asyncio.StreamWriter,
        log: IO[bytes],
    ) -> None:
        self._process = process
        self._said = said
        self._orders = orders
        self._log = log
        self._job: Job | None = None
        self._burial = asyncio.create_task(self._bury())
        self.rss_bytes = 0

    def is_ready_for(self, job: Job) -> bool:
        """Say whether the process lives and answers for this job, not for one on other data."""
        return self._process.returncode is None and self._job == job

    @classmethod
    async def start(cls, launch: Launch) -> Self:
        """Launch the process. If this is cancelled, none is left.

        Raises:
            TemplateEndedError: it was to be forked, and its template is gone.

        """
        with contextlib.ExitStack() as until_up:
            log = until_up.enter_context(tempfile.TemporaryFile())
            ours, theirs = socket.socketpair()
            with theirs:
                said, orders = await asyncio.open_unix_connection(
                    sock=ours, limit=_LONGEST_REPLY_BYTES
                )
                until_up.callback(orders.close)
                process = await launch(theirs, log)
            until_up.pop_all()  # from here on they live as long as the worker
            return cls(process, said=said, orders=orders, log=log)

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
            # Also after its own end: what it started may hold its socket, and then it has no end.
            if not self._burial.done():
                end_group(self._process)
            await self._burial
            self._orders.close()
            with contextlib.suppress(ConnectionError):
                await self._orders.wait_closed()

    async def _bury(self) -> None:
        """Wait until the process has ended, however it ends, then end what it started."""
        await self._process.wait()
        end_group(self._process)

    async def _say(self, line: str) -> None:
        with contextlib.suppress(ConnectionError):
            self._orders.write(line.encode() + b"\n")
            await self._orders.drain()

    async def _reply(self) -> Reply:
        line = b""
        with contextlib.suppress(ConnectionError):  # it ended with an order unread
            line = await self._said.readline()
        if line:
            return Reply.model_validate_json(line)
        returncode = await self._process.wait()
        self._log.seek(0)
        raise WorkerEndedError(returncode, self._log.read()[-4_000:].decode(errors="replace"))
