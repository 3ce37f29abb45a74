"""Decides whether energy can be trusted here: `python -m tools.bench.selftest`, a power on stdin.

Two idle windows must read the same power, and one workload run twice the same energy. What fails
it: a counter that stalls, another program that computes, a clock that is throttled.
"""

import asyncio
import sys
from collections.abc import Mapping
from time import perf_counter, sleep

import numpy as np

from tools.bench.load import LoadWatch
from tools.bench.meters import Meter, best_meter
from tools.bench.protocol import Power
from tools.domain import Metering, Value

# Rule 11 of the notes on measuring.
IDLE_TOLERANCE, SPIN_TOLERANCE = 0.10, 0.05
_IDLE_S = 1.0
# Products of 256 x 256 matrices: about a second of one core.
_SIDE, _PRODUCTS = 256, 2_000
# A model's idle power is that of the memory this process holds; less than this is nothing.
_LEAST_IDLE_W = 0.05


class SelfTest(Value):
    """What two idle windows and two equal workloads read."""

    meter: Metering
    idle_w: tuple[float, float]
    spin_j: tuple[float, float]
    spin_s: tuple[float, float]
    foreign_cores: float

    @property
    def idle_difference(self) -> float:
        """How far the idle windows differ, relative to the larger."""
        return _difference(*self.idle_w) if max(self.idle_w) > _LEAST_IDLE_W else 0.0

    @property
    def spin_difference(self) -> float:
        """How far the workloads differ, relative to the larger."""
        return _difference(*self.spin_j)

    @property
    def passed(self) -> bool:
        """Whether energy is trustworthy here, now."""
        return self.idle_difference <= IDLE_TOLERANCE and self.spin_difference <= SPIN_TOLERANCE


def run(power: Power, device: str = "cpu") -> SelfTest:
    """Run the test in this process: about five seconds."""
    meter, load = best_meter(power, device), LoadWatch()
    _spin(meter)  # the clock comes up, and the first product loads its library
    idle_w, spins = [], []
    for _ in range(2):
        idle_w.append(_idle_w(meter))
        spins.append(_spin(meter))
    (first_j, first_s), (second_j, second_s) = spins
    return SelfTest(
        meter=meter.about,
        idle_w=(idle_w[0], idle_w[1]),
        spin_j=(first_j, second_j),
        spin_s=(first_s, second_s),
        foreign_cores=load.foreign_cores(),
    )


async def run_apart(power: Power, environment: Mapping[str, str]) -> SelfTest:
    """Run the test in a fresh process with a worker's environment."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "tools.bench.selftest"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=dict(environment),
    )
    out, _ = await process.communicate(power.model_dump_json().encode())
    return SelfTest.model_validate_json(out)


def _idle_w(meter: Meter) -> float:
    meter.begin()
    started = perf_counter()
    sleep(_IDLE_S)
    return meter.end().energy.mid / (perf_counter() - started)


def _spin(meter: Meter) -> tuple[float, float]:
    """Run the workload; return its joules and seconds."""
    left = np.full((_SIDE, _SIDE), 1 / _SIDE, dtype=np.float32)
    out = np.empty_like(left)
    meter.begin()
    started = perf_counter()
    for _ in range(_PRODUCTS):
        np.matmul(left, left, out=out)
    wall_s = perf_counter() - started
    return meter.end().energy.mid, wall_s


def _difference(one: float, other: float) -> float:
    return abs(one - other) / max(one, other) if max(one, other) > 0 else 1.0


if __name__ == "__main__":
    sys.stdout.write(run(Power.model_validate_json(sys.stdin.read())).model_dump_json())
