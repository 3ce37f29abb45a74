"""Asks, before a plan, what may change the choice: contradictions first, then exchange rates."""

from collections.abc import Iterator

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agent import questions, remembered
from agent.changes import judged_anew
from agent.evidence import Known
from agent.nodes.search import dumped
from agent.services import Services
from agent.state import State
from tools.domain import Cost, Estimate, Origin, Request, Requirements
from tools.selection.asking import Asking, interview
from tools.selection.preferences import preferences_of


def ask(state: State, runtime: Runtime[Services]) -> State:
    """Ask at most a few questions, each only where its answer may change the choice.

    LangGraph runs this from its top again for each answer, so nothing is said or kept before the
    last one but what stays the same.
    """
    known, services = Known(state, runtime.context), runtime.context
    most = services.settings.questions
    if not most or services.store.finished(services.machine, known.asked) is not None:
        return {}
    # Whom a limit in doubt has dropped already may break it, too.
    needs, left = _resolved(known.request, list(known.estimates.values()), most)
    if needs != known.request.requirements:
        known = Known({**state, **_after(needs, known, services)}, services)
    # What is left is asked for once it is measured (agent/nodes/weigh.py): here only what may lead
    # a search astray.
    posed: list[Cost] = []

    def said(found: Asking, usual: float) -> float | None:
        posed.append(found.cost)
        text = str(interrupt(questions.trade_off(found, usual, known.scenario.metric)))
        return questions.points(text)

    worth, expected = services.settings.question_worth, _expected(known)
    answered = interview(expected, needs, said, most=left, worth=worth)
    for cost, rate in answered.items():
        needs = remembered.with_rate(needs, cost, rate, Origin(source="answered"))
    # Who leaves one to us does so with those that would be asked later.
    is_left_to_us = len(posed) > len(answered)
    if answered:
        remembered.confirm(services.settings.home, answered)
    return {
        **_after(needs, known, services),
        "posed": most if is_left_to_us else most - left + len(posed),
    }


def _resolved(request: Request, estimates: list[Estimate], most: int) -> tuple[Requirements, int]:
    """Ask which limits hold of those that are in doubt; return them, and how much may be asked."""
    needs = request.requirements
    fields = list(_open(needs, request.unsure, estimates))[:most]
    for field in fields:
        if questions.is_dropped(str(interrupt(questions.contradiction(field, needs)))):
            needs = needs.model_copy(update={field: None})
    return needs, most - len(fields)


def _expected(known: Known) -> list[Estimate]:
    """Return what is expected of each candidate: as measured where it was, else as estimated."""
    measured = {e.candidate: e.measurement for e in known.evidence}
    found = []
    for listing in known.running:
        estimate, seen = known.estimates[listing.candidate], measured.get(listing.candidate)
        if seen is not None:
            estimate = estimate.model_copy(
                update={
                    "quality": seen.quality,
                    "latency_s": seen.latency_p50_s,
                    "energy_j_per_request": seen.energy_j_per_request,
                }
            )
        found.append(estimate)
    return found


def _after(needs: Requirements, known: Known, services: Services) -> State:
    """Return what holds now; who had been dropped by a limit that is taken back is there again."""
    request = known.request.model_copy(update={"requirements": needs})
    return {
        "listings": dumped(judged_anew(request, known, services)),
        "request": request.model_dump(mode="json"),
        "preferences": preferences_of(needs).model_dump(mode="json"),
    }


def _open(needs: Requirements, unsure: tuple[str, ...], estimates: list[Estimate]) -> Iterator[str]:
    """Yield the limits that were said and may not be meant, where some candidate may break them."""
    for field in unsure:
        stated = field in Requirements.model_fields and isinstance(getattr(needs, field), float)
        if stated and questions.may_break(field, needs, estimates):
            yield field
