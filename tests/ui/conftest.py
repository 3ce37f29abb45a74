"""The console script as a stranger runs it: a process of its own, in a folder of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from stranger import COMMAND, Terminal, environment_for

# Whoever imports Chainlit makes folders there; it must not be the program's.
os.environ["CHAINLIT_APP_ROOT"] = tempfile.mkdtemp()  # noqa: TID251

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heard():
    """A test run that was started in the background ignores SIGINT, and so would its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


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
def known_machine(planned, tmp_path) -> Path:
    """The home that commands run in, where what a plan needs to know of machine and models is."""
    (tmp_path / "home").mkdir()
    shutil.copy2(planned, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def terminal(tmp_path):
    """Run `greenrunner` with these arguments in a terminal of its own."""
    begun = []

    def _begin(*arguments: str) -> Terminal:
        # Nobody is there to tell where the cursor stands.
        more = {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
        environment = environment_for(tmp_path / "home") | more
        begun.append(Terminal([COMMAND, *arguments], environment, tmp_path))
        return begun[-1]

    yield _begin
    for one in begun:
        one.close()
