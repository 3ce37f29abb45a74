"""Helpers for tests that run the console script in processes of their own."""

import os
import pty
import re
import select
import signal
import sys
import time
from pathlib import Path

import duckdb
import psutil

COMMAND = str(Path(sys.executable).with_name("greenrunner"))
_PATIENCE_S = 60.0
# What moves the cursor or colours the text (ECMA-48, control sequences).
_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_BATCHES = """
    SELECT candidate, start, n, measured_at FROM batch JOIN trial USING (trial)
    ORDER BY measured_at
"""


def environment_for(home: Path) -> dict[str, str]:
    """What a stranger's command sees: a home of its own, no setting of ours, and no network."""
    ours = ("GREENRUNNER_", "PIP_", "UV_")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(ours)}  # noqa: TID251
    return inherited | {
        "GREENRUNNER_HOME": str(home),
        "GREENRUNNER_TURN": str(home.parent / "turn"),
        "GREENRUNNER_WARM_UP_S": "0.05",
        "GREENRUNNER_QUESTIONS": "0",
        "GREENRUNNER_CALIBRATION_S": "1",
        "GREENRUNNER_OFFLINE": "true",
        # They cost seconds a search; tests/agent/test_survivors.py and the real main job try them.
        "GREENRUNNER_TACTICS": "",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "COLUMNS": "80",
    }


def batches(home: Path) -> list[tuple]:
    """Return what is stored of each batch, oldest first; the home must be nobody's."""
    with duckdb.connect(str(home / "results.duckdb")) as store:
        return store.execute(_BATCHES).fetchall()


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Return who of these still runs; one that ended and was not reaped does not."""
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def wait_until_gone(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Return who of these is left after some seconds."""
    until = time.monotonic() + 10
    while (left := alive(processes)) and time.monotonic() < until:
        time.sleep(0.02)
    return left


class Terminal:
    """A pseudo-terminal with a process of ours at its other end."""

    def __init__(self, command: list[str], environment: dict[str, str], folder: Path) -> None:
        self._came = ""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(command[0], command, environment)

    @property
    def seen(self) -> str:
        """All that was shown, without what moves the cursor or colours the text."""
        return _CONTROL.sub("", self._came)

    def read_until(self, text: str) -> str:
        """Return what is shown until a text comes, which must come."""
        before, until = len(self.seen), time.monotonic() + _PATIENCE_S
        while text not in self.seen[before:]:
            assert self._read(until), f"it ended before {text!r} came: {self.seen}"
        return self.seen[before:]

    def type(self, text: str) -> None:
        os.write(self._fd, text.encode())

    def enter(self, line: str) -> None:
        """Type a line at a prompt, and read until the prompt has taken it."""
        self.type(f"{line}\n")
        self.read_until("\r\r\n")

    def exit_code(self) -> int:
        """Read to the end, which must come, and return the exit code."""
        until = time.monotonic() + _PATIENCE_S
        while self._read(until):
            pass
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def _read(self, until: float) -> bool:
        """Take in what is shown next; say whether there was more."""
        ready, _, _ = select.select([self._fd], [], [], max(0, until - time.monotonic()))
        assert ready, f"nothing more came: {self.seen}"
        try:
            read = os.read(self._fd, 65_536)
        except OSError:
            return False
        self._came += read.decode(errors="replace")
        return bool(read)

    def close(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)
