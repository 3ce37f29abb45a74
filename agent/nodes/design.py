"""Designs a network where nothing that was measured fits, if it may be spent on."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agent import questions
from agent.effort import Effort, so_far
from agent.events import tell, this_thread
from agent.evidence import Known
from agent.fetching import Tally
from agent.nas import design as designing
from agent.nodes.measure import charged_if_cut
from agent.pricing import estimates
from agent.services import Services
from agent.state import State
from tools.bench.process import started_cpu_s
from tools.domain import Budget, Design, Spent
from tools.hub.designed import listing
from tools.nas.commission import commission
from tools.nas.order import Order, Progress

# Beyond what it was told to take: the last training, writing, and a busy machine.
_PATIENCE = 3.0
_TOO_LITTLE = (
    "What is left of the budget does not pay for designing a network: say `go on for three more "
    "minutes`, then `design one`."
)
_LEAVE: State = {"designed": True, "next": "decide"}


async def design(state: State, runtime: Runtime[Services]) -> State:
    """Say what designing a network would cost; with a go-ahead have it made, to be measured.

    LangGraph runs this from its top again for the answer, so nothing is spent before it.
    """
    services, known = runtime.context, Known(state, runtime.context)
    if refusal := designing.refusal(known):
        tell("note", text=refusal)
        return _LEAVE
    budget = Budget.model_validate(state["budget"])
    likely = designing.price(budget, w_per_core=services.power.w_per_core[1])
    if likely is None:
        tell("note", text=_TOO_LITTLE)
        return _LEAVE
    if not questions.is_go_ahead(str(interrupt(designing.offer(known, likely)))):
        tell("note", text="No network is designed.")
        return _LEAVE
    order = designing.order_of(known, services, likely.wall_s)
    started = monotonic()
    with charged_if_cut(services, Tally()) as workers_cpu_s:
        found = await _made(order, services)
    cpu_s, wall_s = started_cpu_s() - workers_cpu_s, monotonic() - started
    spent = Spent(wall_s=wall_s, energy_j=cpu_s * services.power.w_per_core[1])
    after: State = {
        **_LEAVE,
        "budget": budget.spend(spent).model_dump(mode="json"),
        "spent": (Spent.model_validate(state["spent"]) + spent).model_dump(mode="json"),
        "effort": (so_far(state) + Effort(workers_cpu_s=cpu_s)).model_dump(mode="json"),
        "designing": spent.model_dump(mode="json"),
    }
    if found is None:
        return after
    return {**after, **await _joined(found, order, state, known, services)}


async def _made(order: Order, services: Services) -> Design | None:
    """Have a network made, when it is this search's turn to compute; None where there is none."""
    await services.line.enter(this_thread(), partial(tell, "queued"))
    environment = services.settings.worker_environment()
    most_s = _PATIENCE * order.seconds
    said = await commission(order, environment, _teller(), most_s=most_s)
    if said.design is None:
        tell("note", text=said.refusal or "No network came of it.")
        return None
    tell("note", text=designing.told(said.design, order))
    return said.design


async def _joined(
    found: Design, order: Order, state: State, known: Known, services: Services
) -> State:
    """Return the search with the network as one more candidate, to be measured."""
    one = listing(found, Path(order.folder), known.scenario.dataset)
    expected = await estimates([one], known.scenario.dataset, known.scenario.device, services)
    services.store.record_forecasts(known.key, expected)
    return {
        "listings": [*state["listings"], one.model_dump(mode="json", exclude_defaults=True)],
        "estimates": [*state["estimates"], *(e.model_dump(mode="json") for e in expected)],
        "accepted": True,
        "round": None,
        "next": "measure",
    }


def _teller() -> Callable[[Progress], None]:
    """Return what tells how far a design is, each time it got better."""
    best = 0.0

    def hear(progress: Progress) -> None:
        nonlocal best
        if progress.best > best:
            best = progress.best
            tell("designing", trained=progress.trained, best=best)

    return hear
