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
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from time import perf_counter
from types import TracebackType
from typing import TextIO

from tools.bench import process
from tools.bench.answerers import Answer, Data, prepare, read
from tools.bench.meters import Meter, best_meter, total, until_now
from tools.bench.protocol import Job, Reply, Serve
from tools.bench.windows import serve
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
    process.limit_memory(job.memory_limit_bytes)
    meter = best_meter(job.power, job.device)
    unmetered = until_now(job.power)
    meter.begin()
    data = read(job.dataset_path)
    answer, setup = make_ready(job, data, meter, unmetered=unmetered)
    say(Reply(setup=setup))
    for line in lines:
        say(Reply(window=serve(job, Serve.model_validate_json(line), answer, data, meter)))


def make_ready(job: Job, data: Data, meter: Meter, *, unmetered: Interval) -> tuple[Answer, Setup]:
    """Load, fit and warm up; all since the start of the process is booked as one-off cost.

    The meter's window is open; `unmetered` are the joules before it: the interpreter, imports.
    """
    _pin_threads(job)
    ready = prepare(job, data)
    # Else the peak depends on whether this worker fitted the head or found it kept.
    process.trim_memory()
    loaded_s = process.age_s()
    _warm_up(ready.answer, data, job.warm_up_s)
    setup = Setup(
        candidate=job.candidate,
        load_s=loaded_s - ready.fit_s,
        fit_s=ready.fit_s,
        warm_up_s=process.age_s() - loaded_s,
        cpu_s=process.cpu_s(),
        energy=total([unmetered, meter.end().energy]),
        size_bytes=job.size_bytes + ready.head_bytes,
        rss_bytes=process.resident_bytes(),
    )
    return ready.answer, setup


def _warm_up(answer: Answer, data: Data, least_s: float) -> None:
    # A model that is only tested has nothing to learn from.
    examples = data.train or data.test
    started, answered = perf_counter(), 0
    while answered < _WARM_UP_ANSWERS or perf_counter() - started < least_s:
        answer(examples[answered % len(examples)][0])
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
    if job.runtime in ("transformers", "cnn", "efficientnet"):
        import torch

        torch.set_num_threads(job.threads)


if __name__ == "__main__":
    main()
