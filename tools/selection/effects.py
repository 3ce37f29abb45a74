"""Effects of tactics in a blocked experiment: ratios paired by block, with intervals and tests.

Within a block every configuration ran once, in random order, each in a worker of its own, on the
same examples. A quantity's effect is the mean over blocks of the logarithm of its ratio, so drift
from block to block cancels. Inspired by the design of arXiv:2409.12878; what its text leaves open
(tests, repeats) is ours.
"""

from collections.abc import Sequence
from math import exp, log
from statistics import mean, median, stdev

import numpy as np
from scipy.special import stdtrit

from tools.domain import Effect, Interval, Quantity, Run

COMPARED: tuple[Quantity, ...] = ("energy", "latency", "cpu", "memory", "size")
# Memory and size are facts of a build, not draws: they are told, not tested.
TESTED: tuple[Quantity, ...] = ("energy", "latency", "cpu")


def quantity_of(run: Run, quantity: Quantity) -> float | None:
    """Return a quantity of one run: joules, seconds (median), CPU seconds a request, bytes."""
    window, setup = run.window, run.setup
    if window is None or setup is None:
        return None
    match quantity:
        case "energy":
            return window.energy.mid / window.requests
        case "latency":
            return median(window.latency_s)
        case "cpu":
            return window.cpu_s / window.requests
        case "memory":
            return float(window.memory_bytes)
        case "size":
            return float(setup.size_bytes)


def log_ratios(runs: Sequence[Run], parents: Sequence[Run], quantity: Quantity) -> list[float]:
    """Return ln(tactic / parent) of every block in which both have the quantity."""
    theirs = {run.block: quantity_of(run, quantity) for run in parents}
    pairs = [(quantity_of(run, quantity), theirs.get(run.block)) for run in runs]
    return [log(own / other) for own, other in pairs if own and other]


def ratio_of(logs: Sequence[float]) -> Interval:
    """Return exp(mean) with the 95 % t interval of the mean over blocks; two blocks at least."""
    middle, reach = mean(logs), 0.0
    if (spread := stdev(logs)) > 0:
        reach = float(stdtrit(len(logs) - 1, 0.975)) * spread / len(logs) ** 0.5
    return Interval(
        low=exp(middle - reach), mid=exp(middle), high=exp(middle + reach), provenance="measured"
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted by Holm's step-down method (Holm 1979, Scand. J. Statist. 6:65)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted, least = [0.0] * len(p_values), 0.0
    for rank, i in enumerate(order):
        least = max(least, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = least
    return adjusted


def cliffs_delta(own: Sequence[float], others: Sequence[float]) -> float:
    """Return P(own > other) - P(own < other) over all pairs (Cliff 1993, Psychol. Bull. 114)."""
    signs = np.sign(np.subtract.outer(np.asarray(own), np.asarray(others)))
    return float(signs.mean())


def effects(runs: Sequence[Run], parents: Sequence[Run]) -> list[Effect]:
    """Return what a tactic did to each quantity; none where fewer than two blocks have both.

    `adjusted` is the plain p-value still: the correction is over the whole family.
    """
    found = []
    for quantity in COMPARED:
        logs = log_ratios(runs, parents, quantity)
        if len(logs) < 2:
            continue
        p_value = _p_value(logs) if quantity in TESTED else 1.0
        own, others = (
            [value for run in side if (value := quantity_of(run, quantity)) is not None]
            for side in (runs, parents)
        )
        modelled = quantity == "energy" and any(
            run.window and run.window.energy.provenance != "measured" for run in runs
        )
        ratio = ratio_of(logs)
        found.append(
            Effect(
                quantity=quantity,
                ratio=ratio.model_copy(update={"provenance": "modelled"}) if modelled else ratio,
                p_value=p_value,
                adjusted=p_value,
                cliffs_delta=cliffs_delta(own, others),
            )
        )
    return found


def _p_value(logs: Sequence[float]) -> float:
    """Return what the two-sided t test of a mean of 0 gives."""
    from scipy.stats import ttest_1samp  # takes long to import, and only experiments need it

    if stdev(logs) == 0:
        return 1.0 if mean(logs) == 0 else 0.0
    return float(ttest_1samp(logs, 0.0).pvalue)
