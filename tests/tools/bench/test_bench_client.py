"""The client's side: whatever a worker does, a value comes back and no process stays."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import psutil
import pytest
from jobs import lend_head, named
from watching import gone, lives, workers

from tools.bench.client import Bench
from tools.bench.protocol import Serve
from tools.domain import Candidate

PLENTY = 10**12
# Makes a worker start a child and write both ids down when it reads its examples.
WITH_CHILD = """
import json, os, subprocess
loads = json.loads
def begets(*given, **more):
    child = subprocess.Popen(["sleep", "600"])
    with open({file!r}, "w") as out:
        out.write(f"{{os.getpid()}} {{child.pid}}")
    {then}
    return loads(*given, **more)
json.loads = begets
"""


def step(job, start=0, n=8):
    return Serve(start=start, n=n)


def pids_in(file):
    """Return the ids of the worker and its child, once both are written."""
    return [int(pid) for pid in file.read_text().split()] if file.exists() else []


@pytest.fixture(params=["fresh", "forked"])
def open_bench(request):
    """Make a bench: of fresh processes, or of forked ones."""
    return partial(Bench, templates=request.param == "forked")


@pytest.fixture
def hanging(films_job, tmp_path):
    """Its examples come through a pipe into which nobody writes."""
    os.mkfifo(tmp_path / "pipe")
    return films_job.model_copy(update={"dataset_path": str(tmp_path / "pipe")})


def with_child(environment, tmp_path, then="pass"):
    file = tmp_path / "pids"
    (tmp_path / "sitecustomize.py").write_text(WITH_CHILD.format(file=str(file), then=then))
    return environment | {"PYTHONPATH": str(tmp_path)}, file


async def test_a_worker_stays_and_is_made_ready_once(quick, environment, open_bench):
    async with open_bench(environment, most_resident_bytes=PLENTY) as bench:
        assert not bench.holds(quick.candidate.key)
        first = await bench.measure(quick, step(quick), timeout_s=120)
        second = await bench.measure(quick, step(quick, start=8), timeout_s=120)
        assert bench.holds(quick.candidate.key)
        (pid,) = workers()
    assert first.setup is not None
    assert second.setup is None
    assert (first.window.start, second.window.start) == (0, 8)
    assert first.failure is second.failure is None
    assert not lives(pid)


async def test_orders_that_come_together_are_served_one_after_the_other(
    quick, environment, open_bench
):
    async with open_bench(environment, most_resident_bytes=PLENTY) as bench:
        outcomes = await asyncio.gather(
            *(bench.measure(quick, step(quick, start=8 * i), timeout_s=120) for i in range(3))
        )
    assert [outcome.window.start for outcome in outcomes] == [0, 8, 16]
    assert [outcome.setup is None for outcome in outcomes] == [False, True, True]


async def test_other_data_for_the_same_candidate_get_a_new_worker(
    quick, environment, tmp_path, open_bench
):
    data = json.loads(Path(quick.dataset_path).read_text(encoding="utf-8"))
    data["test"] = [[image, (label + 1) % 10] for image, label in data["test"]]
    (tmp_path / "other.json").write_text(json.dumps(data))
    other = quick.model_copy(
        update={"dataset_path": str(tmp_path / "other.json"), "dataset_sha256": "other"}
    )
    async with open_bench(environment, most_resident_bytes=PLENTY) as bench:
        first = await bench.measure(quick, step(quick), timeout_s=120)
        lend_head(quick, other)
        second = await bench.measure(other, step(other), timeout_s=120)
        assert len(workers()) == 1
    assert second.setup is not None
    assert sum(first.window.correct) >= 6
    assert sum(second.window.correct) <= 2


async def test_a_worker_that_died_while_idle_is_started_anew(quick, environment, open_bench):
    async with open_bench(environment, most_resident_bytes=PLENTY) as bench:
        await bench.measure(quick, step(quick), timeout_s=120)
        (pid,) = workers()
        os.kill(pid, signal.SIGKILL)
        assert await gone([pid])
        await asyncio.sleep(0.1)
        again = await bench.measure(quick, step(quick), timeout_s=120)
    assert again.failure is None
    assert again.setup is not None


async def test_damaged_weights_are_a_failure_that_says_so(
    films_job, environment, tmp_path, open_bench
):
    (tmp_path / "model.safetensors").write_bytes(b"\x08" + bytes(30))
    broken = films_job.model_copy(
        update={"runtime": "static", "folder": str(tmp_path), "options": {"dim": 64}}
    )
    async with open_bench(environment, most_resident_bytes=PLENTY) as bench:
        outcome = await bench.measure(broken, step(broken), timeout_s=120)
        assert workers() == []
    assert outcome.failure.kind == "crashed"
    assert outcome.failure.candidate == broken.candidate
    assert "header" in outcome.failure.reason.lower()
    assert "\n" not in outcome.failure.reason


async def test_labels_that_are_not_the_datas_are_refused_in_a_sentence(
    films_job, environment, tmp_path, open_bench
):
    from transformers import BertConfig, BertForSequenceClassification

    config = BertConfig(
        vocab_size=4,
        hidden_size=4,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=4,
        id2label={0: "up", 1: "down"},
        label2id={"up": 0, "down": 1},
    )
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    candidate = Candidate(model="bert", revision="1", strategy="as_is")
    job = films_job.model_copy(
        update={"candidate": candidate, "runtime": "transformers", "folder": str(tmp_path)}
    )
    async with open_bench(environment, most_resident_bytes=PLENTY) as bench:
        outcome = await bench.measure(job, step(job), timeout_s=120)
    assert outcome.failure.kind == "refused"
    assert outcome.failure.reason == "its labels are up, down; the data's are bad, good"


async def test_a_worker_that_never_answers_is_ended(hanging, environment, open_bench):
    async with open_bench(environment, most_resident_bytes=PLENTY) as bench:
        outcome = await bench.measure(hanging, step(hanging), timeout_s=2)
        assert workers() == []
        assert not bench.holds(hanging.candidate.key)
    assert outcome.failure.kind == "timed_out"
    assert outcome.failure.reason == "it gave no answer within 2 s, so it was ended"
    assert outcome.wall_s >= 2


async def test_a_worker_that_was_killed_is_a_failure_with_the_signals_name(
    hanging, environment, open_bench
):
    async with open_bench(environment, most_resident_bytes=PLENTY) as bench:
        measuring = asyncio.create_task(bench.measure(hanging, step(hanging), timeout_s=120))
        while not workers():
            await asyncio.sleep(0.02)
        os.kill(workers()[0], signal.SIGKILL)
        outcome = await measuring
    assert outcome.failure.kind == "crashed"
    assert outcome.failure.reason == (
        "its process was ended by SIGKILL (often the system, out of memory)"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
@pytest.mark.network
@pytest.mark.parametrize(
    ("model_id", "limit_bytes"),
    [
        pytest.param(
            *("sentence-transformers/all-MiniLM-L6-v2", 400_000_000), marks=pytest.mark.slow
        ),
        ("sentence-transformers/paraphrase-MiniLM-L3-v2", 120_000_000),
    ],
)
async def test_a_model_that_needs_more_memory_than_allowed_ran_out_of_it(
    job_for, environment, model_id, limit_bytes, open_bench
):
    job = job_for(model_id).model_copy(update={"memory_limit_bytes": limit_bytes})
    async with open_bench(environment, most_resident_bytes=PLENTY) as bench:
        outcome = await bench.measure(job, step(job), timeout_s=120)
    assert outcome.failure.kind == "out_of_memory"
    assert outcome.failure.reason.startswith("it needs more memory than it may use: ")


async def test_the_least_recently_used_worker_goes_when_memory_is_short(
    quick, environment, open_bench
):
    a, b, c = (named(quick, name) for name in "abc")
    async with open_bench(environment, most_resident_bytes=PLENTY) as bench:
        for job in (a, b, a):
            await bench.measure(job, step(job), timeout_s=120)
        held = psutil.Process(workers()[0]).memory_info().rss
        # Two are held and one may stay: b was used before a.
        bench._most_resident_bytes = round(1.5 * held)
        await bench.measure(c, step(c), timeout_s=120)
        assert [bench.holds(job.candidate.key) for job in (a, b, c)] == [True, False, True]
        assert len(workers()) == 2


async def test_cancelling_ends_the_worker(hanging, environment, open_bench):
    async with open_bench(environment, most_resident_bytes=PLENTY) as bench:
        measuring = asyncio.create_task(bench.measure(hanging, step(hanging), timeout_s=120))
        while not workers():
            await asyncio.sleep(0.02)
        (pid,) = workers()
        measuring.cancel()
        with pytest.raises(asyncio.CancelledError):
            await measuring
        assert not lives(pid)


async def test_cancelling_before_the_worker_is_up_leaves_neither_process_nor_file(
    hanging, environment, open_bench
):
    """Cancelled at each of the first turns of the event loop."""
    files = psutil.Process().num_fds()
    async with open_bench(environment, most_resident_bytes=PLENTY) as bench:
        for turns in range(12):
            measuring = asyncio.create_task(bench.measure(hanging, step(hanging), timeout_s=120))
            for _ in range(turns):
                await asyncio.sleep(0)
            measuring.cancel()
            with pytest.raises(asyncio.CancelledError):
                await measuring
            assert workers() == []
    assert psutil.Process().num_fds() <= files


async def test_a_child_that_holds_the_workers_pipe_does_not_keep_it_from_ending(
    films_job, environment, tmp_path, open_bench
):
    """The worker itself is gone, and its pipe is not at its end."""
    forks = "os.fork() or __import__('time').sleep(600); os.kill(os.getpid(), 9)"
    begetting, file = with_child(environment, tmp_path, forks)
    async with open_bench(begetting, most_resident_bytes=PLENTY) as bench, asyncio.timeout(60):
        outcome = await bench.measure(films_job, step(films_job), timeout_s=4)
        assert await gone(pids_in(file))
    assert outcome.failure is not None


async def test_dropping_ends_one_worker_and_closing_all(quick, environment, open_bench):
    a, b = named(quick, "a"), named(quick, "b")
    bench = open_bench(environment, most_resident_bytes=PLENTY)
    for job in (a, b):
        await bench.measure(job, step(job), timeout_s=120)
    assert len(workers()) == 2
    await bench.drop(a.candidate.key)
    await bench.drop("unknown")
    assert len(workers()) == 1
    await bench.close()
    assert workers() == []


async def test_what_a_worker_started_ends_with_it_when_it_crashes(
    films_job, environment, tmp_path, open_bench
):
    begetting, file = with_child(environment, tmp_path, "raise KeyError('broken')")
    async with open_bench(begetting, most_resident_bytes=PLENTY) as bench:
        outcome = await bench.measure(films_job, step(films_job), timeout_s=120)
        assert await gone(pids_in(file))
    assert (outcome.failure.kind, outcome.failure.reason) == ("crashed", "KeyError: 'broken'")


async def test_what_a_worker_started_ends_with_it_when_it_is_ended(
    films_job, environment, tmp_path, open_bench
):
    begetting, file = with_child(environment, tmp_path, "import time; time.sleep(600)")
    async with open_bench(begetting, most_resident_bytes=PLENTY) as bench:
        measuring = asyncio.create_task(bench.measure(films_job, step(films_job), timeout_s=120))
        while len(pids_in(file)) < 2:
            await asyncio.sleep(0.02)
        await bench.drop(films_job.candidate.key)
        assert (await measuring).failure.kind == "crashed"
        assert await gone(pids_in(file))


async def test_a_killed_parent_leaves_neither_worker_nor_its_children(
    films_job, environment, tmp_path, open_bench
):
    begetting, file = with_child(environment, tmp_path, "import time; time.sleep(600)")
    (tmp_path / "given.json").write_text(json.dumps([films_job.model_dump_json(), begetting]))
    script = f"""
import asyncio, json
from tools.bench import heads
from tools.bench.client import Bench
from tools.bench.protocol import Job, Serve
dumped, environment = json.load(open({str(tmp_path / "given.json")!r}))
job = Job.model_validate_json(dumped)
bench = Bench(environment, most_resident_bytes=10**12, **{open_bench.keywords})
asyncio.run(bench.measure(job, Serve(start=0, n=1), timeout_s=600))
"""
    parent = subprocess.Popen([sys.executable, "-c", script], env=environment)
    while len(pids_in(file)) < 2:
        assert parent.poll() is None
        await asyncio.sleep(0.02)
    left = psutil.Process(parent.pid).children(recursive=True)
    parent.kill()
    parent.wait()
    assert await gone([*pids_in(file), *(process.pid for process in left)])
