"""Prints what it saves that workers keep the memory that they freed.

    python benchmarks/kept_memory.py [--pairs 8] [--home FOLDER]

A pair is a worker that keeps it and one with glibc as it is, in random order, on the same examples.
Printed is kept / given back: the geometric mean over the pairs with the 95 % t interval of the
logarithms.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
from math import log
from pathlib import Path

from agent.experiment import Asked, prepared
from agent.services import open_services
from agent.settings import Settings
from tools.bench.client import Bench
from tools.bench.protocol import Job, Serve
from tools.selection.effects import ratio_of

MODELS = (("EfficientNet-lite2", "photos"), ("sentence-transformers/all-MiniLM-L6-v2", "tweets"))
N = 20


async def measured(job: Job, environment: dict[str, str]) -> dict[str, float]:
    """Return seconds and joules a request in a fresh worker."""
    async with Bench(environment, most_resident_bytes=10**12, templates=False) as bench:
        outcome = await bench.measure(job, Serve(start=0, n=N, most_s=1.0), timeout_s=600)
    window = outcome.window
    assert window is not None, outcome.failure
    return {
        "latency p50": statistics.median(window.latency_s),
        "energy": window.energy.mid / window.requests,
        "peak memory": float(window.memory_bytes),
    }


async def compare(model: str, data: str, settings: Settings, pairs: int) -> None:
    """Print the ratios of one model."""
    environments = {
        kept: settings.model_copy(update={"keep_memory": kept}).worker_environment()
        for kept in (True, False)
    }
    async with open_services(settings) as services:
        asked = Asked(models=(model,), tactics=("bf16",), data=data)
        job = (await prepared(asked, services)).jobs[0]
    logs: dict[str, list[float]] = {}
    await measured(job, environments[True])  # fits a head where there is none
    for _ in range(pairs):
        order = random.sample(list(environments), 2)
        found = {kept: await measured(job, environments[kept]) for kept in order}
        for name, value in found[True].items():
            logs.setdefault(name, []).append(log(value / found[False][name]))
    for name, values in logs.items():
        ratio = ratio_of(values)
        print(
            f"{model}, {name}: kept / given back {ratio.mid:.3f} "
            f"(95 % interval {ratio.low:.3f} to {ratio.high:.3f}, {pairs} pairs)",
            flush=True,
        )


async def main() -> None:
    """Compare both ways for each model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--home", type=Path, default=Path.home() / ".cache" / "greenrunner-tests")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as lent:
        home = Path(lent)
        for name in ("models", "datasets"):
            (home / name).symlink_to(given.home / name)
        for model, data in MODELS:
            await compare(model, data, Settings(_env_file=None, home=home), given.pairs)


if __name__ == "__main__":
    asyncio.run(main())
