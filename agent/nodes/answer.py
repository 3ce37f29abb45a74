"""Answers a follow-up from the store; nothing is measured."""

from collections.abc import Callable

from langgraph.graph import END
from langgraph.runtime import Runtime

from agent import changes, programs, renewed, replies, standings
from agent.confusions import confused
from agent.elsewhere import followed_up
from agent.events import tell, this_thread
from agent.evidence import Known
from agent.explain import billed
from agent.extract import FollowUp
from agent.extract.intents import Plain, plain_intent
from agent.extract.recalling import find_recalling
from agent.extract.understanding import lowered
from agent.extract.weighing import Weighing
from agent.glossary import meaning
from agent.joining import joined
from agent.llm import Purse, SpentError, UnusableAnswerError
from agent.llm.choosing import answered
from agent.llm.intending import intended
from agent.percentile import at_percentile
from agent.questions import is_go_ahead
from agent.readback import no_place
from agent.recall import recalled
from agent.report import Report
from agent.services import Services
from agent.state import State
from agent.taking_back import taken_back
from agent.toolbox import Toolbox
from tools.domain import Budget, Request

_HELP = (
    "I can answer from what was measured: what if latency (energy, memory, quality) matters more? "
    "why not some model? what does it cost per million? what if it ran in Sweden? when does it pay "
    "back? what if 80 % were enough? is it significantly better? what are the trade-offs? show the "
    "results, or show me the code. Say `undo` to take a change back, `go on for two more minutes` "
    "to measure more, or describe another need."
)


_UNMEASURED = (
    "Nothing was measured yet, so there is little to answer from. Say `go on` to measure, change a "
    "limit, or describe another need."
)


async def answer(state: State, runtime: Runtime[Services]) -> State:
    """Answer one follow-up, or lead back to measuring where more budget was given."""
    text, services = state["said"].get("text", ""), runtime.context
    if (short := _without_results(text, services)) is not None:
        return {"next": END, **short}
    if not state.get("listings"):
        return {"answer": replies.NOTHING, "next": END}
    known = Known(state, services)
    meant = followed_up(text, known.listings, services.places.names)
    if meant.kind == "unknown" and not known.evidence and is_go_ahead(text):
        meant = FollowUp(kind="more_budget")
    if meant.kind == "undo":
        return {"next": END, **taken_back(state, known, services=services)}
    if meant.kind == "unknown" and services.llm is not None:
        return await _openly(text, state, known, services)
    return _acted(meant, state, known, services)


def _acted(meant: FollowUp, state: State, known: Known, services: Services) -> State:
    """Do what a message wants, or lead to where it is done."""
    leading: dict[str, Callable[[], State]] = {
        "relative": lambda: changes.relative(meant, state, known, services=services),
        "tactics": lambda: changes.more_budget(meant, state, known, services=services),
        "data": lambda: changes.on_other_data(meant, state, known),
        "more_budget": lambda: changes.more_budget(meant, state, known, services=services),
        "lifted": lambda: changes.lifted(meant, state, known, services=services),
        "design": lambda: {"designed": False, "next": "design"},
        "changed_requirement": lambda: renewed.needed(meant, state, known, services=services),
        "percentile": lambda: at_percentile(meant, state, known, services=services),
        "join": lambda: joined(meant, state, known, services=services),
        "program": lambda: {"answer": programs.shown(known, services)},
        "remembered": lambda: {"answer": replies.remembered(services)},
    }
    if meant.kind in leading:
        return {"next": END, **leading[meant.kind]()}
    box = Toolbox(state, known, services)
    said = _from_the_store(meant, state, known, box)
    return {"next": END, "answer": said, **_with_what_if(state, box)}


def _with_what_if(state: State, box: Toolbox) -> State:
    """Return the report with the last what-if in it, where one was answered."""
    report = state.get("report")
    if box.supposed is None or report is None:
        return {}
    return {"report": {**report, "supposed": box.supposed.model_dump(mode="json")}}


