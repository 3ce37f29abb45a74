"""A calibration in a process of its own: `python -m tools.bench.calibrating.measure SECONDS`."""

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from itertools import count, cycle
from time import process_time
from typing import TYPE_CHECKING

from tools.domain import Calibration, Rate

if TYPE_CHECKING:
    from tools.bench.calibrating.trials import Call

# The quickest of so many rounds: others on the machine only ever add to a time.
_ROUNDS = 3


def measure(seconds: float) -> Calibration:
    """Time every operation, by CPU time, for about so long in all."""
    import torch

    from tools.bench.calibrating.trials import trials

    todo = list(trials())
    each_s = seconds / len(todo) / _ROUNDS
    best = [float("inf")] * len(todo)
    with torch.inference_mode():
        for _ in range(_ROUNDS):
            for place, trial in enumerate(todo):
                best[place] = min(best[place], _seconds(trial.calls, each_s))
    rates = (Rate(kind=t.kind, shape=t.shape, s=s) for t, s in zip(todo, best, strict=True))
    return Calibration(rates=tuple(rates))


def _seconds(calls: "tuple[Call, ...]", least_s: float) -> float:
    """Return the CPU seconds of a call, from as many as take so long, and two at least."""
    around = cycle(calls)
    next(around)()
    started = process_time()
    for made in count(1):
        next(around)()
        spent_s = process_time() - started
        if spent_s >= least_s and made > 1:
            break
    return spent_s / made


async def calibrated(environment: Mapping[str, str], seconds: float) -> Calibration:
    """Measure in a fresh process with a worker's environment (threads pinned)."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # a folder `tools` where the user stands must not be taken for this one
        "-m",
        "tools.bench.calibrating.measure",
        str(seconds),
        stdout=asyncio.subprocess.PIPE,
        env=dict(environment),
    )
    try:
        out, _ = await process.communicate()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()
        raise
    return Calibration.model_validate_json(out)


if __name__ == "__main__":
    sys.stdout.write(measure(float(sys.argv[1])).model_dump_json())
