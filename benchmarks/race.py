"""Prints what races cost on tables of stored answers, and how often certificates were wrong.

    python benchmarks/race.py certified TABLES [--orders 200]
    python benchmarks/race.py budgets TABLES [--orders 40] [--policy race]
    python benchmarks/race.py speed

TABLES is a folder of `<name>.npz` with `<name>_costs.csv` beside. With
`--simulate NAME=CSV:QUALITY:COST` a table joins whose 10,000 answers are made from a column of
qualities, in [0, 1] or percent, and one of costs: a common difficulty makes the right answers of
two models go together, with a phi coefficient of about 0.45. A load costs 30 inferences. Such
answers are made up, and marked.

The bound is what a race would cost at least that drew examples evenly, for pairs, and knew
beforehand which: for each acceptable choice w, a rival j needs n = m / (1 + m / N) examples, with
m = (1 - 2 delta) ln((1 - delta) / delta) / g, where g is the best growth a draw of a bet that j
does not lead w by epsilon, given on how many examples only one of them is right. It is no true
lower bound: drawing telling examples more often can beat it.
"""

import argparse
import csv
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import geometric_mean, mean, stdev

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import ndtri

from agent.replay import Asked, goal_of, replays, truth
from agent.replay_tables import Table, tables
from tools.selection.racing.board import Floats
from tools.selection.racing.policies import BY_METADATA, POLICIES, Setting
from tools.selection.racing.replay import Stored, replay

GOALS = ("best", "exchange", "cheapest")
FRACTIONS = (0.02, 0.05, 0.1, 0.2)
POOL = 10_000
LOAD = 30
# The latent correlation at which right answers of two models go together by 0.45 (phi).
_LATENT = 0.65
_DELTA = 0.05


def simulated(spec: str, seed: int = 0) -> Table:
    """Return a table with made-up answers, from `NAME=CSV:QUALITY:COST`."""
    name, rest = spec.split("=", 1)
    path, quality, cost = rest.rsplit(":", 2)
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[quality] and row[cost]]
    right = np.array([float(row[quality]) for row in rows])
    right = right / 100 if right.max() > 1 else right
    prices = np.array([float(row[cost]) for row in rows])
    rng = np.random.default_rng(seed)
    common = np.sqrt(_LATENT) * rng.normal(size=POOL)
    own = np.sqrt(1 - _LATENT) * rng.normal(size=(len(right), POOL))
    answers = (common + own < ndtri(right)[:, None]).astype(np.int8)
    return Table(f"{name} (simulated)", Stored(answers, prices, LOAD * prices))


def bound(stored: Stored, goal: str) -> float:
    """Return the paired bound on the cost of a certificate, as a share of brute force."""
    answers = stored.everything
    _, accepted = truth(stored, goal, 1.0)
    shares = [_bound_for(w, answers, stored, goal) for w in np.flatnonzero(accepted)]
    return min(shares) / stored.brute_force


def _bound_for(w: int, answers: NDArray[np.int8], stored: Stored, goal: str) -> float:
    pool, price = stored.pool, stored.per_example
    right = answers.sum(axis=1).astype(float)
    only = np.zeros(len(right), dtype=bool)
    only[w] = True
    made = goal_of(goal, price, 1.0)
    stakes = made.stakes(right, only, pool)
    top = int(right.argmax())
    needed = np.zeros(len(right))
    for j in range(len(right)):
        rival, lead = (top if stakes.kind[j] else w), int(stakes.lead[j])
        if j == w or right[rival] + lead > pool or (j == rival and stakes.kind[j]):
            continue
        n = _needed(answers[j], answers[rival], lead, pool)
        needed[j], needed[rival] = max(needed[j], n), max(needed[rival], n)
    asked = needed > 0
    return float((needed * price).sum() + stored.load[asked].sum())


def _needed(mine: NDArray[np.int8], rivals: NDArray[np.int8], lead: int, pool: int) -> float:
    """Return how many examples a bet needs at its best growth."""
    difference = mine.astype(int) - rivals
    won, lost = (difference == 1).mean(), (difference == -1).mean()
    at = lead / pool
    if won - lost >= at:
        return float(pool)

    def shrinkage(stake: float) -> float:
        growth = won * np.log1p(stake * (at - 1)) + lost * np.log1p(stake * (at + 1))
        return -float(growth + (1 - won - lost) * np.log1p(stake * at))

    most = 1 / (1 - at) - 1e-9
    best = -minimize_scalar(shrinkage, bounds=(0, most), method="bounded").fun
    m = (1 - 2 * _DELTA) * np.log((1 - _DELTA) / _DELTA) / max(best, 1e-12)
    return float(m / (1 + m / pool))


