"""Plays users of known exchange rates, and counts questions and choices that are as these make.

    python benchmarks/questions.py [--users 50] [--most 3]

A user's rates are drawn from the prior that tools/selection/asking.py states; one in three said
what matters most. A trade-off is answered by the option nearest to the true rate. The last choice,
by what is measured, under the rates known then is held against that under the true ones. Wanted:
at most 1.5 questions in the mean, and the same choice in at least 95 % of cases. The tables are
made up: costs like those of the catalogue's models on a CPU, in four patterns of quality.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple, get_args

from agent.nodes.ask import WORTH_ASKING
from agent.questions import grades
from tools.domain import (
    Candidate,
    Cost,
    Estimate,
    Evidence,
    Interval,
    Measurement,
    Metering,
    Preferences,
    Requirements,
)
from tools.selection.asking import Asking, interview
from tools.selection.preferences import preferences_of
from tools.selection.recommend import recommend
from tools.selection.score import score

THRESHOLDS = (0.1, 0.25, WORTH_ASKING, 1.0, 2.0)
MOST_MEAN, LEAST_EQUAL = 1.5, 0.95
_EXAMPLES = 400
# How far an estimate lies off, two times in three: points of quality, and a factor of a cost.
_QUALITY_SD, _COST_SD = 4.0, 0.3


class Kind(NamedTuple):
    """What a candidate costs: joules and seconds a request, bytes."""

    name: str
    energy_j: float
    latency_s: float
    memory_bytes: float
    size_bytes: float


KINDS = (
    Kind("tf-idf", 0.003, 0.0009, 210e6, 0.2e6),
    Kind("static", 0.0003, 0.0001, 85e6, 18e6),
    Kind("glove", 0.0005, 0.0003, 130e6, 84e6),
    Kind("encoder-3", 0.05, 0.006, 600e6, 70e6),
    Kind("encoder-6", 0.10, 0.012, 620e6, 91e6),
    Kind("encoder-6-int8", 0.05, 0.005, 400e6, 23e6),
    Kind("encoder-12", 0.60, 0.080, 1_100e6, 438e6),
)
QUALITIES = {
    "tweets": (0.62, 0.66, 0.60, 0.68, 0.70, 0.70, 0.74),
    "easy": (0.97, 0.97, 0.96, 0.97, 0.98, 0.98, 0.98),
    "hard": (0.52, 0.60, 0.58, 0.74, 0.79, 0.78, 0.88),
    "words": (0.90, 0.84, 0.80, 0.85, 0.86, 0.86, 0.88),
}


@dataclass(frozen=True)
class Played:
    """What came of one user: questions, whether the choice is the right one, and points lost."""

    questions: int
    equal: bool
    lost: float


def play(
    qualities: Sequence[float], seed: int, *, most: int, worth: float, exact: bool = False
) -> Played:
    """Ask one user about one table, and choose; `exact` answers are numbers and no options."""
    source = random.Random(seed)
    evidence = [_evidence(kind, q, source) for kind, q in zip(KINDS, qualities, strict=True)]
    estimates = [_estimate(one.measurement, source) for one in evidence]
    needs, true = _user(source)

    def answer(asked: Asking, usual: float) -> float:
        rate = float(getattr(true, asked.cost))
        return rate if exact else min(grades(usual), key=lambda option: abs(option - rate))

    answered = interview(estimates, needs, answer, most=most, worth=worth)
    known = preferences_of(needs.model_copy(update={"rates": answered}))
    found, best = (recommend(evidence, needs, rates).chosen for rates in (known, true))
    scores = {one.candidate: score(one.measurement, true) for one in evidence}
    assert found is not None
    assert best is not None
    return Played(len(answered), found == best, max(0.0, scores[best] - scores[found]))


def _user(source: random.Random) -> tuple[Requirements, Preferences]:
    """Return what a user said, and the rates that hold."""
    costs: tuple[Cost, ...] = get_args(Cost)
    first = source.choice(costs) if source.random() < 1 / 3 else None
    needs = Requirements(priorities=(first,) if first else ())
    usual = preferences_of(needs)
    spread = {cost: log(2.0) if cost == first else log(4.0) for cost in costs}
    drawn = {c: getattr(usual, c) * exp(source.gauss(0, spread[c])) for c in costs}
    return needs, Preferences(**drawn)


def _evidence(kind: Kind, quality: float, source: random.Random) -> Evidence:
    correct = tuple(source.random() < quality for _ in range(_EXAMPLES))
    share = sum(correct) / _EXAMPLES
    latency = _exactly(kind.latency_s)
    seen = Measurement(
        candidate=Candidate(model=kind.name, revision="r", strategy="linear_probe"),
        device="cpu",
        n=_EXAMPLES,
        quality=_exactly(share),
        latency_p50_s=latency,
        latency_p95_s=latency,
        latency_p99_s=None,
        cpu_s_per_request=kind.latency_s,
        energy_j_per_request=_exactly(kind.energy_j),
        memory_bytes=int(kind.memory_bytes),
        size_bytes=int(kind.size_bytes),
        meter=Metering(name="made up", components=("cpu",), relative_error=0.1),
        machine="m",
    )
    return Evidence(measurement=seen, correct=correct)


def _estimate(seen: Measurement, source: random.Random) -> Estimate:
    """Return what might have been expected of a candidate before it was measured."""

    def off(value: float) -> Interval:
        return _exactly(value * exp(source.gauss(0, _COST_SD)))

    middle = min(max(seen.quality.mid + source.gauss(0, _QUALITY_SD) / 100, 0.0), 1.0)
    reach = 1.2816 * _QUALITY_SD / 100
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return Estimate(
        candidate=seen.candidate,
        download_s=_exactly(1.0),
        setup_s=_exactly(1.0),
        latency_s=off(seen.latency_p50_s.mid),
        cpu_s_per_request=off(seen.cpu_s_per_request),
        energy_j_per_request=off(seen.energy_j_per_request.mid),
        memory_bytes=off(float(seen.memory_bytes)),
        quality=Interval(low=low, mid=middle, high=high, provenance="assumed"),
        size_bytes=seen.size_bytes,
        download_bytes=0,
        method="made up",
    )


def _exactly(value: float) -> Interval:
    return Interval(low=value, mid=value, high=value, provenance="measured")


def played(
    users: int, *, most: int, worth: float, exact: bool = False
) -> Iterator[tuple[str, Played]]:
    """Yield what came of so many users at each table."""
    for table, qualities in QUALITIES.items():
        for seed in range(users):
            yield table, play(qualities, seed, most=most, worth=worth, exact=exact)


def row(name: str, found: Sequence[Played]) -> str:
    """Return a line: mean questions, shares of equal and of nearly equal choices, points lost.

    Lost are the points where choices differ, in the mean of all cases, and at most.
    """
    lost = [one.lost for one in found if not one.equal]
    mean = sum(one.questions for one in found) / len(found)
    equal = sum(one.equal for one in found) / len(found)
    near = sum(one.lost <= WORTH_ASKING for one in found) / len(found)
    return (
        f"{name:24} {mean:9.2f} {100 * equal:9.1f} % {100 * near:9.1f} % "
        f"{sum(lost) / max(1, len(lost)):9.2f} "
        f"{sum(lost) / len(found):9.3f} {max(lost, default=0.0):9.2f}"
    )


def main() -> int:
    """Print the tables at the threshold that is used, and the sum at others; 1 where missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=50, help="at each of the four tables")
    parser.add_argument("--most", type=int, default=3)
    chosen = parser.parse_args()
    heads = ("questions", "equal", "or close", "lost then", "mean lost", "most")
    print(f"{'':24} {'{:>9} {:>11} {:>11} {:>9} {:>9} {:>9}'.format(*heads)}")
    every: list[Played] = []
    for worth in THRESHOLDS:
        found = list(played(chosen.users, most=chosen.most, worth=worth))
        if worth == WORTH_ASKING:
            every = [one for _, one in found]
            for table in QUALITIES:
                print(row(table, [one for name, one in found if name == table]))
        print(row(f"all, worth {worth:g} points", [one for _, one in found]))
    typed = played(chosen.users, most=chosen.most, worth=WORTH_ASKING, exact=True)
    print(row("all, numbers typed", [one for _, one in typed]))
    print(row("all, never asked", [o for _, o in played(chosen.users, most=0, worth=0.0)]))
    mean = sum(one.questions for one in every) / len(every)
    equal = sum(one.equal for one in every) / len(every)
    return int(mean > MOST_MEAN or equal < LEAST_EQUAL)


if __name__ == "__main__":
    sys.exit(main())
