"""What follows from the evidence of a search: the recommendation, with its certificate if any."""

from agent.evidence import Known
from tools.domain import Recommendation
from tools.selection.contest import Contest
from tools.selection.recommend import recommend


def concluded(known: Known, contest: Contest) -> Recommendation:
    """Recommend what the evidence supports; certify it where the race decided as much."""
    verdict = recommend(known.evidence, known.request.requirements, known.preferences)
    if verdict.chosen is None:
        return verdict
    certificate = contest.certificate(verdict.chosen)
    return verdict.model_copy(update={"certificate": certificate})
