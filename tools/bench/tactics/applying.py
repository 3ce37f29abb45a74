"""Applies a candidate's tactics in a worker, one after the other, and books what each costs."""

import gc
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tools.bench import mapped, process
from tools.bench.answerers import Answer, Input, Network, Ready
from tools.bench.meters import Meter
from tools.bench.protocol import Job
from tools.bench.tactics.catalogue import batch_size, find
from tools.bench.tactics.refusals import network_refusal, refusal
from tools.bench.tactics.tactic import Lent, Tactic
from tools.domain import TacticCost

# First answers go to the shortest, the longest and one in between of so many inputs.
_SEEN = 256


def check(job: Job) -> None:
    """Raise where the tactics of a job cannot run here, whatever the model.

    Raises:
        ValueError: with the reason.

    """
    if why := refusal(job.candidate.tactics, runtime=job.runtime, device=job.device):
        raise ValueError(why)


def apply(
    job: Job, ready: Ready, inputs: Sequence[Input], meter: Meter
) -> tuple[Ready, tuple[TacticCost, ...]]:
    """Apply a job's tactics, which were checked, in order; return the candidate and their costs.

    Each is booked with its first answers, to some of the inputs: what is compiled only then is part
    of it. The meter has no open window, before and after.

    Raises:
        ValueError: the network has nothing that a tactic could change.

    """
    tactics = job.candidate.tactics
    ordered, costs = sorted(inputs[:_SEEN], key=len), []
    for tactic in filter(None, map(find, tactics)):
        meter.begin()
        started = perf_counter()
        with TemporaryDirectory() as folder, ExitStack() as until_answered:
            ready = _applied(tactic, ready, ordered, Path(folder), until_answered)
            _first_answers(ready.answer, ordered, batch_size(tactics))
        # What the model was must not count as memory of what it became.
        gc.collect()
        process.trim_memory()
        if tactic.stores:
            mapped.forget_files(Path(job.folder))
        wall_s = perf_counter() - started
        costs.append(TacticCost(tactic=tactic.name, wall_s=wall_s, energy=meter.end().energy))
    return ready, tuple(costs)


def twice(answer: Answer) -> Answer:
    """Work every request through twice, for a cost that is known: that of two."""

    def answered(inputs: Sequence[Input]) -> list[int]:
        answer(inputs)
        return answer(inputs)

    return answered


def _applied(
    tactic: Tactic, ready: Ready, inputs: Sequence[Input], folder: Path, until_answered: ExitStack
) -> Ready:
    match tactic.kind:
        case "network":
            assert ready.network is not None
            middle = len(inputs) // 2
            example = ready.network.tensors(inputs[middle : middle + 2])
            _change(ready.network, tactic, Lent(example, folder, until_answered))
        case "threads":
            _use_threads(ready, int(tactic.name.rpartition("_")[2]))
        case "calibration":
            return replace(ready, answer=twice(ready.answer))
        case "batch":
            pass
    return ready


def _change(network: Network[Input], tactic: Tactic, lent: Lent) -> None:
    import torch

    module, change = network.module, tactic.change
    assert isinstance(module, torch.nn.Module)
    assert change is not None
    if why := network_refusal(tactic, module):
        raise ValueError(why)
    network.module = change(module, lent)


def _use_threads(ready: Ready, number: int) -> None:
    if ready.use_threads is not None:
        ready.use_threads(number)
    else:
        import torch

        torch.set_num_threads(number)


def _first_answers(answer: Answer, ordered: Sequence[Input], together: int) -> None:
    """Answer requests of three lengths, and groups as small as the last of a batch may be.

    A compiler that knows any length after two, and any number of requests after two, is then done.
    """
    last = max(len(ordered) - together, 0)
    for start in (0, last // 2, last):
        answer(ordered[start : start + together])
    for size in {together - 1, 1} - {0, together}:
        answer(ordered[:size])
