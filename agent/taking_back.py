"""Takes the last change of limits or preferences back: one step, from what is stored.

Only where the change was to another device does it lead to a plan: nothing is estimated there.
"""

from agent import changes, renewed
from agent.evidence import Known
from agent.readback import understood
from agent.services import Services
from agent.state import State
from tools.domain import Request

_NOTHING = (
    "There is nothing to take back: the last change of a limit or a preference can be, and none "
    "was made since the need was said or a change was taken back."
)


def taken_back(state: State, known: Known, *, services: Services) -> State:
    """Go back to the request before the last change; it stands as if the change was not said."""
    if (kept := state.get("before")) is None:
        return {"answer": _NOTHING}
    request = Request.model_validate(kept)
    if request.device != known.request.device:
        return {**renewed.planned(request, state, known, services=services), "before": None}
    after = changes.under(request, state, known, services=services)
    if request.budget != known.request.budget:
        after["budget"] = request.budget.model_dump(mode="json")
    after["answer"] = f"Taken back. {understood(request)}\n\n{after['answer']}"
    return {**after, "before": None}
