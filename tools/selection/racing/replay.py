"""Plays a policy over stored answers, which are handed out one ask at a time and charged for."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from tools.selection.racing.board import Answers, Ask, Board, Floats, Outcome, Policy


class Stored:
    """Answers that were given before, and what they cost; a policy never holds one of these."""

    def __init__(self, right: Answers, per_example: Floats, load: Floats) -> None:
        """Keep `(models, examples)` answers, 1 right and 0 wrong, and prices `(models,)`."""
        self.__right = right
        self.per_example = per_example
        self.load = load

    @property
    def pool(self) -> int:
        """How many examples there are."""
        return int(self.__right.shape[1])

    @property
    def brute_force(self) -> float:
        """What every model on every example costs, with one load of each."""
        return float((self.load + self.pool * self.per_example).sum())

    @property
    def everything(self) -> Answers:
        """All answers: the truth that a replay is judged by."""
        return self.__right.copy()

    @property
    def quality(self) -> Floats:
        """The truth that a replay is judged by: each model's share of right answers."""
        found: Floats = self.__right.mean(axis=1)
        return found

    def answers(self, ask: Ask) -> Answers:
        """Hand out what was asked for."""
        found: Answers = self.__right[ask.model, ask.examples]
        return found.copy()


Ended = TypeVar("Ended")


def played(play: Generator[Ask, None, Ended], board: Board, stored: Stored) -> Ended | None:
    """Hand out what is asked for until a play ends; None where it asks for more than it can pay."""
    try:
        ask = next(play)
        while board.affords(ask.model, int((~board.known(ask.model)[ask.examples]).sum())):
            board.enter(ask, stored.answers(ask))
            ask = next(play)
    except StopIteration as end:
        ended: Ended = end.value
        return ended
    return None


@dataclass(frozen=True)
class Replay:
    """What a policy chose, and the board that it left behind."""

    board: Board
    outcome: Outcome


def replay(policy: Policy, stored: Stored, *, budget: float = np.inf) -> Replay:
    """Let a policy play until it ends or asks for more than the budget pays.

    Args:
        policy: sees the board only.
        stored: the answers.
        budget: in the unit of the prices.

    """
    board = Board.empty(stored.pool, stored.per_example, stored.load, budget=budget)
    ended = played(policy.play(board), board, stored)
    return Replay(board, ended or Outcome(policy.choose(board), certified=False))
