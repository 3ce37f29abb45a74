"""The policies by name, as `greenrunner replay` and the benchmarks call them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tools.selection.racing.bandits import RULES, Bandit, Rule
from tools.selection.racing.board import Floats, Policy
from tools.selection.racing.budgeted import Budgeted
from tools.selection.racing.certified import Certified
from tools.selection.racing.goals import Goal
from tools.selection.racing.halving import BruteForce, Halving, Known

GENTLE = 1.5


@dataclass(frozen=True)
class Setting:
    """What a policy plays for: the goal, the error allowed, a seed, and what is known before.

    `known` holds numbers of which more is better, by the policy that picks by them.
    """

    goal: Goal
    delta: float
    seed: int
    known: Mapping[str, Floats] = field(default_factory=dict)


def _bandit(rule: Rule) -> Callable[[Setting], Policy]:
    return lambda setting: Bandit(rule, setting.goal, setting.seed)


def _known(name: str) -> Callable[[Setting], Policy]:
    return lambda setting: Known(setting.known[name])


# Those that pick by a number need it in `Setting.known`.
BY_METADATA = ("published-score", "most-downloaded", "smallest")

POLICIES: dict[str, Callable[[Setting], Policy]] = {
    "certified": lambda s: Certified(s.goal, s.delta, s.seed),
    "race": lambda s: Budgeted(s.goal, s.seed),
    "brute-force": lambda s: BruteForce(s.goal, s.seed),
    **{rule: _bandit(rule) for rule in RULES},
    "successive-halving": lambda s: Halving(s.goal, s.seed),
    "cheap-first-halving": lambda s: Halving(s.goal, s.seed, eta=GENTLE, cheap_first=True),
    **{name: _known(name) for name in BY_METADATA},
}
