"""Serves one batch of examples inside one energy window, and says how far it is to be trusted.

The first pass gives answers and latencies. Quick batches are then passed again, until the energy
of a request is known to 2 % or the order's time is up: a *lap* is as many passes as the meter's
counter needs to be read, and the standard error is that of the laps' joules a request.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import mean, stdev
from time import perf_counter, sleep

from tools.bench import process, reference
from tools.bench.accelerators import Accelerator
from tools.bench.answerers import Answer, Data, Groups, in_groups
from tools.bench.load import LoadWatch
from tools.bench.meters import MODELLED, Meter, Reading, total
from tools.bench.meters.gpu import UPDATE_S
from tools.bench.protocol import Job, Serve
from tools.bench.tactics.catalogue import batch_size
from tools.domain import Window

# A counter's last digit is then at most 5 % of a lap, and less of a window of several.
_UPDATES_A_LAP = 20
# The share of that which a window may fall short of.
_ENOUGH = 0.75
_LEAST_LAP_S = 0.02
_LEAST_LAPS = 5
SETTLED = 0.02
# Idle power is read over so many updates of a counter, before and after.
_IDLE_UPDATES = 20


@dataclass(frozen=True)
class Instruments:
    """What is read around a window: energy, and what a GPU did."""

    meter: Meter
    accelerator: Accelerator


@dataclass(frozen=True)
class _Lap:
    requests: int
    wall_s: float
    cpu_s: float
    reading: Reading


def serve(job: Job, order: Serve, answer: Answer, data: Data, instruments: Instruments) -> Window:
    """Answer a batch, framed by idle power and the reference.

    One request after the other, or as many together as a tactic says: then each took as long as
    all of them.
    Counters refresh too slowly to meter a single request, so the meter is read around laps.
    """
    meter, examples = instruments.meter, data.test[order.start : order.start + order.n]
    groups = in_groups([given for given, _ in examples], batch_size(job.candidate.tactics))
    load, idle_before_w, before = LoadWatch(), _idle_w(meter), reference.pace()
    process.reset_peak_memory()
    instruments.accelerator.begin()
    predicted, latencies, first = _first_lap(answer, groups, meter)
    most_s = max(order.most_s, order.updates * meter.update_s)
    laps = _told([first, *_more_laps(answer, groups, meter, first=first, most_s=most_s)])
    device, memory_bytes = instruments.accelerator.end(), process.peak_memory_bytes()
    paces = reference.mean([before, reference.pace()])
    readings = [lap.reading for lap in laps]
    return Window(
        candidate=job.candidate,
        start=order.start,
        predicted=tuple(predicted),
        correct=tuple(p == label for p, (_, label) in zip(predicted, examples, strict=True)),
        latency_s=tuple(latencies),
        requests=sum(lap.requests for lap in laps),
        cpu_s=sum(lap.cpu_s for lap in laps),
        wall_s=sum(lap.wall_s for lap in laps),
        memory_bytes=memory_bytes,
        energy=total([reading.energy for reading in readings]),
        parts={
            component: total([reading.parts[component] for reading in readings])
            for component in readings[0].parts
        },
        meter=meter.about,
        standard_error=_standard_error(laps),
        block=order.block,
        reference_s=paces.wall_s,
        reference_cpu_s=paces.cpu_s,
        idle_before_w=idle_before_w,
        idle_after_w=_idle_w(meter),
        foreign_cores=load.foreign_cores(),
        device=device,
    )


def quickest_s(device: str) -> float:
    """Return the seconds that a batch of a search is metered at the least."""
    if device == "cpu":
        return _LEAST_LAP_S * (_LEAST_LAPS + 1)
    return gpu_window_s(Serve(start=0, n=1))


def gpu_window_s(order: Serve) -> float:
    """Return the seconds that a GPU's counter needs for a quick batch, and for idle around it."""
    return max(order.most_s, order.updates * UPDATE_S) + 2 * _IDLE_UPDATES * UPDATE_S


def _told(laps: Sequence[_Lap]) -> Sequence[_Lap]:
    """Return the laps that a counter told of, if it told of any: a first pass may be too quick."""
    return [lap for lap in laps if lap.reading.energy.provenance == "measured"] or laps


def _first_lap(answer: Answer, groups: Groups, meter: Meter) -> tuple[list[int], list[float], _Lap]:
    """Answer every request once; return answers, latencies in seconds, and the lap."""
    predicted: list[int] = []
    latencies: list[float] = []

    def passing() -> None:
        for group in groups:
            asked = perf_counter()
            predicted.extend(answer(group))
            latencies.extend([perf_counter() - asked] * len(group))

    lap = _metered(passing, meter, requests=sum(map(len, groups)))
    return predicted, latencies, lap


def _more_laps(
    answer: Answer, groups: Groups, meter: Meter, *, first: _Lap, most_s: float
) -> list[_Lap]:
    """Return further laps: none where the first pass alone took half of the time."""
    pass_s = max(first.wall_s, 1e-6)
    fitting = int((most_s - pass_s) / pass_s)
    passes = min(fitting, ceil(max(_LEAST_LAP_S, _UPDATES_A_LAP * meter.update_s) / pass_s))
    # A first pass that something slowed must not leave the counter too little.
    too_short_s = _ENOUGH * min(_UPDATES_A_LAP * meter.update_s, most_s)
    laps, spent_s = [first], first.wall_s
    if passes < 1:
        return []

    def passing() -> None:
        for _ in range(passes):
            for group in groups:
                answer(group)

    while (
        spent_s + laps[-1].wall_s * (1 if len(laps) > 1 else passes) <= most_s
        or spent_s - first.wall_s < too_short_s
    ):
        laps.append(_metered(passing, meter, requests=first.requests * passes))
        spent_s += laps[-1].wall_s
        error = _standard_error(laps)
        if len(laps) > _LEAST_LAPS and error is not None and error <= SETTLED:
            break
    return laps[1:]


def _metered(passing: Callable[[], None], meter: Meter, *, requests: int) -> _Lap:
    meter.begin()
    started, cpu_s = perf_counter(), process.cpu_s()
    passing()
    wall_s, cpu_s = perf_counter() - started, process.cpu_s() - cpu_s
    return _Lap(requests, wall_s, cpu_s, meter.end())


def _standard_error(laps: Sequence[_Lap]) -> float | None:
    """Return the relative standard error of the mean joules a request over laps of one length.

    None where there are fewer than two. Laps follow each other, so a slow drift is not in it: that
    is what blocks are for.
    """
    longest = max(lap.requests for lap in laps)
    energies = [lap.reading.energy.mid / lap.requests for lap in laps if lap.requests == longest]
    if len(energies) < 2 or mean(energies) <= 0:
        return None
    return stdev(energies) / sqrt(len(energies)) / mean(energies)


def _idle_w(meter: Meter) -> float | None:
    """Return the power that the meter reads while this process waits; None where it is modelled."""
    if meter.about.name == MODELLED:
        return None
    meter.begin()
    started = perf_counter()
    sleep(_IDLE_UPDATES * meter.update_s)
    reading, wall_s = meter.end(), perf_counter() - started
    return reading.energy.mid / wall_s if reading.energy.provenance == "measured" else None
