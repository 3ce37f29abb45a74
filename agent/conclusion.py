"""What follows from the evidence of a search: the recommendation, with its certificate if any."""

from agent.evidence import Known
from tools.domain import Recommendation
from tools.selection.contest import Contest
from tools.selection.recommend import recommend


def concluded(known: Known, contest: Contest) -> Recommendation:
    """Recommend what the evidence supports; certify it where the race of models decided it."""
    verdict = recommend(known.evidence, known.request.requirements, known.preferences)
    if verdict.chosen is None:
        return verdict
    # What is certified is about models; a tactic is held against its own by intervals.
    certificate = contest.certificate(verdict.chosen.parent)
    return verdict.model_copy(update={"certificate": certificate})
