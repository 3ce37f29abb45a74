"""Warm templates: what they hold, what is forked from them, and what it costs."""

import asyncio
import os
import signal
import sys
import textwrap
from typing import get_args

import psutil
import pytest
from jobs import named
from scripts import said_by
from watching import gone, lives, templates, workers

from tools.bench.client import Bench
from tools.bench.protocol import Serve
from tools.domain import Runtime

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no worker is forked")

PLENTY = 10**12
FEW = Serve(start=0, n=8)
HEAVY = {"torch", "transformers", "onnxruntime", "sklearn", "pandas", "pyarrow", "tokenizers"}


def at_start(environment, folder, script):
    """Have every Python process of an environment run a script at its start."""
    (folder / "sitecustomize.py").write_text(textwrap.dedent(script))
    return environment | {"PYTHONPATH": str(folder)}


@pytest.mark.parametrize("runtime", get_args(Runtime))
def test_a_template_has_one_thread_has_touched_no_gpu_and_holds_its_own_libraries_only(
    runtime, environment
):
    threads, on_gpu, *loaded = said_by(
        f"""
        import psutil, sys
        from tools.bench.template import preload
        preload({runtime!r})
        torch = sys.modules.get("torch")
        print(psutil.Process().num_threads(), torch is not None and torch.cuda.is_initialized())
        print(*{HEAVY!r}.intersection(sys.modules))
        """,
        # OpenBLAS starts its threads when it is loaded, if it may have more than one.
        environment | {"OPENBLAS_NUM_THREADS": "2"},
    )
    assert (threads, on_gpu) == ("1", "False")
    expected = {
        "transformers": {"torch", "transformers", "tokenizers"},
        "transformers-vision": {"torch", "transformers", "tokenizers"},
        "cnn": {"torch"},
        "efficientnet": {"torch"},
        "onnx": {"tokenizers"},
        "static": {"tokenizers"},
    }
    assert set(loaded) == expected.get(runtime, set())


def test_a_template_computes_with_no_tensor(environment):
    """Torch tells its dispatch mode of every operation."""
    assert said_by(
        """
        import torch
        from torch.utils._python_dispatch import TorchDispatchMode
        from tools.bench.template import preload
        class Told(TorchDispatchMode):
            def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
                print(operation)
                return operation(*args, **(kwargs or {}))
        with Told():
            torch.ones(1)
            print("and")
            preload("transformers")
        """,
        environment,
    ) == ["aten.ones.default", "and"]


def test_what_holds_a_thread_is_not_forked(environment):
    (said,) = said_by(
        """
        import threading
        from tools.bench.template import check_single_threaded
        check_single_threaded()
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        try:
            check_single_threaded()
        except RuntimeError as error:
            print(str(error).replace(" ", "_"))
        """,
        environment,
    )
    assert said == "a_process_with_2_threads_cannot_be_forked"


async def test_the_first_worker_pays_for_the_template_and_both_are_forked(quick, environment):
    async with Bench(environment, most_resident_bytes=PLENTY) as bench:
        first = await bench.measure(named(quick, "a"), FEW, timeout_s=120)
        second = await bench.measure(named(quick, "b"), FEW, timeout_s=120)
        again = await bench.measure(named(quick, "b"), FEW, timeout_s=120)
        (template,) = templates()
        spent_s = sum(psutil.Process(template).cpu_times()[:2])
        ages = [psutil.Process(pid).create_time() for pid in workers()]
        assert min(ages) > psutil.Process(template).create_time() + 0.1
    assert first.setup.from_template
    assert second.setup.from_template
    # The kernel counts in steps of 10 ms; a fork is not an import.
    assert 0.1 < first.preload.cpu_s <= spent_s + 0.03
    assert first.preload.wall_s > 0.1
    assert first.preload.energy.mid >= 5 * first.preload.cpu_s
    assert 30e6 < first.preload.rss_bytes < 150e6
    assert second.preload is again.preload is None
    parts = (first.preload, first.setup, first.window)
    assert first.energy_j == pytest.approx(sum(part.energy.mid for part in parts))
    assert again.energy_j == again.window.energy.mid
    assert not lives(template)


async def test_a_fresh_process_says_so(quick, environment):
    async with Bench(environment, most_resident_bytes=PLENTY, templates=False) as bench:
        outcome = await bench.measure(quick, FEW, timeout_s=120)
        assert templates() == []
    assert outcome.preload is None
    assert not outcome.setup.from_template


@pytest.mark.network
@pytest.mark.parametrize(
    "model_id",
    ["sentence-transformers/paraphrase-MiniLM-L3-v2", "WordLlama-64", "ccexam/usps"],
)
async def test_a_forked_worker_answers_and_weighs_as_a_fresh_one(job_for, environment, model_id):
    """On two threads, so that whatever a library started must start again."""
    both = environment | {f"{name}_NUM_THREADS": "2" for name in ("OMP", "OPENBLAS", "MKL")}
    job = job_for(model_id).model_copy(update={"threads": 2})
    windows, threads, files = [], [], []
    for forked in (False, False, True):  # the head is fitted by the first
        async with Bench(both, most_resident_bytes=PLENTY, templates=forked) as bench:
            outcome = await bench.measure(job, Serve(start=0, n=30), timeout_s=120)
            assert outcome.setup.from_template == forked
            windows.append(outcome.window)
            (pid,) = workers()
            threads.append(psutil.Process(pid).num_threads())
            files.append(psutil.Process(pid).num_fds())
            assert os.getpgid(pid) == pid
    assert windows[2].predicted == windows[1].predicted
    assert windows[2].memory_bytes == pytest.approx(windows[1].memory_bytes, rel=0.05)
    assert threads[2] == threads[1]
    assert files[2] == files[1]


