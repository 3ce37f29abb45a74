"""A controlled experiment: every configuration once in each block, in random order, apart.

Each run has a worker of its own, and each block new templates that workers are forked from, so that
what a process keeps for its life differs from block to block too. The configurations of a block
answer the same examples; blocks go on through the data, so that quality is measured on as many
examples as there are blocks times a window.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from random import Random

from tools.bench.client import Bench
from tools.bench.protocol import Job, Serve
from tools.bench.windows import gpu_window_s
from tools.domain import Run, Value

# A GPU's counter then has ten seconds, and is known to 1 %.
_UPDATES = 100


class Design(Value):
    """How an experiment is run."""

    name: str
    blocks: int
    examples: int
    pool: int
    window_s: float
    timeout_s: float
    seed: int = 0


def metered_s(design: Design, device: str) -> float:
    """Return the seconds that a quick batch is metered; a GPU's counter needs longer ones."""
    return design.window_s if device == "cpu" else gpu_window_s(order_of(0, design))


async def runs(
    bench: Bench, jobs: Sequence[Job], design: Design, *, done: Sequence[Run] = ()
) -> AsyncIterator[Run]:
    """Yield what came of every run that is not done yet, as it ends.

    A configuration that failed once is not tried again.
    """
    failed: set[str] = set()
    begun = -1
    for block, place, job in remaining(jobs, design, done):
        key = job.candidate.key
        if key in failed:
            continue
        if block != begun:
            await bench.close()
            begun = block
        order = order_of(block, design)
        outcome = await bench.measure(job, order, timeout_s=design.timeout_s)
        await bench.drop(key)
        if outcome.failure is not None:
            failed.add(key)
        yield Run(
            block=block,
            place=place,
            candidate=job.candidate,
            **outcome.model_dump(include={"setup", "window", "failure"}),
        )


def remaining(
    jobs: Sequence[Job], design: Design, done: Sequence[Run]
) -> list[tuple[int, int, Job]]:
    """Return block, place and job of the runs that are still to do.

    The schedule follows from the seed alone, so an experiment that was cut goes on where it was:
    with all of the block that it was cut in, because the runs of a block lie close in time.
    """
    failed = {run.candidate.key for run in done if run.failure}
    past = {(run.block, run.candidate.key) for run in done}
    left = [one for one in schedule(jobs, design) if one[2].candidate.key not in failed]
    cut = {block for block, _, job in left if (block, job.candidate.key) not in past}
    return [one for one in left if one[0] in cut]


def schedule(jobs: Sequence[Job], design: Design) -> Iterator[tuple[int, int, Job]]:
    """Yield block, place within the block, and job: every block all jobs in a new order."""
    draw = Random(design.seed)
    for block in range(design.blocks):
        for place, job in enumerate(draw.sample(jobs, len(jobs))):
            yield block, place, job


def order_of(block: int, design: Design) -> Serve:
    """Return which examples a block answers; where the data end they begin anew."""
    windows = max(1, design.pool // design.examples)
    start = (block % windows) * design.examples
    return Serve(
        start=start,
        n=min(design.examples, design.pool - start),
        block=f"{design.name}/{block}",
        most_s=design.window_s,
        updates=_UPDATES,
    )
