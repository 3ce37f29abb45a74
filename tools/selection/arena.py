"""Lays a race's evidence out as arrays, for the engine in `racing`.

The goal is a score within one point of the highest that is to be had.
"""

from math import ceil

import numpy as np

from tools.selection.limits import could_be_met
from tools.selection.race import Entry, Race
from tools.selection.racing.board import UNKNOWN, Board, Bools, Floats, Ints
from tools.selection.racing.goals import Exchange
from tools.selection.racing.resampled import Resampled
from tools.selection.racing.shared import Shared
from tools.selection.score import penalty

EPSILON = 1.0
DELTA = 0.05
# How many of the first answers decide nothing but how the error is dealt out.
OPENING = 16


def way(race: Race, opened: Bools) -> Shared:
    """Return how a race is decided: by bets, or by a bootstrap where quality is macro-F1.

    Args:
        race: as it stands.
        opened: by entry, who took part in the first batch.

    """
    board, goal = _board(race), Exchange(_penalties(race), EPSILON)
    order, opening = np.arange(race.pool), min(OPENING, race.pool)
    opened = opened & board.loaded
    out = np.array([not _may_be_chosen(race, entry) for entry in race.entries], dtype=bool)
    if race.expected:
        right, said = np.array(race.expected), _predicted(race)
        return Resampled(
            *(board, goal, DELTA, order, opening, opened, out),
            expected=right,
            said=said,
            classes=right,
        )
    needs = race.requirements.min_quality
    least = ceil(needs * race.pool - 1e-9) if needs else 0
    return Shared(board, goal, DELTA, order, opening, opened, out, least)


def _board(race: Race) -> Board:
    """Return the answers as a board; of the prices only their order counts on it."""
    answers = np.full((len(race.entries), race.pool), UNKNOWN, dtype=np.int8)
    for place, entry in enumerate(race.entries):
        if (known := race.known.get(entry.candidate)) is not None:
            answers[place, : len(known.correct)] = known.correct
    by_price = sorted(range(len(answers)), key=lambda place: race.dearness(race.entries[place]))
    ranks = np.argsort(by_price).astype(float)
    return Board(answers, per_example=ranks, load=np.zeros(len(answers)))


def _predicted(race: Race) -> Ints:
    """Return the classes that everybody said `(models, pool)`, -1 where nothing yet."""
    found = np.full((len(race.entries), race.pool), UNKNOWN, dtype=np.intp)
    for place, entry in enumerate(race.entries):
        known = race.known.get(entry.candidate)
        if known is not None and known.classes is not None:
            found[place, : len(known.correct)] = known.classes.predicted
    return found


def _penalties(race: Race) -> Floats:
    """Return the points that costs take: as measured, else the least that is plausible."""
    return np.array(
        [
            penalty(race.known[entry.candidate].measurement, race.preferences)
            if entry.candidate in race.known
            else entry.least_penalty
            for entry in race.entries
        ]
    )


def _may_be_chosen(race: Race, entry: Entry) -> bool:
    """Say whether a candidate did not fail, misses no limit, and can be sure to meet them here."""
    if entry.candidate in race.failed:
        return False
    n, verdict = race.answered(entry), race.verdict(entry)
    if n == 0 or verdict != "unsure":
        return verdict != "missed"
    judged = race.standings[entry.candidate].judgements
    return all(could_be_met(one, n, race.pool) for one in judged)
