"""A search that is killed or stopped leaves no worker, loses no batch, and is taken up again."""

import json
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from stranger import COMMAND, batches, environment_for, wait_until_gone
from talking import TFIDF

pytestmark = pytest.mark.network


@dataclass
class Stopped:
    """What a search that was stopped said and left behind."""

    returncode: int
    said: str
    workers: list[psutil.Process]
    left: list[psutil.Process]
    batches: list[tuple]


def _stopped(arguments: list[str], folder: Path, with_signal: signal.Signals) -> Stopped:
    """Run until the first batch is told of, with a worker up, and stop the main process alone."""
    with subprocess.Popen(
        [COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=environment_for(folder / "home"),
        start_new_session=True,
    ) as process:
        said = ""
        while "of the last batch" not in said:
            line = process.stderr.readline()
            assert line, f"it ended before a batch was measured: {said}"
            said += line
        workers = psutil.Process(process.pid).children(recursive=True)
        os.kill(process.pid, with_signal)
        said += process.stderr.read()
        returncode = process.wait()
    return Stopped(returncode, said, workers, wait_until_gone(workers), batches(folder / "home"))


@pytest.fixture(scope="module")
def story(tmp_path_factory, lend_static, opinions):
    """Killed, then the same command stopped with Ctrl-C, then the same command to its end."""
    folder = tmp_path_factory.mktemp("stopped")
    (folder / "home").mkdir()
    lend_static(folder / "home")
    # Where the user stands there may be another `tools`.
    (folder / "tools").mkdir()
    (folder / "tools" / "__init__.py").write_text("raise SystemExit('not this one')")
    need = "tell positive texts from negative ones, try at most two models"
    arguments = ["ask", need, "--data", str(opinions), "--yes", "--json"]
    killed = _stopped(arguments, folder, signal.SIGKILL)
    interrupted = _stopped(arguments, folder, signal.SIGINT)
    done = subprocess.run(
        [COMMAND, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment_for(folder / "home"),
        timeout=120,
        check=True,
    )
    return killed, interrupted, json.loads(done.stdout), batches(folder / "home")


def test_a_killed_search_leaves_no_worker(story):
    killed = story[0]
    assert killed.returncode == -signal.SIGKILL
    assert killed.workers
    assert killed.left == []


def test_an_interrupted_search_says_so_and_leaves_no_worker(story):
    interrupted = story[1]
    assert interrupted.returncode == 130
    assert interrupted.said.rstrip().endswith(
        "Stopped. What was measured is kept; ask again to go on from there."
    )
    assert "Traceback" not in interrupted.said
    assert interrupted.left == []


def test_finished_batches_are_kept_and_never_measured_again(story):
    killed, interrupted, report, stored = story
    assert killed.batches
    assert interrupted.batches[: len(killed.batches)] == killed.batches
    assert stored[: len(interrupted.batches)] == interrupted.batches
    assert len({(candidate, start) for candidate, start, *_ in stored}) == len(stored)
    kept = sum(n for _, _, n, _ in interrupted.batches)
    assert report["search"]["reused_answers"] == kept > 0
    assert report["search"]["new_answers"] == sum(n for _, _, n, _ in stored) - kept


def test_the_search_comes_to_its_end_after_all(story):
    report = story[2]
    assert {row["model"] for row in report["measurements"]} == {"WordLlama-64", TFIDF}
    assert report["recommendation"]["feasible"]
