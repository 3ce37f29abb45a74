"""This machine is calibrated for real, in a process of its own."""

import asyncio

import psutil
import pytest

from tools.bench.calibrating.measure import calibrated
from tools.bench.calibrating.trials import trials
from tools.domain import Calibration

# From a slow single-board computer to many times the fastest core there is.
SLOWEST_FLOP_PER_S, QUICKEST_FLOP_PER_S = 1e8, 1e13


def calibrating() -> list[psutil.Process]:
    """Return the children of this process that calibrate; it may have others."""
    wanted = "tools.bench.calibrating.measure"
    return [one for one in psutil.Process().children() if wanted in one.cmdline()]


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    return {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "PATH": "/usr/bin:/bin"}


async def test_every_operation_is_timed_at_a_credible_pace(environment):
    found = await calibrated(environment, 0.5)
    assert Calibration.model_validate_json(found.model_dump_json()) == found
    paces = {
        rate.shape: 2 * rate.shape[1] * rate.shape[2] * rate.shape[3] / rate.s
        for rate in found.rates
        if rate.kind == "product" and rate.shape[0] == 1
    }
    assert len(paces) == 30
    assert all(SLOWEST_FLOP_PER_S < pace < QUICKEST_FLOP_PER_S for pace in paces.values())
    # A single row uses each weight once; 1,024 rows use it again and again.
    assert paces[1, 1024, 768, 3072] > paces[1, 1, 768, 3072]
    kinds = {rate.kind for rate in found.rates}
    assert {"product", "cached", "attention", "convolution", "view", "module", "lookup"} <= kinds


async def test_a_calibration_that_is_stopped_leaves_no_process(environment):
    task = asyncio.create_task(calibrated(environment, 60.0))
    while not (found := calibrating()):
        await asyncio.sleep(0.01)
    (child,) = found
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not child.is_running()


def test_no_shape_is_measured_twice():
    found = [(trial.kind, trial.shape) for trial in trials()]
    assert len(set(found)) == len(found)
