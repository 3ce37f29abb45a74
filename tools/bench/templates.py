"""The parent's side of warm templates: one for each runtime, started when first asked for."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Mapping
from typing import IO, Self

from tools.bench.launching import Process, end_group, start_python
from tools.bench.protocol import Power, Preload
from tools.domain import Runtime

_LONGEST_MESSAGE_BYTES = 4_096


class TemplateEndedError(Exception):
    """A template ended where a worker was to be forked from it."""


class Templates:
    """The templates that are up."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._up: dict[Runtime, Template] = {}
        self._unfit: set[Runtime] = set()

    async def get(self, runtime: Runtime, power: Power) -> "Template | None":
        """Return a runtime's template, started now if need be; None where it cannot be forked."""
        if runtime in self._up and not self._up[runtime].is_up:
            await self.drop(runtime)
        if runtime not in self._up and runtime not in self._unfit:
            try:
                self._up[runtime] = await Template.start(runtime, power, self._environment)
            except TemplateEndedError:
                self._unfit.add(runtime)
        return self._up.get(runtime)

    def idle_bytes(self, *, but: Runtime) -> dict[Runtime, int]:
        """Return the memory of templates without workers, but that of one runtime."""
        return {
            runtime: template.rss_bytes
            for runtime, template in self._up.items()
            if runtime != but and not template.has_workers
        }

    async def drop(self, runtime: Runtime) -> None:
        """End a runtime's template."""
        await self._up.pop(runtime).end()

    async def close(self) -> None:
        """End all of them."""
        for runtime in list(self._up):
            await self.drop(runtime)


class Template:
    """One template process."""

    def __init__(
        self, process: asyncio.subprocess.Process, requests: socket.socket, preload: Preload
    ) -> None:
        self.rss_bytes = preload.rss_bytes
        self._unbooked: Preload | None = preload
        self._process = process
        self._requests = requests
        self._forks: list[_Fork] = []

    @classmethod
    async def start(cls, runtime: Runtime, power: Power, environment: Mapping[str, str]) -> Self:
        """Start a template and wait until it can be forked.

        Raises:
            TemplateEndedError: it ended instead.

        """
        ours, theirs = _socket_pair()
        process = None
        try:
            with theirs:
                process = await start_python(
                    "tools.bench.template",
                    *(runtime, power.model_dump_json()),
                    talk=theirs,
                    log=asyncio.subprocess.DEVNULL,
                    environment=environment,
                )
            if preload := await _message(ours):
                return cls(process, ours, Preload.model_validate_json(preload))
            raise TemplateEndedError
        except BaseException:
            ours.close()
            if process is not None:
                end_group(process)
                await process.wait()
            raise

    @property
    def is_up(self) -> bool:
        """Say whether the process lives."""
        return self._process.returncode is None

    @property
    def has_workers(self) -> bool:
        """Say whether workers live that were forked from it, and share its memory."""
        return any(fork.returncode is None for fork in self._forks)

    def bill(self) -> Preload | None:
        """Return what starting it took, once."""
        bill, self._unbooked = self._unbooked, None
        return bill

    async def fork(self, talk: socket.socket, log: IO[bytes]) -> Process:
        """Launch a worker. If this is cancelled, none is left.

        Raises:
            TemplateEndedError: the template is gone.

        """
        ours, theirs = _socket_pair()
        with theirs:
            try:
                socket.send_fds(self._requests, [b"f"], [f.fileno() for f in (talk, log, theirs)])
            except OSError:
                ours.close()
                raise TemplateEndedError from None
        birth = asyncio.create_task(_Fork.born(ours))
        try:
            fork = await asyncio.shield(birth)
        except asyncio.CancelledError:
            with contextlib.suppress(TemplateEndedError):
                fork = await birth
                end_group(fork)
                await fork.wait()
            raise
        self._forks = [fork, *(other for other in self._forks if other.returncode is None)]
        return fork

    async def end(self) -> None:
        """End the process; workers that it forked are then not heard of any more."""
        self._requests.close()
        end_group(self._process)
        await self._process.wait()


class _Fork:
    """A worker that a template forked, whose end the template reports."""

    def __init__(self, pid: int, reports: socket.socket) -> None:
        self.pid = pid
        self._end = asyncio.create_task(_exit_status(reports))

    @classmethod
    async def born(cls, reports: socket.socket) -> Self:
        """Wait for the first report, the process id.

        Raises:
            TemplateEndedError: there will be none.

        """
        if pid := await _message(reports):
            return cls(int(pid), reports)
        reports.close()
        raise TemplateEndedError

    @property
    def returncode(self) -> int | None:
        """Its exit status, None until it is reported."""
        return self._end.result() if self._end.done() else None

    async def wait(self) -> int:
        """Return the exit status once it is reported."""
        return await asyncio.shield(self._end)


async def _exit_status(reports: socket.socket) -> int:
    """Wait for the last report; without a template that waits for it, a worker is to be killed."""
    with reports:
        return int(await _message(reports) or -signal.SIGKILL)


def _socket_pair() -> tuple[socket.socket, socket.socket]:
    """Return both ends of a connection that keeps messages apart; ours never blocks."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    return ours, theirs


async def _message(come_from: socket.socket) -> bytes:
    """Return the next message, or nothing where the other end is closed."""
    return await asyncio.get_running_loop().sock_recv(come_from, _LONGEST_MESSAGE_BYTES)
