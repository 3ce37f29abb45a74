"""A forked worker starts at once and measures what a fresh one measures: minutes long.

It wants a machine at rest, as every claim about seconds does.
"""

import sys

import pytest

from benchmarks.template import MODELS, pairs, ratios, seconds, services_on


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no worker is forked")
@pytest.mark.slow
@pytest.mark.network
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("model_id", MODELS)
async def test_a_forked_worker_is_ready_in_half_a_second_and_measures_the_same(
    job_for, real_home, model_id
):
    job_for(model_id)  # fetches the weights where they are not there
    async with services_on(real_home) as services:
        found = await pairs(model_id, services, 16)
    assert seconds(found, "ready_s", "forked") < 0.5
    for name, ratio in ratios(found).items():
        assert 0.95 <= ratio.low <= ratio.high <= 1.05, (name, ratio)
