"""Answers a follow-up from the store; nothing is measured."""

from collections.abc import Callable

from langgraph.graph import END
from langgraph.runtime import Runtime

from agent import changes, race_words, replies, sentences, words
from agent.elsewhere import followed_up
from agent.evidence import Known
from agent.explain import called
from agent.extract import FollowUp
from agent.extract.intents import plain_intent
from agent.extract.understanding import lowered
from agent.introduction import introduced
from agent.readback import no_place
from agent.report import Report, named
from agent.reporting import standing_words
from agent.running import elsewhere, price
from agent.services import Services
from agent.state import State
from agent.supposing import supposed
from tools.cost.places import Place
from tools.domain import (
    Listing,
    Recommendation,
)
from tools.selection.payback import most_accurate, payback
from tools.selection.recommend import recommend
from tools.selection.whatif import why_not

_HELP = (
    "I can answer from what was measured: what if latency (energy, memory, quality) matters more? "
    "why not some model? what does it cost per million? what if it ran in Sweden? when does it pay "
    "back? what if 80 % were enough? show the results."
    " Or say `go on for two more minutes` to measure more, or describe another need."
)
_NOT_MEASURED = {"estimated": "never tried: ", "dropped": "dropped: ", "failed": "could not run: "}
_MOST_NAMES = 12
_NOTHING = "No search was finished for what you said last, so there is nothing to answer from."


def answer(state: State, runtime: Runtime[Services]) -> State:
    """Answer one follow-up, or lead back to measuring where more budget was given."""
    text, services = state["said"].get("text", ""), runtime.context
    if (short := _without_results(text, services)) is not None:
        return {"next": END, **short}
    if not state.get("listings"):
        return {"answer": _NOTHING, "next": END}
    known = Known(state, services)
    here, places = services.place_of(known.request), services.places.names
    meant = followed_up(text, known.listings, places)
    answers: dict[str, Callable[[], State]] = {
        "compare": lambda: {"answer": replies.comparison(meant.matches, known)},
        "provenance": lambda: {"answer": replies.provenance(known)},
        "reuse": lambda: {"answer": replies.used_again(known)},
        "relative": lambda: changes.relative(meant, state, known, services=services),
        "tactics": lambda: changes.more_budget(meant, state, known, services=services),
        "data": lambda: changes.on_other_data(meant, state, known),
        "what_if": lambda: {"answer": supposed(meant, known) or _HELP},
        "why_not": lambda: {
            "answer": f"{_why_not(meant, known)} {introduced(meant.model, known.listings)}".strip()
        },
        "payback": lambda: {"answer": _payback(meant, state, known)},
        "price": lambda: {"answer": price(_report(state), meant.count, here)},
        "elsewhere": lambda: {"answer": _elsewhere(meant, here, state, services)},
        "results": lambda: {"answer": _results(state)},
        "more_budget": lambda: changes.more_budget(meant, state, known, services=services),
        "changed_requirement": lambda: changes.changed(meant, state, known, services=services),
        "export": lambda: {"answer": "`greenrunner results --csv` (or --json) prints all results."},
    }
    found = answers.get(meant.kind, lambda: {"answer": _HELP})()
    return {"next": END, **found}


def _without_results(text: str, services: Services) -> State | None:
    """Return the answer to what needs no results, or None."""
    match plain_intent(lowered(text)):
        case "forget":
            return {"answer": replies.forgotten(services)}
        case "thanks":
            return {"answer": replies.WELCOME}
        case "start_over":
            return {"answer": replies.ANEW, "report": None, "listings": []}
    return None


def _why_not(meant: FollowUp, known: Known) -> str:
    if meant.model is None:
        names = meant.matches or tuple(one.candidate.model for one in known.running)
        unknown = "" if meant.matches else "I know no such model here. "
        return f"{unknown}Which one do you mean: {' or '.join(names[:_MOST_NAMES])}?"
    verdict = recommend(known.evidence, known.request.requirements, known.preferences)
    listing = _furthest(meant.model, known, verdict)
    if listing.dropped:
        return f"{meant.model} was dropped before measuring: {listing.dropped}"
    if (failure := known.failures.get(listing.candidate)) is not None:
        return f"{meant.model} could not run here: {failure.reason}"
    found = why_not(
        listing.candidate, verdict, evidence=known.evidence, preferences=known.preferences
    )
    if found is None:
        return f"{meant.model} was not measured; `go on` spends more on it."
    name, stands = called(named(listing.candidate)), standing_words(known)[listing.candidate]
    if found.versus is not None:
        return f"{name}: {stands} {sentences.comparison(found.versus)}"
    what = "is what I recommend" if verdict.chosen else "comes nearest to the limits"
    return f"{name} {what}. {stands}"


def _furthest(model: str, known: Known, verdict: Recommendation) -> Listing:
    """Return that of a model's listings, one for each strategy, which came furthest."""
    places = {standing.candidate: place for place, standing in enumerate(verdict.standings)}
    return min(
        (listing for listing in known.listings if listing.candidate.model == model),
        key=lambda one: (bool(one.dropped), places.get(one.candidate, len(places))),
    )


def _report(state: State) -> Report:
    return Report.model_validate(state["report"])


def _elsewhere(meant: FollowUp, here: Place, state: State, services: Services) -> str:
    if meant.place is None:
        return no_place(meant.place_words)
    return elsewhere(_report(state), meant.count, here, services.places.find(meant.place))


def _payback(meant: FollowUp, state: State, known: Known) -> str:
    """Say when the choice has paid its search back, against the model that is named if one is."""
    report = _report(state)
    verdict = recommend(known.evidence, known.request.requirements, known.preferences)
    found = {e.candidate: e for e in known.evidence}
    if verdict.chosen is None:
        return "Nothing was recommended, so nothing is paid back."
    if not report.search.new_answers:
        return "Nothing was measured for this, so there is nothing to pay back."
    baseline, what = most_accurate(known.evidence), ", the most accurate"
    if meant.matches:
        named_ones = [e for e in known.evidence if e.candidate.model in meant.matches]
        if not named_ones:
            return f"{meant.matches[0]} was not measured, so nothing can be held against it."
        baseline, what = max(named_ones, key=lambda e: len(e.correct)), ""
    if baseline.candidate == verdict.chosen:
        return f"{called(named(verdict.chosen))} is itself the choice, so it saves nothing."
    back = payback(found[verdict.chosen], baseline, report.search)
    return race_words.payback(back, what)


def _results(state: State) -> str:
    report = _report(state)
    measured = [
        f"- {called(row)}: {words.quality(row.quality, row.n, row.metric)}, median "
        f"{words.seconds(row.latency_p50_s)}, {words.energy(row.energy_j_per_request.mid * 1000)} "
        f"per 1,000 ({row.energy_j_per_request.provenance})"
        for row in report.measurements
    ]
    others = [
        f"- {called(one)}: {_NOT_MEASURED[one.status]}{one.reason}"
        for one in report.considered
        if one.status in _NOT_MEASURED
    ]
    return "\n".join(measured + others)
