"""Which of two measured candidates is worth asking about, and what an answer says of the rates.

Somebody's rates are known up to a factor: log-normal, with the rates that would be used as their
means. "Would you give up so much of this for so much of that?" cuts the possible rates in two, and
the score is linear in the rates, so what is chosen by the mean of those left is consistent with
every answer. The pair asked for is the one of greatest expected value of the answer: preference
elicitation by pairwise comparison (Chajewska, Koller & Parr, Making rational decisions using
adaptive utility elicitation, AAAI 2000).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import log

import numpy as np

from tools.domain import Candidate, Cost, Grade, Preferences, Requirements, Value
from tools.selection.preferences import preferences_of
from tools.selection.racing.board import Floats
from tools.selection.recommend import Facts
from tools.selection.score import RESOLUTION

# By what factor the rates of two people may differ, two times in three: ours, as nobody counted.
SPREAD, SPREAD_IF_NAMED, SPREAD_IF_ANSWERED = log(4.0), log(2.0), log(1.4)
_DRAWS = 4_096
# An answer that is foreseen is not worth a question, and too few draws say nothing.
_FORESEEN, _LEAST_DRAWS = 0.02, 64
# The price has no term in the score yet.
_COSTS = tuple(RESOLUTION)


class Swap(Value):
    """A rival in place of the choice: what somebody would give up, and what they would get."""

    choice: Candidate
    rival: Candidate
    points: float
    """Points of quality that the rival has more; negative where it has less."""
    halvings: dict[Cost, float]
    """How often each of the rival's costs is halved; negative where it is more."""
    gain: float
    """What the answer is worth, in points of the score."""


@dataclass(frozen=True)
class Belief:
    """What is believed of somebody's rates."""

    draws: Floats
    """Equally likely rates in points per halving, (draws, costs); the costs as in `RESOLUTION`."""
    rates: Preferences
    """The rates that are used now."""

    def after(self, swap: Swap, *, rather: bool) -> "Belief":
        """Return what is believed once somebody would, or would not, rather have the rival."""
        halvings = np.array([swap.halvings[cost] for cost in _COSTS])
        left = self.draws[(swap.points + self.draws @ halvings > 0) == rather]
        means: dict[str, float] = dict(zip(_COSTS, left.mean(axis=0).tolist(), strict=True))
        return replace(self, draws=left, rates=self.rates.model_copy(update=means))


def belief(requirements: Requirements) -> Belief:
    """Return what is believed before anything is asked: known rates as known, others about so."""
    rates = preferences_of(requirements)
    mean = np.array([getattr(rates, cost) for cost in _COSTS])
    spread = np.array([_spread(cost, requirements) for cost in _COSTS])
    normal = np.random.default_rng(0).standard_normal((_DRAWS, len(_COSTS)))
    return Belief(draws=mean * np.exp(spread * normal - spread**2 / 2), rates=rates)


def worth_a_swap(known: Facts, believed: Belief) -> Swap | None:
    """Return the rival whose comparison with the choice it is worth most to ask about.

    Only those are compared that surely meet the limits.
    """
    met = np.flatnonzero(known.grades == Grade.SURELY_MEETS).tolist()
    if len(met) < 2 or len(believed.draws) < _LEAST_DRAWS:
        return None
    halvings = np.array([known.halvings[cost] for cost in _COSTS])
    scores = (100.0 * known.qualities - believed.draws @ halvings)[:, met]
    own = int(known.scores(believed.rates)[met].argmax())
    gains = [_gain(scores, own, rival) for rival in range(len(met))]
    best = int(np.argmax(gains))
    if gains[best] <= 0:
        return None
    choice, rival = met[own], met[best]
    return Swap(
        choice=known.rows[choice].candidate,
        rival=known.rows[rival].candidate,
        points=float(100.0 * (known.qualities[rival] - known.qualities[choice])),
        halvings={c: float(h[choice] - h[rival]) for c, h in known.halvings.items()},
        gain=gains[best],
    )


def weighed(
    known: Facts,
    believed: Belief,
    ask: Callable[[Swap], bool | None],
    *,
    most: int,
    worth: float,
) -> Belief:
    """Ask which of two somebody would rather have, each where the answer is worth so many points.

    `ask` returns None where this is left to us, and then nothing more is asked. Returned is what
    is believed then.
    """
    for _ in range(most):
        swap = worth_a_swap(known, believed)
        if swap is None or swap.gain < worth:
            break
        rather = ask(swap)
        if rather is None:
            break
        believed = believed.after(swap, rather=rather)
    return believed


def _gain(scores: Floats, own: int, rival: int) -> float:
    """Return the expected gain in points of knowing which of two is better: scores (draws, n)."""
    better = scores[:, rival] > scores[:, own]
    share = float(better.mean())
    if not _FORESEEN < share < 1.0 - _FORESEEN:
        return 0.0
    then = share * scores[better].mean(axis=0).max()
    otherwise = (1.0 - share) * scores[~better].mean(axis=0).max()
    return float(then + otherwise - scores[:, own].mean())


def _spread(cost: Cost, requirements: Requirements) -> float:
    if cost in requirements.rates:
        origin = requirements.origins.get(f"rates.{cost}")
        return 0.0 if origin is not None and origin.source == "said" else SPREAD_IF_ANSWERED
    return SPREAD_IF_NAMED if cost in requirements.priorities else SPREAD
