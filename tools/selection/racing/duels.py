"""The certified race on a pool that one model can afford to answer whole.

Whoever has answered everything is known exactly. The best of these sets a bar for each other
model, and a model is out once it is shown to have fewer right answers than its bar. That is
enough for a certificate: were it wrong, then one certain model, the truly best one (of the goal
`cheapest`: also the cheapest that is truly near it), would have been excluded although it reaches
its bar, and has reached every bar of its kind before, as bars only rise. The bet against that
one model is lost with a chance of at most delta; how many others there are does not matter.
docs/decisions/0012-what-is-certified.md has the argument in full.
"""

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np

from tools.selection.racing.bets import Bets
from tools.selection.racing.board import Ask, Board, Bools, Floats, Ground, Ints, Outcome
from tools.selection.racing.difficulty import Fit, fit
from tools.selection.racing.goals import Goal
from tools.selection.racing.prospects import Prospects, looked_at_again, prospects
from tools.selection.racing.wagers import draw, log_growth

# Answers between two fits, over all models: so many, or one for each model.
_REFIT = 192
# Answers between two thoughts about whom to complete next.
_RETHINK = 96
# Examples that a model answers on the way to the whole pool before others are looked at again.
_STRIDE = 128
# Of those that could be completed next, how many are thought through.
_CONTENDERS = 6
_HALF = 2.5


@dataclass(frozen=True)
class Bars:
    """The choice among complete models, and how many right answers would make each other matter."""

    choice: int
    rival: Ints
    least: Ints
    kind: Ints


@dataclass
class Duels:
    """A race against whoever has answered everything."""

    board: Board
    goal: Goal
    delta: float
    rng: np.random.Generator
    smallest: int = 8
    bets: Bets = field(init=False)
    noted: Bools = field(init=False)
    seen: Fit | None = None
    ahead: Prospects | None = None
    since: int = 0
    unthought: int = _RETHINK

    def __post_init__(self) -> None:
        self.bets = Bets(self.board.models, self.goal.shares, self.delta)
        self.noted = np.zeros(self.board.models, dtype=bool)

    def play(self) -> Generator[Ask, None, Outcome]:
        """Yield asks until every model is complete or excluded."""
        while True:
            complete: Bools = self.board.asked == self.board.pool
            if not complete.any():
                yield from self._asked(self._onwards(self._cheapest_to_complete(self._prospects())))
                continue
            bars = self._bars(self.board.right.astype(float), complete)
            self.bets.move(bars.least, bars.kind, ~complete)
            open_ = self._open(bars, complete)
            if not len(open_):
                return Outcome(bars.choice, certified=True)
            ahead = self._prospects()
            leader = self._worth_completing(ahead, bars, open_, complete)
            if leader is not None:
                yield from self._asked(self._onwards(leader))
            else:
                yield from self._duel(ahead, bars, open_)

    def _prospects(self) -> Prospects:
        if self.ahead is None or self.since >= max(_REFIT, self.board.models):
            self.seen = fit(self.board.answers, self.seen, sweeps=2 if self.seen else 12)
            self.ahead, self.since = prospects(self.board, self.seen), 0
        return self.ahead

    def _asked(self, ask: Ask) -> Generator[Ask, None, None]:
        yield ask
        self.since += len(ask.examples)
        self.unthought += len(ask.examples)
        if self.ahead is not None and self.seen is not None:
            looked_at_again(self.ahead, self.board, self.seen, ask.model)

    def _bars(self, right: Floats, complete: Bools) -> Bars:
        stakes = self.goal.stakes(right, complete, self.board.pool)
        least = np.round(right[stakes.rival]).astype(np.intp) + stakes.lead
        return Bars(stakes.choice, stakes.rival, np.maximum(least, 0), stakes.kind)

    def _open(self, bars: Bars, complete: Bools) -> Ints:
        """Return who may still reach its bar; note how the others left."""
        possible = self.board.right + self.board.pool - self.board.asked >= bars.least
        won = self.bets.won(bars.kind)
        out = ~complete & ~(possible & ~won)
        for model in map(int, np.flatnonzero(out & ~self.noted)):
            ground: Ground = "shown to be behind" if won[model] else "cannot catch up"
            self.board.exclude(model, int(bars.rival[model]), ground)
        self.board.readmit(map(int, np.flatnonzero(self.noted & ~out & ~complete)))
        self.noted = out
        return np.flatnonzero(~complete & ~out)

    def _onwards(self, model: int) -> Ask:
        unknown = np.flatnonzero(~self.board.known(model))
        return Ask(model, self.rng.permutation(unknown)[:_STRIDE])

    def _duel(self, ahead: Prospects, bars: Bars, open_: Ints) -> Generator[Ask, None, None]:
        """Draw for whoever is most likely to reach its bar."""
        assert self.seen is not None
        model = int(open_[ahead.reach(bars.least)[open_].argmax()])
        kind = int(bars.kind[model])
        unknown = np.flatnonzero(~self.board.known(model))
        chances = self.seen.chances(model)[unknown]
        likely = ahead.draws(bars.least, self.bets.to_go(bars.kind))[model]
        n = int(np.clip(np.ceil(likely / _HALF), self.smallest, _STRIDE))
        drawn = draw(self.rng, unknown, chances, n, float(ahead.doubt[model]))
        needed = int(bars.least[model] - self.board.right[model])
        yield from self._asked(Ask(model, drawn.examples))
        right = self.board.answers[model, drawn.examples].astype(float)
        self.bets.settle(model, kind, log_growth(drawn, right, needed))

    def _cheapest_to_complete(self, ahead: Prospects) -> int:
        """Return the first to complete: with whom the whole race is expected to cost least."""
        nobody = np.zeros(self.board.models, dtype=bool)
        tried = self._contenders(ahead, np.arange(self.board.models))
        return min(tried, key=lambda model: self._bill(ahead, model, nobody))

    def _worth_completing(
        self, ahead: Prospects, bars: Bars, open_: Ints, complete: Bools
    ) -> int | None:
        """Return who is to be completed next because the rest is expected to cost less then.

        Nobody, until enough was answered since this was thought through the last time.
        """
        if self.unthought < _RETHINK:
            return None
        self.unthought = 0
        as_it_is = self._rest(ahead, bars, open_)
        bills = {
            model: self._bill(ahead, model, complete) for model in self._contenders(ahead, open_)
        }
        best = min(bills, key=lambda model: bills[model])
        return best if bills[best] < as_it_is else None

    def _contenders(self, ahead: Prospects, among: Ints) -> list[int]:
        value = self.goal.value(ahead.right, self.board.pool)[among]
        return [int(model) for model in among[np.argsort(-value, kind="stable")[:_CONTENDERS]]]

    def _bill(self, ahead: Prospects, model: int, complete: Bools) -> float:
        """Return what completing a model and then the rest would cost, if it is as expected."""
        with_it = complete.copy()
        with_it[model] = True
        bars = self._bars(ahead.right, with_it)
        rest = np.flatnonzero(~with_it)
        own = self.board.price(model, int(ahead.unknown[model]))
        return own + self._rest(ahead, bars, rest)

    def _rest(self, ahead: Prospects, bars: Bars, rest: Ints) -> float:
        draws = ahead.draws(bars.least, self.bets.to_go(bars.kind))
        load = np.where(self.board.loaded | (draws == 0), 0.0, self.board.load)
        return float((load + draws * self.board.per_example)[rest].sum())
