"""Draws the conclusion from the evidence, and says it."""

from langgraph.runtime import Runtime

from agent.conclusion import concluded
from agent.effort import Effort, so_far
from agent.events import tell, this_thread
from agent.evidence import Known
from agent.explain import explanation
from agent.llm import Client, Purse, SpentError, UnusableAnswerError
from agent.llm.billing import billed
from agent.llm.phrasing import phrased
from agent.nodes.plan import standing
from agent.report import Report
from agent.reporting import build, dumped
from agent.services import Services
from agent.state import State
from tools.cost.places import Place
from tools.domain import Request, Spent
from tools.selection.contest import Contest


def decide(state: State, runtime: Runtime[Services]) -> State:
    """Recommend what the evidence supports, and remember the search if it ended by itself."""
    services, known = runtime.context, Known(state, runtime.context)
    contest = standing(state, known)
    models = known.contest(contest.race.budget, state.get("unfinished", []), state.get("opened"))
    verdict = concluded(known, models)
    unfetched = any(failure.kind == "not_fetched" for failure in known.failures.values())
    over = contest.next_step() is None and not unfetched
    if state.get("asked_before") is None and over:
        services.store.record_search(
            services.machine,
            known.scenario,
            asked=known.asked,
            request=known.request,
            recommendation=verdict,
            spent=Spent.model_validate(state["spent"]),
        )
    effort = so_far(state) + Effort(own_cpu_s=services.own_cpu.taken(this_thread()))
    after: State = {**state, "effort": effort.model_dump(mode="json")}
    contests = (models,) if isinstance(contest, Contest) else (models, contest)
    report = build(known, after, verdict, services, contests=contests)
    return {"report": dumped(report), "effort": after["effort"]}


async def explain(state: State, runtime: Runtime[Services]) -> State:
    """Say the recommendation in words: a language model's, where one is there and is right."""
    services, report = runtime.context, Report.model_validate(state["report"])
    place = services.place_of(Request.model_validate(state["request"]))
    if services.llm is None:
        return {"answer": explanation(report, place)}
    purse = services.purse_of(this_thread(), state.get("llm"))
    already_j = purse.spent().energy_j
    text = (
        await _phrased(report, place, services.llm, purse) if services.settings.llm_phrases else ""
    )
    report = billed(report, services.llm.model, purse, already_j=already_j)
    return {
        "answer": explanation(report, place, phrased=text),
        "report": dumped(report),
        "llm": purse.book.model_dump(mode="json"),
    }


async def _phrased(report: Report, place: Place, client: Client, purse: Purse) -> str:
    """Return the beginning in a language model's words; empty where the template's are used."""
    try:
        return await phrased(report, place, client, purse)
    except SpentError as error:
        if error.is_new:
            tell("note", text=f"The language model is not asked any more here: {error}.")
    except UnusableAnswerError as error:
        tell("note", text=f"The language model's wording is not used ({error}).")
    return ""
