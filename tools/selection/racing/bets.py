"""How the bets of a race against complete models stand: one for each model and kind of bar."""

import numpy as np

from tools.selection.racing.board import Bools, Floats, Ints

# What a bet that begins anew may use of the error of the one before.
_ANEW = 0.2


class Bets:
    """Wealth by kind and model `(kinds, models)`, and the bar that each bet is about."""

    def __init__(self, models: int, shares: tuple[float, ...], delta: float) -> None:
        """Begin with nothing staked; each kind has its share of the error."""
        shape = (len(shares), models)
        self._levels = -np.log(delta * np.array(shares))
        self._bars = np.full(shape, -1, dtype=np.intp)
        self._log_wealth = np.zeros(shape)
        self._restarts = np.zeros(shape, dtype=np.intp)
        self._won = np.zeros(shape, dtype=bool)
        self._models = np.arange(models)

    def move(self, bars: Ints, kind: Ints, running: Bools) -> None:
        """Go on with bars that rose; begin anew, at a smaller error, with those that fell."""
        at = kind[running], self._models[running]
        fell = bars[running] < self._bars[at]
        self._log_wealth[at] = np.where(fell, 0.0, self._log_wealth[at])
        self._won[at] &= ~fell
        self._restarts[at] += fell
        self._bars[at] = bars[running]

    def won(self, kind: Ints) -> Bools:
        """Return of which models it is shown that they do not reach their bar."""
        found: Bools = self._won[kind, self._models]
        return found

    def to_go(self, kind: Ints) -> Floats:
        """Return how much the logarithm of each wealth must still grow; 0 where the bet is won."""
        at = kind, self._models
        level = self._levels[kind] - self._restarts[at] * np.log(_ANEW)
        left = np.where(self._won[at], 0.0, np.maximum(level - self._log_wealth[at], 0.0))
        found: Floats = left
        return found

    def settle(self, model: int, kind: int, grown: Floats) -> None:
        """Enter what each draw added to the logarithm of a wealth; it may win at any of them."""
        level = self._levels[kind] - self._restarts[kind, model] * np.log(_ANEW)
        path = self._log_wealth[kind, model] + np.cumsum(grown)
        self._log_wealth[kind, model] = path[-1]
        self._won[kind, model] |= bool((path >= level).any())
