"""The console script as a stranger runs it: a process of its own, in a folder of its own."""

import subprocess
from collections.abc import Callable

import pytest
from stranger import COMMAND, Terminal, environment_for

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path) -> Run:
    """Run `greenrunner` with these arguments to its end; `said` is its standard input."""

    def _run(
        *arguments: object, said: str = "", timeout_s: float = 120, **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            input=said,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment_for(tmp_path / "home") | more,
            timeout=timeout_s,
            check=False,
        )

    return _run


@pytest.fixture
def terminal(tmp_path):
    """Run `greenrunner` with these arguments in a terminal of its own."""
    begun = []

    def _begin(*arguments: str) -> Terminal:
        environment = environment_for(tmp_path / "home") | {"TERM": "xterm"}
        begun.append(Terminal([COMMAND, *arguments], environment, tmp_path))
        return begun[-1]

    yield _begin
    for one in begun:
        one.close()
