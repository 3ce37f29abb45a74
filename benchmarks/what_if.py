"""Prints how long a what-if takes on a million stored answers: p95 of at most 50 ms is wanted.

    python benchmarks/what_if.py [--candidates 1000] [--examples 1000] [--repeats 40]

Answers are made up. Timed is what a changed rate takes from the evidence: both recommendations,
how they differ, and the rates at which the choice flips. The first, which also reads the answers
for the first time, counts.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from time import perf_counter

from agent.services import collect_seldom
from tools.domain import (
    Candidate,
    Evidence,
    Interval,
    Measurement,
    Metering,
    Preferences,
    Requirements,
)
from tools.selection.flips import flips
from tools.selection.recommend import facts
from tools.selection.whatif import what_if

MOST_S = 0.05


def made_up(candidates: int, examples: int) -> list[Evidence]:
    """Return evidence of so many candidates on so many examples."""
    source = random.Random(0)
    return [_evidence(f"model-{i}", examples, source) for i in range(candidates)]


def _evidence(name: str, examples: int, source: random.Random) -> Evidence:
    share = source.uniform(0.6, 0.95)
    correct = tuple(source.random() < share for _ in range(examples))
    energy_j, latency_s = 10 ** source.uniform(-4, 0), 10 ** source.uniform(-5, -1)
    quality = sum(correct) / examples
    reach = min(0.03, quality, 1 - quality)
    measurement = Measurement(
        candidate=Candidate(model=name, revision="r", strategy="as_is"),
        device="cpu",
        n=examples,
        quality=_interval(quality - reach, quality, quality + reach),
        latency_p50_s=_interval(latency_s, latency_s, latency_s),
        latency_p95_s=_interval(latency_s, 1.5 * latency_s, 2 * latency_s),
        latency_p99_s=None,
        cpu_s_per_request=latency_s,
        energy_j_per_request=_interval(energy_j / 2, energy_j, 2 * energy_j),
        memory_bytes=int(10 ** source.uniform(7, 10)),
        size_bytes=int(10 ** source.uniform(6, 9)),
        meter=Metering(name="RAPL", components=("cpu",), relative_error=0.1),
        machine="m",
    )
    return Evidence(measurement=measurement, correct=correct)


def _interval(low: float, mid: float, high: float) -> Interval:
    return Interval(low=low, mid=mid, high=high, provenance="measured")


def asked(evidence: Sequence[Evidence], factor: float) -> float:
    """Return the seconds that one what-if takes."""
    needs, before = Requirements(min_quality=0.7, max_latency_s=0.05), Preferences()
    after = Preferences(latency=before.latency * factor)
    began = perf_counter()
    known = facts(evidence, needs)
    flips(known, what_if(known, before=before, after=after).before, before)
    return perf_counter() - began


def main() -> int:
    """Print median and p95; exit code 1 where p95 is above 50 ms."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--candidates", type=int, default=1_000)
    parser.add_argument("--examples", type=int, default=1_000)
    parser.add_argument("--repeats", type=int, default=40)
    chosen = parser.parse_args()
    collect_seldom()
    evidence = made_up(chosen.candidates, chosen.examples)
    took = sorted(asked(evidence, 1 + i / 10) for i in range(chosen.repeats))
    p95 = took[min(len(took) - 1, int(0.95 * len(took)))]
    answers = chosen.candidates * chosen.examples
    print(
        f"{answers:,} answers: median {1e3 * took[len(took) // 2]:.1f} ms, p95 {1e3 * p95:.1f} ms"
    )
    return int(p95 > MOST_S)


if __name__ == "__main__":
    sys.exit(main())
