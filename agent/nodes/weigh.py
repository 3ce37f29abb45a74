"""Asks, once the models are measured, which of two somebody would rather have: exactly priced."""

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agent import remembered, swaps
from agent.evidence import Known
from agent.services import Services
from agent.state import State
from tools.domain import Cost, Origin, Preferences, Requirements
from tools.selection.elicitation import Swap, belief, weighed
from tools.selection.preferences import preferences_of

# In points of the score. What is measured is exact, so less is at stake than before a plan.
WORTH_A_SWAP = 0.1


def weigh(state: State, runtime: Runtime[Services]) -> State:
    """Ask what may change the choice; where the answer does, the race goes on under it.

    LangGraph runs this from its top again for each answer, so nothing is kept before the last.
    """
    services, known = runtime.context, Known(state, runtime.context)
    needs, metric = known.request.requirements, known.scenario.metric
    most = max(0, services.settings.questions - state.get("posed", 0))
    answers: list[bool | None] = []

    def ask(swap: Swap) -> bool | None:
        answers.append(swaps.rather(str(interrupt(swaps.question(swap, metric))), swap))
        return answers[-1]

    believed = weighed(known.facts, belief(needs), ask, most=most, worth=WORTH_A_SWAP)
    left_to_us = answers[-1:] in ([], [None])
    onward: State = {
        "posed": state.get("posed", 0) + len(answers),
        "weighed": left_to_us,
        "next": "measure" if state.get("accepted") else "plan",
    }
    if not any(answer is not None for answer in answers):
        return onward
    rates = _changed(believed.rates, needs)
    remembered.confirm(services.settings.home, rates)
    for cost, rate in rates.items():
        needs = remembered.with_rate(needs, cost, rate, Origin(source="answered"))
    request = known.request.model_copy(update={"requirements": needs})
    return {
        **onward,
        "request": request.model_dump(mode="json"),
        "preferences": preferences_of(needs).model_dump(mode="json"),
    }


def _changed(rates: Preferences, needs: Requirements) -> dict[Cost, float]:
    """Return the rates that answers told something about: all but what was said itself."""
    before = preferences_of(needs)
    costs: tuple[Cost, ...] = ("energy", "latency", "memory", "size")
    return {c: rate for c in costs if (rate := getattr(rates, c)) != getattr(before, c)}