async def test_siblings_share_no_file_and_draw_other_random_numbers(quick, environment, tmp_path):
    drawing = at_start(
        environment,
        tmp_path,
        f"""
        import json, os
        import numpy.random
        loads = json.loads
        def drawn(text, **more):
            if '"train"' in text[:1000]:
                with open({str(tmp_path / "drawn")!r}, "a") as out:
                    print(numpy.random.rand(), len(os.listdir("/proc/self/fd")), file=out)
            return loads(text, **more)
        json.loads = drawn
        """,
    )
    async with Bench(drawing, most_resident_bytes=PLENTY) as bench:
        for name in "ab":
            outcome = await bench.measure(named(quick, name), FEW, timeout_s=120)
            assert outcome.setup.from_template
    (one, its_files), (other, others_files) = (
        line.split() for line in (tmp_path / "drawn").read_text().splitlines()
    )
    assert one != other
    assert its_files == others_files


async def test_a_template_that_died_is_started_anew(quick, environment):
    async with Bench(environment, most_resident_bytes=PLENTY) as bench:
        await bench.measure(named(quick, "a"), FEW, timeout_s=120)
        (template,), (worker,) = templates(), workers()
        os.kill(template, signal.SIGKILL)
        # Nobody would tell that worker's end, so it ends with its template.
        assert await gone([template, worker])
        outcome = await bench.measure(named(quick, "a"), FEW, timeout_s=120)
        assert len(templates()) == len(workers()) == 1
    assert outcome.failure is None
    assert outcome.preload is not None
    assert outcome.setup.from_template


async def test_a_library_that_holds_a_thread_leaves_fresh_processes(quick, environment, tmp_path):
    threaded = at_start(
        environment,
        tmp_path,
        f"""
        import sys, threading
        if "tools.bench.template" in sys.orig_argv:
            with open({str(tmp_path / "tries")!r}, "a") as out:
                print("once", file=out)
            threading.Thread(target=threading.Event().wait, daemon=True).start()
        """,
    )
    async with Bench(threaded, most_resident_bytes=PLENTY) as bench:
        for name in "ab":
            outcome = await bench.measure(named(quick, name), FEW, timeout_s=120)
            assert outcome.failure is None
            assert not outcome.setup.from_template
    assert (tmp_path / "tries").read_text() == "once\n"


async def test_a_template_that_dies_while_it_forks_leaves_a_fresh_process(
    quick, environment, tmp_path
):
    dying = at_start(
        environment,
        tmp_path,
        """
        import os
        fork, forks = os.fork, []
        def dies():
            forks.append(1)
            return fork() if len(forks) == 1 else os._exit(1)  # the first is the rehearsal
        os.fork = dies
        """,
    )
    async with Bench(dying, most_resident_bytes=PLENTY) as bench:
        outcome = await bench.measure(quick, FEW, timeout_s=120)
        assert templates() == []
    assert outcome.failure is None
    assert not outcome.setup.from_template


async def test_cancelling_while_a_worker_is_forked_leaves_neither_process_nor_file(
    quick, environment, tmp_path
):
    """Cancelled at each of the first turns of the event loop, with the template up."""
    os.mkfifo(tmp_path / "pipe")
    hanging = named(quick, "hanging").model_copy(update={"dataset_path": str(tmp_path / "pipe")})
    async with Bench(environment, most_resident_bytes=PLENTY) as bench:
        await bench.measure(quick, FEW, timeout_s=120)
        before, files = workers(), psutil.Process().num_fds()
        for turns in range(16):
            measuring = asyncio.create_task(bench.measure(hanging, FEW, timeout_s=120))
            for _ in range(turns):
                await asyncio.sleep(0)
            measuring.cancel()
            with pytest.raises(asyncio.CancelledError):
                await measuring
            assert workers() == before
        await asyncio.sleep(0)
        assert psutil.Process().num_fds() <= files
        assert len(templates()) == 1


async def test_an_idle_template_goes_first_when_memory_is_short(quick, films_job, environment):
    async with Bench(environment, most_resident_bytes=PLENTY) as bench:
        for job in (quick, films_job):
            await bench.measure(job, FEW, timeout_s=120)
        await bench.drop(films_job.candidate.key)
        assert (len(templates()), len(workers())) == (2, 1)
        # The worker of pixels fits, and the template of words does not.
        (worker,) = workers()
        bench._most_resident_bytes = round(1.1 * psutil.Process(worker).memory_info().rss)
        await bench.measure(named(quick, "b"), FEW, timeout_s=120)
        assert (len(templates()), len(workers())) == (1, 2)
        assert bench.holds(quick.candidate.key)
