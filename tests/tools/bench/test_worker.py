import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil
import pytest
from worker_process import WorkerProcess

from tools.bench.protocol import Job
from tools.domain import Setup, Window

N = 60
TEXTS = (
    "WordLlama-64",
    "WordLlama-256",
    "sentence-transformers/paraphrase-MiniLM-L3-v2",
    "sentence-transformers/all-MiniLM-L6-v2-onnx-int8",
    "sentence-transformers/all-MiniLM-L6-v2",
)
PIXELS = "pixels + logistic regression"
CNNS = ("ccexam/usps", "ccexam/svhn")


class Served(NamedTuple):
    """What a worker said of one model: a batch, and the same in two halves."""

    job: Job
    setup: Setup
    window: Window
    halves: tuple[Window, Window]


@pytest.fixture(scope="module")
def served(job_for, environment, tmp_path_factory):
    """Serve every model once, each in a worker of its own, two workers at a time."""
    no_heads = {"heads_folder": str(tmp_path_factory.mktemp("no-heads-yet"))}
    jobs = {model: job_for(model).model_copy(update=no_heads) for model in (*TEXTS, PIXELS, *CNNS)}

    def serve(job):
        with WorkerProcess(job, environment) as worker:
            setup, window = worker.ready(), worker.serve(0, N)
            halves = worker.serve(0, N // 2), worker.serve(N // 2, N // 2)
            return Served(job, setup, window, halves)

    with ThreadPoolExecutor(2) as two:
        return dict(zip(jobs, two.map(serve, jobs.values()), strict=True))


def truth(job, n):
    data = json.loads(Path(job.dataset_path).read_text(encoding="utf-8"))
    return [label for _, label in data["test"][:n]]


def check(setup, window, job, n):
    """What holds of every runtime."""
    assert window.candidate == setup.candidate == job.candidate
    assert window.start == 0
    assert len(window.predicted) == len(window.correct) == len(window.latency_s) == n
    pairs = zip(window.predicted, truth(job, n), strict=True)
    assert list(window.correct) == [given == right for given, right in pairs]
    assert min(window.latency_s) > 0
    assert sum(window.latency_s) <= window.wall_s
    assert 0 < window.cpu_s < setup.cpu_s + 60
    assert (window.meter.name, window.energy.provenance) == ("modelled", "modelled")
    # 5 W a core, and 0.4 W for each of the GiB held at the end of a lap.
    held_gib = window.memory_bytes / 2**30
    assert (
        5 * window.cpu_s
        < window.energy.mid
        < 5.1 * window.cpu_s + 0.5 * held_gib * window.wall_s + 0.01
    )
    assert 30e6 < window.memory_bytes < 1.5e9
    assert setup.load_s > 0.1
    assert setup.warm_up_s > 0
    # All the CPU time since the start of the process is booked, the imports too.
    assert setup.cpu_s > 0.3
    assert setup.energy.mid >= 5 * setup.cpu_s
    assert setup.size_bytes >= job.size_bytes


@pytest.mark.network
@pytest.mark.parametrize("model_id", [*TEXTS, PIXELS, *CNNS])
def test_a_batch_is_answered_and_what_it_took_is_said(served, model_id):
    found = served[model_id]
    check(found.setup, found.window, found.job, N)


@pytest.mark.network
@pytest.mark.parametrize("model_id", [*TEXTS, PIXELS, *CNNS])
def test_two_halves_of_a_batch_get_the_answers_of_the_whole(served, model_id):
    first, second = served[model_id].halves
    assert first.predicted + second.predicted == served[model_id].window.predicted
    assert (first.start, second.start) == (0, N // 2)


@pytest.mark.network
@pytest.mark.parametrize("model_id", TEXTS)
def test_a_text_encoder_with_a_head_tells_both_labels_apart(served, model_id):
    found = served[model_id]
    right, labels = np.array(found.window.correct), np.array(truth(found.job, N))
    # The mean of both labels' shares of right answers: 0.5 for any guess that ignores the text.
    shares = [right[labels == label].mean() for label in (0, 1)]
    assert np.mean(shares) > 0.6
    assert found.setup.fit_s > 0
    assert found.setup.size_bytes > found.job.size_bytes


@pytest.mark.network
@pytest.mark.parametrize("model_id", CNNS)
def test_a_digit_classifier_answers_as_it_is(served, model_id):
    found = served[model_id]
    # Ten classes, and digits unlike those it was trained on: chance is 10 %.
    assert sum(found.window.correct) > 0.4 * N
    assert found.setup.fit_s == 0
    assert found.setup.size_bytes == found.job.size_bytes


@pytest.mark.network
def test_a_head_is_fitted_once_and_outside_of_the_process_that_serves(served, start):
    first = served[PIXELS]
    assert sum(first.window.correct) > 0.8 * N
    assert first.setup.fit_s > 0
    again = start(first.job)
    assert again.ready().fit_s == 0
    window = again.serve(0, N)
    assert window.predicted == first.window.predicted
    # scikit-learn alone takes more than the whole worker.
    assert first.window.memory_bytes < 150e6
    assert first.window.memory_bytes == pytest.approx(window.memory_bytes, rel=0.1)


def test_words_that_tell_texts_apart_are_learned(films_job, start):
    job = films_job.model_copy(update={"warm_up_s": 0.4})
    worker = start(job)
    setup = worker.ready()
    seen = psutil.Process(worker.process.pid)
    spent_s = sum(seen.cpu_times()[:2])
    window = worker.serve(0, N)
    check(setup, window, job, N)
    assert all(window.correct)
    assert setup.fit_s > 0
    assert setup.warm_up_s >= 0.4
    # Set-up counts from the start of the process. The kernel counts in steps of 10 ms, and the
    # reply itself takes a little.
    assert 0.9 * spent_s - 0.05 <= setup.cpu_s <= spent_s + 0.03
    # 5,000 examples are all there are.
    last = worker.serve(4_990, 64)
    assert (last.start, len(last.correct)) == (4_990, 10)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_is_the_workers_own_and_not_that_of_its_parent(job_for, start):
    held = b"x" * 700_000_000
    worker = start(job_for(PIXELS))
    worker.ready()
    assert worker.serve(0, 10).memory_bytes < 300e6
    assert len(held) == 700_000_000


def test_what_a_library_prints_does_not_break_the_protocol(films_job, start, tmp_path):
    # Python runs `sitecustomize` at its start: here it makes a library that prints.
    (tmp_path / "sitecustomize.py").write_text(
        "import json, os\n"
        "loads = json.loads\n"
        "def noisy(*given, **more):\n"
        "    print('loading', flush=True)\n"
        "    os.write(1, b'from C\\n')\n"
        "    os.system('echo from a child')\n"
        "    return loads(*given, **more)\n"
        "json.loads = noisy\n"
    )
    worker = start(films_job, PYTHONPATH=str(tmp_path))
    worker.ready()
    assert len(worker.serve(0, 5).correct) == 5
    worker.process.kill()
    said = worker.process.stderr.read().decode()
    assert ("loading" in said, "from C" in said, "from a child" in said) == (True, True, True)


def test_a_worker_ends_when_its_input_closes_in_the_middle_of_a_batch(films_job, start):
    worker = start(films_job)
    worker.ready()
    worker.say('{"start": 0, "n": 5000}')
    worker.process.stdin.close()
    worker.ended(within_s=30)
    assert worker.process.stdout.read() == b""


def test_a_worker_ends_when_its_input_closes_while_it_is_made_ready(films_job, start):
    worker = start(films_job.model_copy(update={"warm_up_s": 600}))
    worker.process.stdin.close()
    worker.ended(within_s=30)
    assert worker.process.stdout.read() == b""


def test_the_last_line_of_a_failure_says_all_of_it(films_job, start):
    worker = start(films_job.model_copy(update={"dataset_path": "/nowhere/films.json"}))
    assert worker.ended(within_s=30) == 1
    last = worker.process.stderr.read().decode().splitlines()[-1]
    assert last.startswith("FileNotFoundError: ")
    assert "/nowhere/films.json" in last


@pytest.mark.gpu
@pytest.mark.network
def test_a_gpu_gives_the_answers_of_the_cpu(job_for, start):
    job = job_for("sentence-transformers/all-MiniLM-L6-v2")
    here, there = start(job), start(job.model_copy(update={"device": "cuda"}))
    here.ready()
    there.ready()
    on_cpu, on_gpu = here.serve(0, N), there.serve(0, N)
    # A logit can lie on the fence.
    assert sum(a == b for a, b in zip(on_cpu.predicted, on_gpu.predicted, strict=True)) >= N - 2
    assert on_gpu.energy.mid > 0
