"""Answers "what if latency matters more?" from what was measured."""

from agent import race_words, sentences, words
from agent.evidence import Known
from agent.explain import called
from agent.extract.followup import Direction
from agent.report import named
from tools.domain import Preferences, Priority
from tools.selection.flips import flips
from tools.selection.preferences import emphasised
from tools.selection.whatif import WhatIf, what_if

_HOW: dict[Direction, str] = {
    "more": "matters more",
    "less": "matters less",
    "not": "does not matter",
}


def supposed(priority: Priority, direction: Direction, known: Known) -> str:
    """Return what would be chosen if something mattered more, less or not at all."""
    after = _weighed(priority, direction, known.preferences)
    found = what_if(known.facts, before=known.preferences, after=after)
    flip = race_words.would_flip(flips(known.facts, found.before, known.preferences))
    return _in_words(f"{priority} {_HOW[direction]}", found, after) + (f" {flip}" if flip else "")


def _weighed(priority: Priority, direction: Direction, preferences: Preferences) -> Preferences:
    if direction == "not" and priority != "quality":
        return preferences.model_copy(update={priority: 0.0})
    factor = 0.25 if direction == "less" else 4.0
    return emphasised(preferences, priority, factor=factor)


def _in_words(supposition: str, found: WhatIf, after: Preferences) -> str:
    rates = ", ".join(
        f"{cost} {words.significant(rate, 2)}" for cost, rate in after.model_dump().items()
    )
    rule = f"Points of quality given up to halve each cost, then: {rates}. Nothing was measured."
    now = found.after.chosen
    if now is None:
        return f"Then, too, no measured candidate meets the limits. {rule}"
    if not found.changes:
        return f"{called(named(now))} stays the choice if {supposition}. {rule}"
    versus = found.versus or found.after.versus
    why = sentences.comparison(versus) if versus else "Nobody else meets the limits."
    return f"If {supposition}, the choice is {called(named(now))}. {why} {rule}"
