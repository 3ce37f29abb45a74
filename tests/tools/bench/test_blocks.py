"""An experiment's blocks: what they share, and what they do not."""

import sys

import pytest
from jobs import named
from watching import templates

from tools.bench.client import Bench
from tools.bench.experiment import Design, metered_s, runs


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no worker is forked")
async def test_the_workers_of_a_block_are_forked_from_a_template_of_its_own(quick, environment):
    design = Design(name="e", blocks=2, examples=8, pool=16, window_s=0, timeout_s=120)
    jobs = [named(quick, "a"), named(quick, "b")]
    async with Bench(environment, most_resident_bytes=10**12) as bench:
        seen = [(run.block, *templates()) async for run in runs(bench, jobs, design)]
    (first, one), (same, same_one), (second, other), (last, last_one) = seen
    assert (first, same, second, last) == (0, 0, 1, 1)
    assert one == same_one != other == last_one


def test_a_window_on_a_gpu_is_priced_with_what_its_counter_needs():
    design = Design(name="e", blocks=2, examples=8, pool=16, window_s=1.0, timeout_s=120)
    assert metered_s(design, "cpu") == 1.0
    # A hundred updates of 0.1 s, and twenty before and after.
    assert metered_s(design, "cuda:1") == pytest.approx(10.0 + 4.0)
