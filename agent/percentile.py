"""Holds the limit on latency at another percentile, and says whom too little is known of."""

from collections.abc import Iterator, Sequence

from agent import changes, words
from agent.evidence import Known
from agent.extract import FollowUp
from agent.services import Services
from agent.state import State
from tools.domain import Evidence, Measurement
from tools.selection.limits import SAMPLES_FOR

_LEAST, _MOST = 50, 99


def at_percentile(meant: FollowUp, state: State, known: Known, *, services: Services) -> State:
    """Draw the conclusion again with the stated latency at another percentile."""
    needs, percentile = known.request.requirements, meant.percentile
    if percentile is None or not _LEAST <= percentile <= _MOST:
        return {"answer": f"A limit on latency holds for p{_LEAST} (the median) to p{_MOST}."}
    if needs.max_latency_s is None:
        return {
            "answer": "There is no limit on latency, so a percentile changes nothing: say within "
            f"how many milliseconds p{percentile} must be."
        }
    limit = words.seconds(needs.max_latency_s)
    if needs.latency_percentile == percentile:
        return {"answer": f"The limit of {limit} is one on p{percentile} already."}
    changed = needs.model_copy(update={"latency_percentile": percentile})
    request = known.request.model_copy(update={"requirements": changed})
    after = changes.under(request, state, known, services=services)
    few = too_few(percentile, known.evidence, pool=known.scenario.dataset.n_test)
    said = [f"That is p{percentile} within {limit}.", *few]
    return {**after, "answer": f"{' '.join(said)}\n\n{after['answer']}"}


def too_few(percentile: int, evidence: Sequence[Evidence], *, pool: int) -> Iterator[str]:
    """Yield a sentence on those who gave too few answers for a percentile, if there are any.

    Args:
        percentile: which.
        evidence: what was measured.
        pool: how many examples there are, and so how many answers one can give.

    """
    at = min((p for p in SAMPLES_FOR if p >= percentile), default=None)
    few = [one for one in evidence if not _is_known(one.measurement, percentile)]
    if at is None or not few:
        return
    measured = words.counted(len(evidence), "measured candidate")
    there = (
        "`go on` measures more"
        if pool >= SAMPLES_FOR[at]
        else f"there are only {words.counted(pool, 'example')}, so none can have it"
    )
    yield (
        f"A bound on it takes at least {SAMPLES_FOR[at]} answers, and {len(few)} of {measured} "
        f"gave fewer: {there}."
    )


def _is_known(seen: Measurement, percentile: int) -> bool:
    if percentile <= _LEAST:
        return True
    return (seen.latency_p95_s if percentile <= 95 else seen.latency_p99_s) is not None
