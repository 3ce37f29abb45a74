"""Two Green Runners with homes of their own on one machine: the second waits for the first."""

import json
import os
import signal
import subprocess
from pathlib import Path

import psutil
import pytest
from stranger import COMMAND, environment_for, wait_until_gone

NEED = "tell positive texts from negative ones, at most 0.1 MB of downloads, at least 60 % right"


class Asking:
    """`greenrunner ask` in a home of its own, on a lock that others share."""

    def __init__(self, folder: Path, data: Path, lock: Path, **more: str) -> None:
        folder.mkdir()
        self._process = subprocess.Popen(
            [COMMAND, "ask", NEED, "--data", str(data), "--yes", "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=environment_for(folder / "home") | {"GREENRUNNER_TURN": str(lock)} | more,
        )
        self.pid = self._process.pid

    def says(self, text: str) -> str:
        """Read until a line holds a text, which must come; return all of it."""
        said = ""
        while text not in said:
            line = self._process.stderr.readline()
            assert line, f"it ended before {text!r} came: {said}"
            said += line
        return said

    def is_stopped(self, with_signal: signal.Signals) -> int:
        started = psutil.Process(self.pid).children(recursive=True)
        os.kill(self.pid, with_signal)
        self._process.communicate(timeout=60)
        assert wait_until_gone(started) == []
        return self._process.returncode

    def report(self) -> dict:
        out, said = self._process.communicate(timeout=120)
        assert self._process.returncode == 0, said
        return json.loads(out)

    def close(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        self._process.communicate()


@pytest.fixture
def asking(tmp_path, opinions):
    begun = []

    def _asking(home: str, **more: str) -> Asking:
        begun.append(Asking(tmp_path / home, opinions, tmp_path / "lock", **more))
        return begun[-1]

    yield _asking
    for one in begun:
        one.close()


def test_the_second_waits_and_says_so_and_goes_on_when_the_first_is_killed(asking):
    first = asking("one", GREENRUNNER_WARM_UP_S="600")
    first.says("getting ready")
    second, third = asking("two"), asking("three")
    waits = f"Waiting: another Green Runner (process {first.pid}) is measuring on this machine."
    assert second.says("Waiting").count(waits) == 1
    third.says("Waiting")
    assert third.is_stopped(signal.SIGINT) == 130
    assert first.is_stopped(signal.SIGKILL) == -signal.SIGKILL
    report = second.report()
    assert report["recommendation"]["chosen"] is not None
    # One batch: nobody else is left to compare with.
    assert report["search"]["new_answers"] == 64
