"""What follows where something is changed: limits, budget, data. Nothing is measured here."""

from langgraph.graph import END

from agent import replies, words
from agent.conclusion import concluded
from agent.effort import Effort
from agent.elsewhere import is_dropped_for_good, to_judge_anew
from agent.events import tell, this_thread
from agent.evidence import Known
from agent.explain import explanation
from agent.extract import FollowUp
from agent.merging import merged
from agent.nodes.search import listed
from agent.readback import no_place, understood
from agent.reporting import build, dumped
from agent.services import Services
from agent.state import AFRESH, State
from agent.survivors import remembered
from tools.domain import Budget, Listing, Origin, Request, Requirements, Spent
from tools.selection.preferences import preferences_of


def changed(meant: FollowUp, state: State, known: Known, *, services: Services) -> State:
    """Draw the conclusion again under changed limits, from what is stored."""
    asked = meant.request or Request()
    request = merged(asked, known.request, lifted=meant.lifted)
    if meant.percentile is not None:
        needs = request.requirements.model_copy(update={"latency_percentile": meant.percentile})
        request = request.model_copy(update={"requirements": needs})
    after = under(request, state, known, services=services)
    if "place" in asked.unsure:
        nowhere = no_place(asked.requirements.origins["place"].words)
        after["answer"] = f"{nowhere}\n\n{after['answer']}"
    return after


def under(request: Request, state: State, known: Known, *, services: Services) -> State:
    """Draw the conclusion again as another request asks, from what is stored."""
    scenario = known.scenario.model_copy(update={"metric": request.metric or "accuracy"})
    listings = judged_anew(request, known, services)
    effort = Effort(own_cpu_s=services.own_cpu.taken(this_thread()))
    after: State = {
        **state,
        **to_go_back_to(request, state, known),
        "request": request.model_dump(mode="json"),
        "scenario": scenario.model_dump(mode="json"),
        "preferences": preferences_of(request.requirements).model_dump(mode="json"),
        "listings": [listing.model_dump(mode="json") for listing in listings],
        "spent": Spent().model_dump(mode="json"),
        "effort": effort.model_dump(mode="json"),
        "asked_before": None,
    }
    now = Known(after, services)
    after["stored"] = now.answered
    contest = now.contest(Budget(), [], state.get("opened"))
    report = build(now, after, concluded(now, contest), services, contests=(contest,))
    text = explanation(report, services.place_of(request))
    return {**after, "report": dumped(report), "answer": text, "next": END}


def to_go_back_to(request: Request, state: State, known: Known) -> State:
    """Return the present request as what a change can be taken back to, if it is one."""
    return {"before": state["request"]} if request != known.request else {}


def lifted(meant: FollowUp, state: State, known: Known, *, services: Services) -> State:
    """Draw the conclusion again without the limits that are taken back."""
    needs = known.request.requirements
    gone = [name for name in meant.lifted if getattr(needs, name) is not None]
    if not gone:
        said = words.listed([words.LIMITS[name][0] for name in meant.lifted])
        return {"answer": f"There is no limit on {said}, so nothing changes."}
    return changed(FollowUp(kind="lifted", lifted=tuple(gone)), state, known, services=services)


def judged_anew(request: Request, known: Known, services: Services) -> list[Listing]:
    """Return the candidates of a search under other limits: some go, and some come back."""
    found = listed(request, known.scenario.dataset, services, to_judge_anew(known.listings))
    listings = [
        one for one in found if one.candidate in known.estimates or is_dropped_for_good(one)
    ]
    stored = [one.candidate for one in known.listings]
    return [*listings, *remembered(listings, stored, services)]


def relative(meant: FollowUp, state: State, known: Known, *, services: Services) -> State:
    """Hold the candidates against a share of what the choice takes now."""
    assert meant.priority is not None
    assert meant.share is not None
    limit = replies.relative_limit(meant.priority, meant.share, known)
    if limit is None:
        return {"answer": "Nothing was chosen yet that this could be a share of. Name an amount."}
    name, bound = limit
    origin = Origin(source="said", words=state["said"].get("text", ""))
    needs = Requirements.model_validate({name: bound, "origins": {name: origin}})
    limited = meant.model_copy(update={"request": Request(requirements=needs)})
    what, say = words.LIMITS[name]
    after = changed(limited, state, known, services=services)
    return {**after, "answer": f"That is at most {say(bound)} of {what}.\n\n{after['answer']}"}


def more_budget(meant: FollowUp, state: State, known: Known, *, services: Services) -> State:
    """Add time or what else was granted; what was not spoken of is limited as before."""
    granted = meant.request.budget.model_dump(exclude_none=True) if meant.request else {}
    granted = {"wall_s": services.settings.search_wall_s, **granted}
    budget = known.request.budget.model_copy(update=granted)
    left = Budget.model_validate(state["budget"]).model_copy(update=granted)
    return {
        "request": known.request.model_copy(update={"budget": budget}).model_dump(mode="json"),
        "budget": left.model_dump(mode="json"),
        "spent": Spent().model_dump(mode="json"),
        "designing": None,
        "effort": {},
        "unfinished": [],
        "accepted": meant.request is not None,
        "goes_on": True,
        "asked_before": None,
        "next": "plan",
    }


def on_other_data(meant: FollowUp, state: State, known: Known) -> State:
    """Search anew for the same need and what was said besides, on other examples."""
    request = known.request
    if meant.request is not None:
        request = merged(meant.request, request)
        tell("note", text=understood(request))
    request = request.model_copy(update={"dataset": None})
    return {
        **AFRESH,
        "before": state["request"],
        "said": {**state["said"], "data": meant.data, "asks_again": True, "may_stay": True},
        "request": request.model_dump(mode="json"),
        "next": "clarify",
    }
