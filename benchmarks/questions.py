"""Plays users of known exchange rates, and counts questions and choices that are as these make.

    python benchmarks/questions.py [--users 50] [--most 3]

A user's rates are log-normal about the usual ones, their medians or their means (two people differ
by a factor of 4, two times in three); one in three said what matters most. Before the plan a
trade-off is answered by the option nearest to the true rate; once all is measured, a swap of two
candidates by which of them scores better under the true rates. The last choice under the rates
known then is held against that under the true ones. Wanted: at most 1.5 questions in the mean, and
the same choice in at least 95 % of cases. The tables are made up: costs like those of the
catalogue's models on a CPU, in four patterns of quality.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple, get_args

from agent.nodes.weigh import WORTH_A_SWAP
from agent.questions import grades
from agent.settings import Settings
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
from tools.selection.elicitation import Swap, belief, weighed
from tools.selection.preferences import preferences_of
from tools.selection.recommend import facts, recommended
from tools.selection.score import score

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


class Worth(NamedTuple):
    """What a question must be worth, in points of the score: before the plan, and after it."""

    before: float
    after: float


_NEVER = float("inf")
USED = Worth(Settings().question_worth, WORTH_A_SWAP)
OTHERS = (Worth(0.5, _NEVER), Worth(2.0, 0.1), Worth(_NEVER, 0.1), Worth(_NEVER, 0.5))


class Person(NamedTuple):
    """How people are who are asked: about which usual rates, and how often they slip."""

    is_mean: bool = False
    """Whether the usual rates are the means of theirs, and not the medians."""
    slips: float = 0.0
    """The share of swaps that are answered against their own rates."""


_PLAIN = Person()


def play(
    qualities: Sequence[float], seed: int, *, most: int, worth: Worth, person: Person = _PLAIN
) -> Played:
    """Ask one user about one table, before the plan and after it, and choose."""
    source = random.Random(seed)
    evidence = [_evidence(kind, q, source) for kind, q in zip(KINDS, qualities, strict=True)]
    estimates = [_estimate(one.measurement, source) for one in evidence]
    needs, true = _user(source, person)
    scores = {one.candidate: score(one.measurement, true) for one in evidence}
    swaps: list[Swap] = []

    def answer(asked: Asking, usual: float) -> float:
        return min(grades(usual), key=lambda option: abs(option - getattr(true, asked.cost)))

    def rather(swap: Swap) -> bool:
        swaps.append(swap)
        return (scores[swap.rival] > scores[swap.choice]) != (source.random() < person.slips)

    answered = interview(estimates, needs, answer, most=most, worth=worth.before)
    needs = needs.model_copy(update={"rates": answered})
    known = facts(evidence, needs)
    left = most - len(answered)
    believed = weighed(known, belief(needs), rather, most=left, worth=worth.after)
    found, best = (recommended(known, rates).chosen for rates in (believed.rates, true))
    assert found is not None
    assert best is not None
    lost = max(0.0, scores[best] - scores[found])
    return Played(len(answered) + len(swaps), found == best, lost)


def _user(source: random.Random, person: Person) -> tuple[Requirements, Preferences]:
    """Return what a user said, and the rates that hold."""
    costs: tuple[Cost, ...] = get_args(Cost)
    first = source.choice(costs) if source.random() < 1 / 3 else None
    needs = Requirements(priorities=(first,) if first else ())
    usual = preferences_of(needs)
    spread = {cost: log(2.0) if cost == first else log(4.0) for cost in costs}
    drawn = {
        cost: getattr(usual, cost)
        * exp(source.gauss(-(spread[cost] ** 2) / 2 if person.is_mean else 0.0, spread[cost]))
        for cost in costs
    }
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
    users: int, *, most: int, worth: Worth, person: Person = _PLAIN
) -> Iterator[tuple[str, Played]]:
    """Yield what came of so many users at each table."""
    for table, qualities in QUALITIES.items():
        for seed in range(users):
            yield table, play(qualities, seed, most=most, worth=worth, person=person)


def row(name: str, found: Sequence[Played]) -> str:
    """Return a line: mean questions, shares of equal and of nearly equal choices, points lost.

    Lost are the points where choices differ, in the mean of all cases, and at most.
    """
    lost = [one.lost for one in found if not one.equal]
    mean = sum(one.questions for one in found) / len(found)
    equal = sum(one.equal for one in found) / len(found)
    near = sum(one.lost <= 0.5 for one in found) / len(found)
    return (
        f"{name:44} {mean:9.2f} {100 * equal:9.1f} % {100 * near:9.1f} % "
        f"{sum(lost) / max(1, len(lost)):9.2f} "
        f"{sum(lost) / len(found):9.3f} {max(lost, default=0.0):9.2f}"
    )


def main() -> int:
    """Print the tables at the thresholds that are used, and the sum at others; 1 where missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=50, help="at each of the four tables")
    parser.add_argument("--most", type=int, default=3)
    chosen = parser.parse_args()
    heads = ("questions", "equal", "or close", "lost then", "mean lost", "most")
    print(f"{'':44} {'{:>9} {:>11} {:>11} {:>9} {:>9} {:>9}'.format(*heads)}")

    def every(worth: Worth, person: Person = _PLAIN, most: int = chosen.most) -> list[Played]:
        return [one for _, one in played(chosen.users, most=most, worth=worth, person=person)]

    for table in QUALITIES:
        found = played(chosen.users, most=chosen.most, worth=USED)
        print(row(table, [one for name, one in found if name == table]))
    used = every(USED)
    print(row("all", used))
    print(row("all, usual rates are means", every(USED, Person(is_mean=True))))
    print(row("all, one answer in ten a slip", every(USED, Person(slips=0.1))))
    print(row("all, never asked", every(USED, most=0)))
    for worth in OTHERS:
        print(row(f"all, worth {worth.before:g} before and {worth.after:g} after", every(worth)))
    mean = sum(one.questions for one in used) / len(used)
    equal = sum(one.equal for one in used) / len(used)
    return int(mean > MOST_MEAN or equal < LEAST_EQUAL)


if __name__ == "__main__":
    sys.exit(main())
