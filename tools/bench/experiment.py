"""A controlled experiment: every configuration once in each block, in random order, apart.

Each run has a worker of its own, so that what a process keeps for its life differs from block to
block too. The configurations of a block answer the same examples; blocks go on through the data,
so that quality is measured on as many examples as there are blocks times a window.
"""

from collections.abc import AsyncIterator, Sequence
from random import Random

from tools.bench.client import Bench
from tools.bench.protocol import Job, Serve
from tools.domain import Run, Value


class Design(Value):
    """How an experiment is run."""

    name: str
    blocks: int
    examples: int
    pool: int
    window_s: float
    timeout_s: float
    seed: int = 0


async def runs(bench: Bench, jobs: Sequence[Job], design: Design) -> AsyncIterator[Run]:
    """Yield what came of every run, as it ends.

    A configuration that could not run in its first block is not tried again. Where the data end
    the blocks begin anew with the first examples.
    """
    out: set[str] = set()
    order = Random(design.seed)
    for block in range(design.blocks):
        windows = max(1, design.pool // design.examples)
        start = (block % windows) * design.examples
        serve = Serve(
            start=start,
            n=min(design.examples, design.pool - start),
            block=f"{design.name}/{block}",
            most_s=design.window_s,
        )
        shuffled = order.sample(jobs, len(jobs))
        for place, job in enumerate(shuffled):
            if job.candidate.key in out:
                continue
            outcome = await bench.measure(job, serve, timeout_s=design.timeout_s)
            await bench.drop(job.candidate.key)
            if outcome.failure is not None:
                out.add(job.candidate.key)
            yield Run(
                block=block,
                place=place,
                candidate=job.candidate,
                setup=outcome.setup,
                window=outcome.window,
                failure=outcome.failure,
            )
