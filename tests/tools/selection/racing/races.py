"""Made-up tables of answers for races, and what is true of them."""

import numpy as np
from scipy.special import ndtri

from agent.replay import goal_of, truth
from tools.selection.racing.policies import POLICIES, Setting
from tools.selection.racing.replay import Stored, replay


def answers(qualities, pool, rng, *, likeness=0.6):
    """Return answers of models whose difficulties are common, with exact numbers of right ones."""
    common = rng.normal(size=pool)
    rows = []
    for quality in qualities:
        own = np.sqrt(likeness) * common + np.sqrt(1 - likeness) * rng.normal(size=pool)
        row = np.zeros(pool, dtype=np.int8)
        row[np.argsort(own)[: round(quality * pool)]] = 1
        rows.append(row)
    return np.array(rows)


def noisy(qualities, pool, rng, *, likeness=0.6):
    """Return answers whose numbers of right ones are near the qualities only."""
    common = rng.normal(size=pool)
    own = np.sqrt(1 - likeness) * rng.normal(size=(len(qualities), pool))
    bars = ndtri(np.clip(qualities, 1e-6, 1 - 1e-6))[:, None]
    return (np.sqrt(likeness) * common + own < bars).astype(np.int8)


def stored(right, costs=None):
    costs = np.ones(len(right)) if costs is None else np.asarray(costs, dtype=float)
    return Stored(right, costs, 3 * costs)


def run(policy, table, goal="best", *, seed=0, delta=0.05, epsilon=1.0, budget=np.inf):
    """Return the replay, and whether its choice is one that the goal accepts."""
    setting = Setting(goal_of(goal, table.per_example, epsilon), delta, seed)
    found = replay(POLICIES[policy](setting), table, budget=budget)
    _, accepted = truth(table, goal, epsilon)
    return found, found.outcome.chosen is not None and bool(accepted[found.outcome.chosen])
