"""Prints how good a search's choice is on a budget: by rounds, and by the certified race cut short.

    python benchmarks/rounds.py TABLES [--replays 16] [--models 12]

TABLES is a folder of `<name>.npz` with `<name>_costs.csv` beside. A search's own race plays so many
models at random, with a point to halve the energy; regret is by how many points of score its choice
is worse than the best. Beside it: successive halving with the cheap first, on the same models.
"""

import argparse
from pathlib import Path
from statistics import mean, stdev

import numpy as np

from agent.replay import goal_of
from agent.replay_tables import tables
from tools.bench.latency import proportion
from tools.domain import (
    Budget,
    Candidate,
    Evidence,
    Interval,
    Measurement,
    Metering,
    Preferences,
    Requirements,
    Spent,
)
from tools.selection.contest import Contest
from tools.selection.race import Entry, Race
from tools.selection.racing.policies import POLICIES, Setting
from tools.selection.racing.replay import Stored, replay
from tools.selection.recommend import recommend
from tools.selection.rounds import next_round

FRACTIONS = (0.05, 0.1, 0.2)
ENERGY_ONLY = Preferences(energy=1, latency=0, price=0, memory=0, size=0)


def measured(entry: Entry, answers: np.ndarray) -> Evidence:
    """Return what a search would know of a model that gave these answers."""
    joules = entry.per_example.energy_j
    middle = Interval(low=joules, mid=joules, high=joules, provenance="measured")
    correct = tuple(bool(answer) for answer in answers)
    measurement = Measurement(
        candidate=entry.candidate,
        device="cpu",
        n=len(correct),
        quality=proportion(sum(correct), len(correct)),
        latency_p50_s=middle,
        latency_p95_s=None,
        latency_p99_s=None,
        cpu_s_per_request=joules,
        energy_j_per_request=middle,
        memory_bytes=1,
        size_bytes=1,
        meter=Metering(name="replayed", components=("cpu",), relative_error=0.0),
        machine="replayed",
    )
    return Evidence(measurement=measurement, correct=correct)


def searched(stored: Stored, budget_j: float, *, rounds: bool) -> int | None:
    """Return the place of the model that a search recommends once its budget is spent."""
    entries = [
        Entry(
            candidate=Candidate(model=str(place), revision="", strategy="as_is"),
            setup=Spent(energy_j=load),
            per_example=Spent(energy_j=price),
            least_penalty=float(np.log2(price)),
        )
        for place, (load, price) in enumerate(zip(stored.load, stored.per_example, strict=True))
    ]
    asked, budget = np.zeros(len(entries), dtype=int), Budget(energy_j=budget_j)
    opened: frozenset[str] | None = None
    playing = None
    while True:
        seen = [
            measured(entry, stored.everything[place, : asked[place]])
            for place, entry in enumerate(entries)
            if asked[place]
        ]
        race = Race(entries, seen, budget, stored.pool, Requirements(), ENERGY_ONLY)
        if rounds and playing is None:
            playing = next_round(race)
        answered = frozenset(e.candidate.key for e in seen)
        contest = Contest(race, answered if opened is None else opened, round=playing).going_on()
        playing = contest.round
        if opened is None and not contest.is_opening:
            opened = answered
        step = contest.next_step()
        if step is None:
            break
        place = int(step.candidate.model)
        budget = budget.spend(entries[place].price(step.n))
        asked[place] += step.n
        entries[place] = entries[place].model_copy(update={"ready": True})
    chosen = recommend(seen, Requirements(), ENERGY_ONLY).chosen if seen else None
    return int(chosen.model) if chosen else None


def halved(stored: Stored, budget_j: float, seed: int) -> int | None:
    """Return the choice of successive halving with the cheap first."""
    goal = goal_of("exchange", stored.per_example, 1.0)
    policy = POLICIES["cheap-first-halving"](Setting(goal, 0.05, seed))
    return replay(policy, stored, budget=budget_j).outcome.chosen


def regrets(stored: Stored, fraction: float, seed: int) -> dict[str, float]:
    """Return the regret of each way; who chooses nobody is as bad as the worst."""
    budget_j = fraction * stored.brute_force
    score = 100 * stored.quality - np.log2(stored.per_example)
    choices = {
        "rounds": searched(stored, budget_j, rounds=True),
        "certified, cut short": searched(stored, budget_j, rounds=False),
        "halving": halved(stored, budget_j, seed),
    }
    return {
        way: float(score.max() - (score.min() if place is None else score[place]))
        for way, place in choices.items()
    }


def main() -> None:
    """Play all and print a line for each budget."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", type=Path)
    parser.add_argument("--replays", type=int, default=16)
    parser.add_argument("--models", type=int, default=12)
    chosen = parser.parse_args()
    print("| budget | way | mean regret | standard error |\n|---|---|---|---|")
    for fraction in FRACTIONS:
        found: dict[str, list[float]] = {}
        for table in tables(chosen.tables, None, None):
            everything, costs = table.stored.everything, table.stored
            for seed in range(chosen.replays):
                rng = np.random.default_rng(seed)
                some = rng.choice(len(everything), chosen.models, replace=False)
                order = rng.permutation(costs.pool)
                stored = Stored(
                    everything[some][:, order], costs.per_example[some], costs.load[some]
                )
                for way, regret in regrets(stored, fraction, seed).items():
                    found.setdefault(way, []).append(regret)
        for way, values in found.items():
            error = stdev(values) / len(values) ** 0.5
            print(f"| {fraction:.0%} | {way} | {mean(values):.2f} | {error:.2f} |", flush=True)


if __name__ == "__main__":
    main()
