"""The worker process: `python -m tools.bench.worker`, one candidate, JSON lines in and out.

It ends when its input closes, even in the middle of a batch, with all that it started, so a killed
parent leaves no orphan.
Standard output carries replies only; whatever a library prints goes to standard error.
"""

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter
from types import TracebackType
from typing import TextIO

from tools.bench import process
from tools.bench.accelerators import accelerator_of
from tools.bench.answerers import Answer, Data, Input, Ready, in_groups, prepare, read
from tools.bench.meters import Meter, best_meter, total, until_now
from tools.bench.protocol import Job, Reply, Serve
from tools.bench.tactics import weights
from tools.bench.tactics.applying import apply, check
from tools.bench.tactics.catalogue import batch_size, find
from tools.bench.tactics.tactic import TORCH
from tools.bench.windows import Instruments, serve
from tools.domain import Interval, Setup

_WARM_UP_ANSWERS = 10


def main() -> None:
    """Read a job, make it ready, serve batches until the input closes.

    Whatever goes wrong ends the process; the parent reads why in the last line of standard error.
    """
    sys.excepthook = _last_words
    replies = _claim_stdout()
    lines = _lines(sys.stdin)
    job = Job.model_validate_json(next(lines))
    _work(job, lines, lambda reply: print(reply.model_dump_json(), file=replies, flush=True))


def _work(job: Job, lines: Iterator[str], say: Callable[[Reply], None]) -> None:
    if job.device == "cpu":  # a GPU's driver maps far more than it uses
        process.limit_memory(job.memory_limit_bytes)
    meter = best_meter(job.power, job.device)
    unmetered = until_now(job.power)
    meter.begin()
    data = read(job.dataset_path)
    answer, setup = make_ready(job, data, meter, unmetered=unmetered)
    say(Reply(setup=setup))
    instruments = Instruments(meter, accelerator_of(job.device))
    for line in lines:
        order = Serve.model_validate_json(line)
        say(Reply(window=serve(job, order, answer, data, instruments)))


def make_ready(job: Job, data: Data, meter: Meter, *, unmetered: Interval) -> tuple[Answer, Setup]:
    """Load, fit, apply the tactics, warm up: all since the process started is one-off cost.

    The meter's window is open; `unmetered` are the joules before it: the interpreter, imports.
    """
    check(job)
    _pin_threads(job)
    ready = prepare(job, data)
    # Else the peak depends on whether this worker fitted the head or found it kept.
    process.trim_memory()
    loaded_s, loading = process.age_s(), meter.end().energy
    # A model that is only tested has nothing to learn from.
    inputs = [given for given, _ in data.train or data.test]
    ready, costs = apply(job, ready, inputs, meter)
    meter.begin()
    applied_s, counts = process.age_s(), _counts(ready)
    _warm_up(ready.answer, inputs, job)
    energies = [unmetered, loading, *(cost.energy for cost in costs), meter.end().energy]
    setup = Setup(
        candidate=job.candidate,
        load_s=loaded_s - ready.fit_s,
        fit_s=ready.fit_s,
        warm_up_s=process.age_s() - applied_s,
        cpu_s=process.cpu_s(),
        energy=total(energies),
        size_bytes=_size_bytes(job, ready) + ready.head_bytes,
        rss_bytes=process.resident_bytes(),
        tactics=costs,
        parameters=counts and counts.parameters,
        nonzero_parameters=counts and counts.nonzero,
    )
    return ready.answer, setup


def _counts(ready: Ready) -> weights.Counts | None:
    return weights.counts(ready.network.module) if ready.network is not None else None


def _size_bytes(job: Job, ready: Ready) -> int:
    """Return what a deployment keeps on disk besides a head: the model's files, or what became."""
    if ready.network is None or not any(
        tactic.stores for tactic in map(find, job.candidate.tactics) if tactic is not None
    ):
        return job.size_bytes
    return weights.stored_bytes(ready.network.module, Path(job.folder))


def _warm_up(answer: Answer, inputs: Sequence[Input], job: Job) -> None:
    groups = in_groups(inputs, batch_size(job.candidate.tactics))
    started, answered = perf_counter(), 0
    while answered < _WARM_UP_ANSWERS or perf_counter() - started < job.warm_up_s:
        answer(groups[answered % len(groups)])
        answered += 1


def _claim_stdout() -> TextIO:
    """Return the real standard output; from here on, prints go to standard error."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return replies


def _lines(stream: TextIO) -> Iterator[str]:
    """Yield lines as they come; when the stream ends, so does this process, at once."""
    queue: SimpleQueue[str] = SimpleQueue()

    def watch() -> None:
        for line in stream:
            queue.put(line)
        _end()

    threading.Thread(target=watch, daemon=True).start()
    while True:
        yield queue.get()


def _end() -> None:
    """End at once, and with it what this process started where it leads a group of its own."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def _last_words(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say on one last line what went wrong, and end without the interpreter's slow goodbye."""
    traceback.print_exception(kind, error, trace)
    sys.stderr.write(f"{kind.__name__}: {' '.join(str(error).split())}\n")
    sys.stderr.flush()
    os._exit(1)


def _pin_threads(job: Job) -> None:
    if job.runtime in TORCH:
        import torch

        torch.set_num_threads(job.threads)


if __name__ == "__main__":
    main()
