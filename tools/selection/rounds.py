"""Rounds of a race whose budget pays for no certainty: ever fewer go on, the cheap first.

As `racing.budgeted`, but along the shared order, and priced in shares of what is left of whatever
is scarcest: as many join as three tenths of it let answer a few examples, then one in 1.75 goes on
from round to round. What finalists leave over goes to the next in line.
"""

from collections.abc import Collection
from math import ceil, log

import numpy as np
from pydantic import Field

from tools.domain import Candidate, Spent, Value
from tools.selection.arena import OPENING, way
from tools.selection.race import BATCH, Race, together
from tools.selection.racing.board import Board, Bools, Floats, Ints
from tools.selection.racing.budgeted import ETA, FOR_JOINING
from tools.selection.racing.difficulty import fit
from tools.selection.racing.halving import joining, round_length
from tools.selection.racing.prospects import prospects


class Round(Value):
    """How many examples each who goes on is to have answered at its end, by key."""

    goals: dict[str, int]
    left: int = Field(description="rounds after this one")


def next_round(
    race: Race, before: Round | None = None, *, gone: Collection[Candidate] = ()
) -> Round | None:
    """Return the round after another, or a first one; None where nobody can be paid any more.

    Args:
        race: as it stands.
        before: the round that has ended.
        gone: who need not go on.

    """
    held = way(race, np.zeros(len(race.entries), dtype=bool))
    assert held.out is not None
    board = _priced(race, held.board)
    able = ~held.out & (board.asked < race.pool) & _affordable(race, gone)
    if before is None or before.left == 0:
        by_price = np.lexsort((board.per_example, _unpromising(race)))
        by_price = by_price[able[by_price]]
        # Where nobody is that cheap, one is better than none.
        alive = joining(board, by_price, FOR_JOINING) if len(by_price) else by_price
        alive = alive if len(alive) else by_price[:1]
        rounds = ceil(log(max(len(alive), 1)) / log(ETA)) + 1
    else:
        right = held.likely(race.pool) * race.pool
        if not race.expected:
            right = prospects(board, fit(board.answers)).right
        alive, rounds = _survivors(held.goal.value(right, race.pool), race, before), before.left
        if not able[alive].any():
            return next_round(race, gone=gone)
        alive = alive[able[alive]]
    if not len(alive):
        return None
    # A set-up costs more than a batch, and fewer answers tell no p95.
    n = max(round_length(board, alive, board.budget / rounds), BATCH)
    goals = {
        race.entries[at].candidate.key: min(int(board.asked[at]) + n, race.pool) for at in alive
    }
    return Round(goals=goals, left=rounds - 1)


def _survivors(value: Floats, race: Race, before: Round) -> Ints:
    """Return the best of a round."""
    took_part = [at for at, one in enumerate(race.entries) if one.candidate.key in before.goals]
    best = sorted(took_part, key=lambda at: -value[at])
    return np.array(best[: max(1, ceil(len(best) / ETA))], dtype=np.intp)


def _unpromising(race: Race) -> Bools:
    """Say by entry who is expected to score less than another one, whatever of both comes true.

    That rests on other examples, so they stay in the race: others join it before them.
    """
    known = [(one.expected, one.least_penalty) for one in race.entries]
    highest = [100 * one.high - penalty if one else np.inf for one, penalty in known]
    lowest = [100 * one.low - penalty for one, penalty in known if one]
    return np.array(highest) < max(lowest, default=-np.inf)


def _affordable(race: Race, gone: Collection[Candidate]) -> Bools:
    """Say by entry whether it may go on, and a few more answers can be paid."""
    return np.array(
        [
            one.candidate not in gone
            and race.budget.affords(one.price(min(OPENING, race.pool - race.answered(one))))
            for one in race.entries
        ],
        dtype=bool,
    )


def _priced(race: Race, board: Board) -> Board:
    """Return the board with prices as shares of what is left; the budget is then 1."""
    scarcest = _scarcest(race)
    left = getattr(race.budget, scarcest) or 1.0
    per_example = [getattr(one.per_example, scarcest) / left for one in race.entries]
    load = [getattr(one.start, scarcest) / left for one in race.entries]
    return Board(board.answers, np.maximum(per_example, 1e-12), np.array(load), budget=1.0)


def _scarcest(race: Race) -> str:
    """Return what is left least of, against what everything would take."""
    total = together((one, race.pool - race.answered(one)) for one in race.running)
    left = race.budget.model_dump(include=set(Spent.model_fields), exclude_none=True)
    shares = {name: getattr(total, name) / max(have, 1e-9) for name, have in left.items()}
    return max(shares, key=lambda name: shares[name], default="energy_j")
