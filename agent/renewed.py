"""What follows where it is changed how models are used, what may be spent, or where they run.

Such a change brings candidates in that were never priced, so it leads to a plan.
"""

from collections.abc import Sequence

from agent import changes, words
from agent.effort import Effort
from agent.elsewhere import to_judge_anew
from agent.events import tell, this_thread
from agent.evidence import Known, key_of
from agent.explain import called
from agent.extract import FollowUp
from agent.merging import merged
from agent.nodes.search import anew, dumped, listed
from agent.nodes.understand import on_a_device
from agent.proposal import proposal
from agent.readback import measured_here
from agent.report import named
from agent.services import Services
from agent.state import State
from agent.survivors import remembered
from tools.bench import devices
from tools.domain import Listing, Request, Spent
from tools.selection.preferences import preferences_of

_MOST_LABELS = 8


def needed(meant: FollowUp, state: State, known: Known, *, services: Services) -> State:
    """Answer a changed need: from the store, or by a plan where others come into play.

    Raises:
        RequestError: it asks for a device that is not here.

    """
    asked = meant.request or Request()
    if not (asked.strategy or asked.device or asked.budget.model_dump(exclude_none=True)):
        return changes.changed(meant, state, known, services=services)
    request = merged(asked, known.request)
    if asked.device:
        request = on_a_device(request, devices.here())
        for sentence in measured_here(asked):
            tell("note", text=sentence)
    return planned(request, state, known, services=services)


def planned(request: Request, state: State, known: Known, *, services: Services) -> State:
    """Lead to the plan of another request; where it leaves nobody, say why and change nothing."""
    dataset = known.scenario.dataset
    listings = listed(request, dataset, services, to_judge_anew(known.listings))
    if all(one.dropped for one in listings):
        return {"answer": _nobody_left(request, listings, known)}
    scenario = known.scenario.model_copy(
        update={"device": request.device or "cpu", "metric": request.metric or "accuracy"}
    )
    for sentence in proposal(request, dataset, listings):
        tell("note", text=sentence)
    stored = services.store.windows(key_of(scenario, services))
    listings = (*listings, *remembered(listings, stored, services))
    effort = Effort(own_cpu_s=services.own_cpu.taken(this_thread()))
    return {
        **changes.to_go_back_to(request, state, known),
        "request": request.model_dump(mode="json"),
        "scenario": scenario.model_dump(mode="json"),
        "preferences": preferences_of(request.requirements).model_dump(mode="json"),
        "listings": dumped(listings),
        "budget": request.budget.model_dump(mode="json"),
        "spent": Spent().model_dump(mode="json"),
        "designing": None,
        "effort": effort.model_dump(mode="json"),
        **anew(),
        "accepted": False,
        "goes_on": False,
        "asked_before": None,
        "next": "price",
    }


def _nobody_left(request: Request, listings: Sequence[Listing], known: Known) -> str:
    """Return why a change would leave no candidate, so that it is not made."""
    running = {one.candidate for one in known.running}
    lost = next(one for one in listings if one.candidate in running or not running)
    labels = known.scenario.dataset.labels
    unknown = (
        f" None here knows your labels: {words.listed(list(labels[:_MOST_LABELS]))}."
        if request.strategy == "as_is"
        else ""
    )
    return (
        f"With that no candidate would be left, so nothing changes.{unknown} "
        f"{called(named(lost.candidate))}: {lost.dropped}"
    )
