"""Answers "what if latency matters more?" from what was measured."""

from agent import race_words, sentences, words
from agent.evidence import Known
from agent.explain import called
from agent.extract import FollowUp
from agent.report import named
from tools.domain import Preferences
from tools.selection.flips import flips
from tools.selection.preferences import emphasised
from tools.selection.whatif import WhatIf, what_if


def supposed(meant: FollowUp, known: Known) -> str:
    """Return what would be chosen if something mattered more, less or not at all.

    Nothing where the message does not say what.
    """
    if meant.priority is None:
        return ""
    after = _weighed(meant, known.preferences)
    found = what_if(known.facts, before=known.preferences, after=after)
    flip = race_words.would_flip(flips(known.facts, found.before, known.preferences))
    return _in_words(meant, found, after) + (f" {flip}" if flip else "")


def _weighed(meant: FollowUp, preferences: Preferences) -> Preferences:
    assert meant.priority is not None
    if meant.direction == "not" and meant.priority != "quality":
        return preferences.model_copy(update={meant.priority: 0.0})
    factor = 0.25 if meant.direction == "less" else 4.0
    return emphasised(preferences, meant.priority, factor=factor)


def _in_words(meant: FollowUp, found: WhatIf, after: Preferences) -> str:
    rates = ", ".join(
        f"{cost} {words.significant(rate, 2)}" for cost, rate in after.model_dump().items()
    )
    rule = f"Points of quality given up to halve each cost, then: {rates}. Nothing was measured."
    now = found.after.chosen
    if now is None:
        return f"Then, too, no measured candidate meets the limits. {rule}"
    if not found.changes:
        return f"{called(named(now))} stays the choice if {_supposition(meant)}. {rule}"
    versus = found.versus or found.after.versus
    why = sentences.comparison(versus) if versus else "Nobody else meets the limits."
    return f"If {_supposition(meant)}, the choice is {called(named(now))}. {why} {rule}"


def _supposition(meant: FollowUp) -> str:
    how = {"more": "matters more", "less": "matters less", "not": "does not matter"}
    return f"{meant.priority} {how[meant.direction or 'more']}"
