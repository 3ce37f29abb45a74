"""How a worker's process comes to be, and how it is ended with all that it started.

However it is launched, it leads a process group of its own, talks on a socket that is its standard
input and output, and ends when that socket closes.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import IO, Protocol


class Process(Protocol):
    """A process, of this one's children or not; `returncode` is None until its end is known."""

    @property
    def pid(self) -> int:
        """Its id, and that of its group."""

    @property
    def returncode(self) -> int | None:
        """Its exit status, or the signal that ended it as a negative number."""

    async def wait(self) -> int:
        """Return the exit status once the process has ended."""


Launch = Callable[[socket.socket, IO[bytes]], Awaitable[Process]]
"""Launches a worker, given its end of the socket and the file for its standard error."""


def fresh(environment: Mapping[str, str]) -> Launch:
    """Return what launches workers that share nothing with another: the reference."""

    async def launch(talk: socket.socket, log: IO[bytes]) -> Process:
        return await start_python("tools.bench.worker", talk=talk, log=log, environment=environment)

    return launch


async def start_python(
    module: str,
    *arguments: str,
    talk: socket.socket,
    log: IO[bytes] | int,
    environment: Mapping[str, str],
) -> asyncio.subprocess.Process:
    """Start a module in a process group of its own, its standard input and output a socket."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # a folder `tools` where the user stands must not be taken for this one
        "-m",
        module,
        *arguments,
        stdin=talk.fileno(),
        stdout=talk.fileno(),
        stderr=log,
        env=dict(environment),
        start_new_session=True,
    )


def end_group(leader: Process) -> None:
    """Kill a process, if it still runs, and all that it started in its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader.pid, signal.SIGKILL)
