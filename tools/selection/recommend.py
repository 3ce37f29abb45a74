"""Says which measured candidate to use, and why: the greenest that is good enough.

The choice is the best score among those that surely meet every limit. A better-scoring one that
may meet them is named beside it, with what deciding it would take. Where none surely does, the
best that may is given as such; where none may, the nearest, and what it misses.
"""

from collections.abc import Sequence

from tools.domain import Candidate, Evidence, Preferences, Recommendation, Requirements, Standing
from tools.selection.facts import (
    comparison_sentence,
    deciding_sentence,
    name,
    standing_sentence,
)
from tools.selection.limits import judgements
from tools.selection.paired import compare
from tools.selection.pareto import front
from tools.selection.score import common_qualities, score


def recommend(
    evidence: Sequence[Evidence], requirements: Requirements, preferences: Preferences
) -> Recommendation:
    """Return the recommendation that follows from the evidence, one item per candidate.

    `certified` is None: looking at an interval after every batch makes it optimistic, so nothing
    is certified before intervals hold at every look.
    """
    standings = standings_of(evidence, requirements, preferences)
    by_candidate = {e.candidate: e for e in evidence}
    chosen = next((s for s in standings if s.verdict == "met"), None)
    may_meet = [s for s in standings if s.verdict == "unsure"]
    if chosen is not None:
        unsure = [s for s in may_meet if s.score > chosen.score]
        feasible = True
    else:
        chosen, unsure, feasible = next(iter(may_meet), None), [], False
    nearest = None if chosen else _nearest(standings, evidence, requirements)
    open_questions = unsure if feasible else [chosen] if chosen else []
    return Recommendation(
        chosen=chosen.candidate if chosen else None,
        feasible=feasible,
        standings=standings,
        unsure=tuple(unsure),
        nearest=nearest,
        front=front(evidence, common_qualities(evidence, preferences)),
        certified=None,
        reasons=tuple(_reasons(standings, chosen or nearest, by_candidate, preferences)),
        undecided=tuple(
            deciding_sentence(judgement, by_candidate[s.candidate].measurement, requirements)
            for s in open_questions
            for judgement in judgements(by_candidate[s.candidate].measurement, requirements)
            if judgement.verdict == "unsure"
        ),
    )


def standings_of(
    evidence: Sequence[Evidence], requirements: Requirements, preferences: Preferences
) -> tuple[Standing, ...]:
    """Return where each candidate stands, best score first; equal scores by name."""
    qualities = common_qualities(evidence, preferences)
    standings = []
    for e in evidence:
        judged = judgements(e.measurement, requirements)
        standings.append(
            Standing(
                candidate=e.candidate,
                score=score(e.measurement, preferences, quality=qualities[e.candidate]),
                verdicts={j.limit: j.verdict for j in judged},
                reason=standing_sentence(judged),
            )
        )
    return tuple(sorted(standings, key=lambda s: (-s.score, s.candidate.key)))


def _nearest(
    standings: Sequence[Standing], evidence: Sequence[Evidence], requirements: Requirements
) -> Standing | None:
    """Return what misses least: the fewest halvings from the limits, summed over them."""
    missed = {
        e.candidate: sum(j.halvings_missed for j in judgements(e.measurement, requirements))
        for e in evidence
    }
    return min(standings, key=lambda s: missed[s.candidate], default=None)


def _reasons(
    standings: Sequence[Standing],
    first: Standing | None,
    evidence: dict[Candidate, Evidence],
    preferences: Preferences,
) -> list[str]:
    if first is None:
        return ["Nothing was measured."]
    alike = [s for s in standings if s.verdict == first.verdict]
    what = {
        "met": f"has the best score of the {len(alike)} that surely meet every limit",
        "unsure": f"has the best score of the {len(alike)} that may meet every limit",
        "missed": "comes nearest to the limits, which none can meet",
    }[first.verdict]
    reasons = [f"{name(first.candidate)} {what}.", first.reason]
    after = standings[standings.index(first) + 1 :]
    runner_up = next((s for s in after if s.verdict != "missed"), None)
    if runner_up is not None and first.verdict != "missed":
        versus = compare(evidence[first.candidate], evidence[runner_up.candidate], preferences)
        reasons.append(comparison_sentence(versus))
    answered = {len(e.correct) for e in evidence.values()}
    if len(standings) > 1 and len(answered) == 1:
        reasons.append(f"All {len(standings)} answered the same {answered.pop()} examples.")
    return reasons
