"""EfficientNet-lite in real workers: as it is on photos, and as an encoder of small pictures."""

import json

import numpy as np
import pytest

LITE0 = "EfficientNet-lite0"
# Stripes along the rows, along the columns, and squares.
KINDS = ("across", "down", "both")


def striped(kind: str, noise: np.random.Generator) -> list[list[float]]:
    rows, columns = np.indices((28, 28)) // 4 % 2
    pattern = {"across": rows, "down": columns, "both": rows ^ columns}[kind]
    return np.clip(0.6 * pattern + 0.4 * noise.random((28, 28)), 0, 1).round(2).tolist()


@pytest.fixture
def stripes(tmp_path) -> str:
    noise = np.random.default_rng(0)
    rows = [[striped(kind, noise), label] for _ in range(15) for label, kind in enumerate(KINDS)]
    path = tmp_path / "stripes.json"
    path.write_text(json.dumps({"labels": KINDS, "train": rows[:24], "test": rows[24:]}))
    return str(path)


@pytest.mark.network
def test_photos_are_decoded_and_named_by_a_classifier_as_it_is(job_for, start):
    worker = start(job_for(LITE0))
    setup, window = worker.ready(), worker.serve(0, 20)
    assert window.candidate.strategy == "as_is"
    assert sum(window.correct) == 18
    # Where it is wrong it names a class that none of the photos has, or another photo's.
    assert all(0 <= answer < 19 + 1_000 for answer in window.predicted)
    assert setup.fit_s == 0


@pytest.mark.network
def test_without_its_head_it_learns_other_labels(job_for, start, stripes):
    job = job_for(LITE0)
    learning = {
        "candidate": job.candidate.model_copy(update={"strategy": "linear_probe"}),
        "dataset_path": stripes,
        "dataset_sha256": "stripes",
        "labels": (),
    }
    worker = start(job.model_copy(update=learning))
    setup, window = worker.ready(), worker.serve(0, 21)
    # A third is chance.
    assert sum(window.correct) >= 20
    assert setup.fit_s > 0
    # Three rows of 1,280 weights and their biases, in four bytes each.
    assert setup.size_bytes == job.size_bytes + 3 * (1_280 + 1) * 4


@pytest.mark.network
@pytest.mark.slow
def test_clothes_are_told_apart_far_better_than_by_chance(job_for, start, tmp_path):
    from agent.settings import Settings
    from tools.hub.pictures import fashion

    folder = Settings(_env_file=None).fashion
    if not folder.is_dir():
        pytest.skip("Debian's dataset-fashion-mnist is not installed")
    data, job = fashion(tmp_path, folder), job_for(LITE0)
    learning = {
        "candidate": job.candidate.model_copy(update={"strategy": "linear_probe"}),
        "dataset_path": data.path,
        "dataset_sha256": data.sha256,
        "fit_limit": 300,
    }
    worker = start(job.model_copy(update=learning))
    worker.ready()
    # A tenth is chance; 2,000 examples to learn from make it 87 %.
    assert sum(worker.serve(0, 100).correct) >= 70
