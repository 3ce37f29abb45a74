"""Finds the best meter there is for work on a device, and says of each rung why it is not there."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Literal

from tools.bench.devices import index_of
from tools.bench.meters.counter import Counter, CounterError, sentence
from tools.bench.meters.counting import CountingMeter
from tools.bench.meters.gpu import gpu_devices, open_gpu
from tools.bench.meters.modelled import ModelledMeter
from tools.bench.meters.rapl import open_rapl
from tools.bench.meters.reading import Meter
from tools.bench.meters.soc import open_soc
from tools.bench.protocol import Power
from tools.domain import Value

_ROOT = Path("/")


class Rung(Value):
    """One way to meter energy that was looked for on this machine."""

    name: str
    status: Literal["read", "ready", "refused", "absent"]
    why: str
    """What is read, or why it is not; a clause."""
    how: str = ""
    """How it could be read, if there is a way; a clause."""


def best_meter(
    power: Power,
    device: str = "cpu",
    *,
    root: Path = _ROOT,
    clock: Callable[[], float] = perf_counter,
) -> Meter:
    """Return the best meter for work on a device: its own counters, else the model.

    Work on a GPU whose counter cannot be read is modelled also where RAPL can be: a measured sum
    must hold what matters most. `root` is where the machine's files lie.
    """
    counters, better = _counters(device, root)
    fallback = ModelledMeter(power, device, better=better, clock=clock)
    if not counters:
        return fallback
    return CountingMeter(counters, fallback, better=better, clock=clock)


def rungs(power: Power, *, root: Path = _ROOT) -> list[Rung]:
    """Return all that was looked for on this machine, the best first; the last is the model."""
    try:
        gpus = [_rung(f"GPU {one}", partial(open_gpu, one, root)) for one in gpu_devices(root)]
    except CounterError as error:
        gpus = [_missing("GPU", error)]
    low, mid, high = power.w_per_core
    return [
        _rung("whole chip", partial(open_soc, "cpu", root)),
        *gpus,
        _rung("RAPL", partial(open_rapl, root)),
        Rung(
            name="model",
            status="ready",
            why=f"CPU seconds at {low:g} to {high:g} (mid {mid:g}) W per core; {power.source}",
        ),
    ]


def _counters(device: str, root: Path) -> tuple[list[Counter], str]:
    """Return the counters to add up for work on a device, and what would be better."""
    try:
        chip = open_soc(device, root)
    except CounterError as no_chip:
        if device == "cpu":
            return _host_counters(root, no_chip)
        if index_of(device) is None:
            return [], no_chip.sentence
        return _gpu_counters(device, root, no_chip)
    return [chip], sentence(chip.lacks)


def _host_counters(root: Path, no_chip: CounterError) -> tuple[list[Counter], str]:
    try:
        packages = open_rapl(root)
    except CounterError as no_rapl:
        return [], _sentences(no_chip, no_rapl)
    return [packages], sentence(packages.lacks)


def _gpu_counters(device: str, root: Path, no_chip: CounterError) -> tuple[list[Counter], str]:
    try:
        gpu = open_gpu(device, root)
    except CounterError as no_gpu:
        return [], _sentences(no_chip, no_gpu)
    try:
        host = open_rapl(root)
    except CounterError as no_rapl:
        return [gpu], f"CPU and memory are not metered. {no_rapl.sentence}"
    return [gpu, host], sentence(host.lacks)


def _sentences(no_chip: CounterError, error: CounterError) -> str:
    """Say what is missing; of a chip only if there is one that could be read."""
    return f"{no_chip.sentence} {error.sentence}" if no_chip.refused else error.sentence


def _rung(name: str, opening: Callable[[], Counter]) -> Rung:
    try:
        counter = opening()
    except CounterError as error:
        return _missing(name, error)
    told = f"a value every {counter.update_s:g} s, ±{100 * counter.relative_error:.0f} %"
    why = "; ".join(filter(None, (counter.about, told, counter.lacks)))
    return Rung(name=name, status="read", why=why)


def _missing(name: str, error: CounterError) -> Rung:
    return Rung(
        name=name, status="refused" if error.refused else "absent", why=error.why, how=error.how
    )
