"""Asks, before a plan, what may change the choice: contradictions first, then exchange rates."""

from collections.abc import Iterator

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agent import questions, remembered
from agent.evidence import Known
from agent.services import Services
from agent.state import State
from tools.domain import Cost, Estimate, Origin, Requirements
from tools.selection.asking import worth_asking
from tools.selection.preferences import preferences_of

# In points of the score: less than that nobody should be asked for.
_WORTH_ASKING = 0.25


def ask(state: State, runtime: Runtime[Services]) -> State:
    """Ask at most a few questions, each only where its answer may change the choice.

    LangGraph runs this from its top again for each answer, so nothing is said or kept before the
    last one but what stays the same.
    """
    known, services = Known(state, runtime.context), runtime.context
    left = services.settings.questions
    if not left:
        return {}
    estimates = [known.estimates[one.candidate] for one in known.running]
    needs = known.request.requirements
    for field in list(_open(needs, known.request.unsure, estimates))[:left]:
        left -= 1
        if questions.is_dropped(str(interrupt(questions.contradiction(field, needs)))):
            needs = needs.model_copy(update={field: None})
    answered: dict[Cost, float] = {}
    asked: set[Cost] = set(needs.rates)
    while left:
        preferences = preferences_of(needs)
        found = worth_asking(estimates, needs, preferences, known=asked)
        if found is None or found.gain < _WORTH_ASKING:
            break
        left -= 1
        asked.add(found.cost)
        usual = getattr(preferences, found.cost)
        answer = interrupt(questions.trade_off(found, usual, known.scenario.metric))
        if (points := questions.points(str(answer))) is not None:
            answered[found.cost] = points
            needs = remembered.with_rate(needs, found.cost, points, Origin(source="answered"))
    if answered:
        remembered.confirm(services.settings.home, answered)
    return _after(needs, known)


def _after(needs: Requirements, known: Known) -> State:
    request = known.request.model_copy(update={"requirements": needs})
    return {
        "request": request.model_dump(mode="json"),
        "preferences": preferences_of(needs).model_dump(mode="json"),
    }


def _open(needs: Requirements, unsure: tuple[str, ...], estimates: list[Estimate]) -> Iterator[str]:
    """Yield the limits that were said and may not be meant, where some candidate may break them."""
    for field in unsure:
        stated = field in Requirements.model_fields and isinstance(getattr(needs, field), float)
        if stated and questions.may_break(field, needs, estimates):
            yield field