def certified(found: Sequence[Table], orders: int) -> None:
    """Print what certificates cost, and how many were wrong."""
    print("| table | goal | median cost | 90 % of races under | bound | ratio | wrong |")
    print("|---|---|---|---|---|---|---|")
    ratios = []
    for goal in GOALS:
        for one in replays(found, Asked(goal=goal, orders=orders)):
            table = next(table for table in found if table.name == one.table)
            least = bound(table.stored, goal)
            ratios.append((goal, one.cost_fraction / least))
            high = float(np.quantile([run.cost_fraction for run in one.runs], 0.9))
            print(
                f"| {one.table} | {goal} | {one.cost_fraction:.3f} | {high:.3f} | {least:.3f} "
                f"| {ratios[-1][1]:.2f} | {one.wrong} of {orders} |",
                flush=True,
            )
    for goal in GOALS:
        own = [ratio for name, ratio in ratios if name == goal]
        print(f"{goal}: {geometric_mean(own):.2f} times the bound (geometric mean)")


def budgets(found: Sequence[Table], orders: int, policies: Sequence[str]) -> None:
    """Print the mean regret of each policy at each budget, and where the race was worse."""
    policies = policies or [name for name in POLICIES if name not in (*BY_METADATA, "certified")]
    for goal in GOALS:
        print(f"\n| {goal}: table | policy | {' | '.join(f'{f:.0%}' for f in FRACTIONS)} | mean |")
        print("|---|---|---|---|---|---|---|")
        everything: dict[str, list[Floats]] = {name: [] for name in policies}
        for table in found:
            for name in policies:
                everything[name].append(regrets(table, name, goal, orders))
                _print_row(table.name, name, everything[name][-1])
        pooled = {name: np.mean(over_tables, axis=0) for name, over_tables in everything.items()}
        for name in policies:
            _print_row("all", name, pooled[name])
        for table, of_race in zip(found, everything.get("race", []), strict=False):
            within = (of_race[FRACTIONS.index(0.05)] <= 1.0 + 1e-9).mean()
            print(f"  race within 1 point at 5 %: {within:.2f} of {table.name}")
        for name in policies if "race" in policies else ():
            _compare(name, pooled["race"] - pooled[name])


def regrets(table: Table, policy: str, goal: str, orders: int) -> Floats:
    """Return the regrets of a policy in points `(budgets, orders)`."""
    runs = []
    for fraction in FRACTIONS:
        asked = Asked(policies=(policy,), goal=goal, budget_fraction=fraction, orders=orders)
        runs.append([run.regret_points for run in next(iter(replays([table], asked))).runs])
    return np.array(runs)


def _print_row(table: str, policy: str, found: Floats) -> None:
    shown = " | ".join(f"{regret:.2f}" for regret in found.mean(axis=1))
    print(f"| {table} | {policy} | {shown} | {found.mean():.2f} |", flush=True)


def _compare(policy: str, further: Floats) -> None:
    """Say at which budgets the race's regret, over all tables, was larger by a standard error."""
    for fraction, differences in zip(FRACTIONS, further, strict=True):
        error = stdev(differences) / len(differences) ** 0.5 if len(differences) > 1 else 0.0
        if mean(differences) > error:
            print(
                f"  worse than {policy} at {fraction:.0%}: {mean(differences):.2f} points, "
                f"standard error {error:.2f}"
            )


def speed() -> None:
    """Print the CPU time and peak memory of certified races on made-up tables of three sizes."""
    for examples, models in ((872, 97), (10_000, 122), (10_000, 1_000)):
        rng = np.random.default_rng(0)
        common = rng.normal(size=examples) * 0.8
        own = rng.normal(size=(models, examples)) * 0.6
        right = ndtri(rng.beta(8, 3, size=models))[:, None]
        stored = Stored(
            (common + own < right).astype(np.int8),
            10 ** rng.uniform(-1, 0.7, models),
            np.full(models, 30.0),
        )
        for goal in GOALS:
            began = time.process_time()
            made = goal_of(goal, stored.per_example, 1.0)
            played = replay(POLICIES["certified"](Setting(made, _DELTA, 0)), stored)
            took = time.process_time() - began
            status = Path("/proc/self/status").read_text(encoding="ascii")
            peak = int(status.split("VmHWM:")[1].split()[0]) / 2**20
            share = played.board.spent / stored.brute_force
            print(
                f"{examples:6} x {models:4} {goal:8} {took:6.2f} s of CPU, "
                f"{share:.3f} of brute force, process peak {peak:.2f} GiB",
                flush=True,
            )


def main() -> None:
    """Run one of the three."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("certified", "budgets", "speed"))
    parser.add_argument("tables", type=Path, nargs="?")
    parser.add_argument("--orders", type=int, default=0)
    parser.add_argument("--policy", action="append", default=[], help="of budgets, once for each")
    parser.add_argument("--simulate", action="append", default=[], metavar="NAME=CSV:QUALITY:COST")
    chosen = parser.parse_args()
    if chosen.what == "speed":
        speed()
        return
    found = tables(chosen.tables, None, None) if chosen.tables else []
    found += [simulated(spec) for spec in chosen.simulate]
    if chosen.what == "certified":
        certified(found, chosen.orders or 200)
    else:
        budgets(found, chosen.orders or 40, chosen.policy)


if __name__ == "__main__":
    main()
