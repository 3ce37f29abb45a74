"""Answers "what if latency matters more?" from what was measured."""

from agent import deciding, race_words, sentences, words
from agent.evidence import Known
from agent.explain import called
from agent.extract.weighing import Direction, Weighing
from agent.report import Supposed, named
from agent.state import State
from tools.domain import Preferences
from tools.selection.flips import flips
from tools.selection.preferences import alone, emphasised
from tools.selection.whatif import WhatIf, what_if

_HOW: dict[Direction, str] = {
    "more": "{} matters more",
    "less": "{} matters less",
    "not": "{} does not matter",
    "only": "nothing but {} matters",
}


def supposed(asked: Weighing, state: State, known: Known) -> tuple[str, Supposed]:
    """Return what would be chosen if something mattered more, less, not at all, or alone."""
    after = _weighed(asked, known.preferences)
    found = what_if(known.facts, before=known.preferences, after=after)
    undecided = deciding.deciding_now(
        known.preferring(after),
        found.after,
        unfinished=state.get("unfinished", []),
        opened=state.get("opened"),
    )
    now = found.after.chosen
    supposition = _said(asked)
    facts = Supposed(
        supposition=supposition,
        preferences=after,
        chosen=named(now) if now else None,
        changes=found.changes,
        undecided=undecided,
    )
    percentile = known.request.requirements.latency_percentile
    pool = known.scenario.dataset.n_test
    limits = sentences.open_questions(found.after, percentile=percentile, pool=pool)
    flip = race_words.would_flip(flips(known.facts, found.before, known.preferences))
    said = [_in_words(supposition, found, after), flip or "", *limits, deciding.in_words(undecided)]
    return " ".join(filter(None, said)), facts


def _said(asked: Weighing) -> str:
    if asked.factor is not None:
        return f"{asked.priority} counts {words.significant(asked.factor, 2)} times as much"
    return _HOW[asked.direction].format(asked.priority)


def _weighed(asked: Weighing, preferences: Preferences) -> Preferences:
    priority, direction = asked.priority, asked.direction
    if direction == "only":
        return alone(preferences, priority)
    if direction == "not" and priority != "quality":
        return preferences.model_copy(update={priority: 0.0})
    factor = asked.factor or (0.25 if direction == "less" else 4.0)
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