async def _openly(text: str, state: State, known: Known, services: Services) -> State:
    """Let the language model say what is meant, or else choose tools; help where neither helps.

    Who is understood by a model alone has not seen the price of a search yet: it is asked about.
    """
    assert services.llm is not None
    purse = services.purse_of(this_thread(), state.get("llm"))
    box, said = Toolbox(state, known, services), ""
    meant = FollowUp(kind="unknown")
    try:
        meant = await _intended(text, known, services, purse)
        if meant.kind == "unknown":
            said = await answered(text, box.langchain(), services.llm, purse)
    except SpentError as error:
        if error.is_new:
            tell("note", text=f"The language model is not asked any more here: {error}.")
    except UnusableAnswerError as error:
        tell("note", text=f"The language model chose no tool ({error}).")
    if box.wanted_s is not None:
        meant = FollowUp(kind="more_budget", request=Request(budget=Budget(wall_s=box.wanted_s)))
    does: State = (
        {"next": END, "answer": said or _help(known), **_with_what_if(state, box)}
        if meant.kind == "unknown"
        else _acted(meant, state, known, services)
    )
    if "accepted" in does:
        does["accepted"] = False
    return {**does, "llm": purse.book.model_dump(mode="json")}


async def _intended(text: str, known: Known, services: Services, purse: Purse) -> FollowUp:
    """Return what the language model says is meant; a server that fills in no form may call tools.

    Raises:
        SpentError: the conversation's tokens are spent.

    """
    assert services.llm is not None
    models = [one.candidate.model for one in known.listings]
    try:
        return await intended(text, models, services.places.names, services.llm, purse)
    except SpentError:
        raise
    except UnusableAnswerError as error:
        tell("note", text=f"The language model could not say what is meant ({error}).")
        return FollowUp(kind="unknown")


def _from_the_store(meant: FollowUp, state: State, known: Known, box: Toolbox) -> str:
    """Return the answer of the tool that a message leads to."""
    report = Report.model_validate(state["report"])
    tools: dict[str, Callable[[], str]] = {
        "compare": lambda: box.compare(*meant.matches),
        "provenance": box.provenance,
        "reuse": lambda: replies.used_again(known),
        "what_if": lambda: _what_if(meant, known, box),
        "confusions": lambda: confused(meant.model, known),
        "about": lambda: standings.about(meant.model, meant.matches, known),
        "why_not": lambda: standings.why_not_chosen(meant.model, meant.matches, known),
        "payback": lambda: standings.paid_back(meant.matches, report, known),
        "price": lambda: box.price(meant.count),
        "elsewhere": lambda: (
            box.price(meant.count, meant.place) if meant.place else no_place(meant.place_words)
        ),
        "results": lambda: standings.table(report),
        "ranked": lambda: standings.ranked(report, meant.priority, falling=meant.falling),
        "recommendation": box.explained,
        "flips": lambda: standings.would_change(report),
        "bill": lambda: "\n".join(billed(report)),
        "front": lambda: standings.front(report),
        "certainty": lambda: standings.certainty(report, known),
        "export": box.export,
        # In these a language model read what the router did not: plain words are answered before.
        "thanks": lambda: replies.WELCOME,
        "forget": lambda: replies.SURE["forget"],
        "start_over": lambda: replies.SURE["start_over"],
        "undo": lambda: replies.SURE["undo"],
    }
    return tools.get(meant.kind, lambda: _help(known))()


def _help(known: Known) -> str:
    return _HELP if known.evidence else _UNMEASURED


def _what_if(meant: FollowUp, known: Known, box: Toolbox) -> str:
    if meant.priority is None or not known.evidence:
        return _help(known)
    return box.weigh(Weighing(meant.priority, meant.direction or "more", meant.factor))


def _without_results(text: str, services: Services) -> State | None:
    """Return the answer to what needs no results, or None."""
    plain: dict[Plain | None, Callable[[], State]] = {
        "forget": lambda: {"answer": replies.forgotten(services)},
        "remembered": lambda: {"answer": replies.remembered(services)},
        "thanks": lambda: {"answer": replies.WELCOME},
        "never_mind": lambda: {"answer": replies.AS_IT_IS},
        "start_over": lambda: {
            "answer": replies.ANEW,
            "report": None,
            "listings": [],
            "before": None,
        },
    }
    if (short := plain.get(plain_intent(lowered(text)))) is not None:
        return short()
    if (means := meaning(lowered(text))) is not None:
        return {"answer": means}
    if (asked := find_recalling(text, lowered(text))) is not None:
        return {"answer": recalled(asked, services)}
    return None
