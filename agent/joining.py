"""A model that was left out and is wanted all the same: it joins by a plan, or it is said why not.

What may be fetched is raised for it alone; the others stay as they were judged.
"""

from collections.abc import Sequence

from agent import replies, standings, words
from agent.elsewhere import to_judge_anew
from agent.events import tell
from agent.evidence import Known
from agent.extract import FollowUp
from agent.nodes.search import anew, dumped, listed
from agent.outlook import Guess
from agent.report import named
from agent.services import Services
from agent.state import State
from tools.domain import Budget, Listing, Spent


def joined(meant: FollowUp, state: State, known: Known, *, services: Services) -> State:
    """Lead to a plan in which a model takes part that was not measured, or say why that cannot be.

    `meant` names it, or those that may be meant.
    """
    model = meant.model
    if model is None:
        return {"answer": standings.rejected(None, meant.matches, known)}
    if (tried := _tried(model, known)) is not None:
        return {"answer": tried}
    found = _without_the_budget(model, known, services)
    joining = [one for one in found if not one.dropped and one.candidate in known.estimates]
    if not joining:
        why = next((one.dropped for one in found), "its files cannot be had here.")
        return {"answer": f"{model} cannot be measured for this: {why}"}
    plan = _plan(joining, state, known, services)
    after: State = {**state, **plan}
    contest = Known(after, services).contest(Budget.model_validate(plan["budget"]), [], None)
    wanted = {one.candidate for one in joining}
    if wanted.isdisjoint(entry.candidate for entry, _ in contest.answers_to_decide()):
        return {"answer": _in_vain(joining, known)}
    tell("note", text=_joins(model, joining))
    return plan


def _tried(model: str, known: Known) -> str | None:
    """Return what came of a model that was tried already; None where it was not."""
    own = [one.candidate for one in known.running if one.candidate.model == model]
    answers = max((known.answered.get(one.key, 0) for one in own), default=0)
    if not answers and not any(one in known.failures for one in own):
        return None
    said = standings.rejected(model, (model,), known)
    if not answers:
        return said
    pool = known.scenario.dataset.n_test
    more = " `go on` measures more where that may matter." if answers < pool else ""
    return f"{model} was measured already: {answers:,} of {pool:,} examples answered. {said}{more}"


def _without_the_budget(model: str, known: Known, services: Services) -> list[Listing]:
    """Return a model's listings as they would be judged if more could be fetched and tried."""
    freed = known.request.budget.model_copy(
        update={"downloads_bytes": None, "max_candidates": None}
    )
    request = known.request.model_copy(update={"budget": freed})
    again = to_judge_anew(known.listings)
    found = listed(request, known.scenario.dataset, services, again)
    return [one for one in found if one.candidate.model == model]


def _plan(joining: Sequence[Listing], state: State, known: Known, services: Services) -> State:
    """Return what leads to a plan with these, in the time of a search and what they must fetch."""
    freed = {one.candidate: one for one in joining}
    here = {one.candidate for one in known.listings}
    listings = [freed.get(one.candidate, one) for one in known.listings]
    listings += [one for one in joining if one.candidate not in here]
    left = Budget.model_validate(state["budget"])
    granted: dict[str, float] = {"wall_s": services.settings.search_wall_s}
    if left.downloads_bytes is not None:
        needed = max(one.model.download_bytes for one in joining)
        granted["downloads_bytes"] = max(left.downloads_bytes, needed)
    return {
        "listings": dumped(listings),
        "budget": left.model_copy(update=granted).model_dump(mode="json"),
        "spent": Spent().model_dump(mode="json"),
        "designing": None,
        "effort": {},
        **anew(),
        "accepted": False,
        "goes_on": True,
        "asked_before": None,
        "next": "plan",
    }


def _in_vain(joining: Sequence[Listing], known: Known) -> str:
    lines = [
        replies.estimated(
            Guess(
                named=named(one.candidate),
                estimate=known.estimates[one.candidate],
                answers_stored=0,
            )
        )
        for one in joining
    ]
    return "\n".join(
        [
            f"{joining[0].candidate.model} is not worth measuring: whatever it answered, it could "
            "not be the choice, by what is estimated of its costs and by your limits.",
            *lines,
        ]
    )


def _joins(model: str, joining: Sequence[Listing]) -> str:
    fetched = max(one.model.download_bytes for one in joining)
    price = f", for which {words.size(fetched)} must be fetched" if fetched else ""
    return f"{model} is to join the race{price}: the plan says what that would cost."
