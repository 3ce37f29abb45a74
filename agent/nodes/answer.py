"""Answers a follow-up from the store; nothing is measured."""

from collections.abc import Callable

from langgraph.graph import END
from langgraph.runtime import Runtime

from agent import race_words, sentences, words
from agent.conclusion import concluded
from agent.effort import Effort
from agent.electricity import said_anew
from agent.elsewhere import followed_up, is_dropped_for_good, to_judge_anew
from agent.events import this_thread
from agent.evidence import Known
from agent.explain import called, explanation
from agent.extract import FollowUp
from agent.introduction import introduced
from agent.nodes.search import listed
from agent.readback import no_place
from agent.report import Report, named
from agent.reporting import build, dumped, standing_words
from agent.running import elsewhere, price
from agent.services import Services
from agent.state import State
from agent.supposing import supposed
from agent.survivors import remembered
from tools.cost.places import Place
from tools.domain import (
    Budget,
    Listing,
    Recommendation,
    Request,
    Requirements,
    Spent,
)
from tools.selection.payback import most_accurate, payback
from tools.selection.preferences import preferences_of
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
    if not state.get("listings"):
        return {"answer": _NOTHING, "next": END}
    known = Known(state, runtime.context)
    here, places = runtime.context.place_of(known.request), runtime.context.places.names
    meant = followed_up(state["said"].get("text", ""), known.listings, places)
    answers: dict[str, Callable[[], State]] = {
        "what_if": lambda: {"answer": supposed(meant, known) or _HELP},
        "why_not": lambda: {
            "answer": f"{_why_not(meant, known)} {introduced(meant.model, known.listings)}".strip()
        },
        "payback": lambda: {"answer": _payback(meant, state, known)},
        "price": lambda: {"answer": price(_report(state), meant.count, here)},
        "elsewhere": lambda: {"answer": _elsewhere(meant, here, state, runtime.context)},
        "results": lambda: {"answer": _results(state)},
        "more_budget": lambda: _more_budget(meant, state, known, services=runtime.context),
        "changed_requirement": lambda: _changed(meant, state, known, services=runtime.context),
        "export": lambda: {"answer": "`greenrunner results --csv` (or --json) prints all results."},
    }
    found = answers.get(meant.kind, lambda: {"answer": _HELP})()
    return {"next": END, **found}


def _why_not(meant: FollowUp, known: Known) -> str:
    if meant.model is None:
        names = meant.matches or tuple(one.candidate.model for one in known.running)
        return f"Which one do you mean: {' or '.join(names[:_MOST_NAMES])}?"
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


def _more_budget(meant: FollowUp, state: State, known: Known, *, services: Services) -> State:
    """Add time or what else was granted; what was not spoken of is limited as before."""
    granted = meant.request.budget.model_dump(exclude_none=True) if meant.request else {}
    granted = {"wall_s": services.settings.search_wall_s, **granted}
    budget = known.request.budget.model_copy(update=granted)
    left = Budget.model_validate(state["budget"]).model_copy(update=granted)
    return {
        "request": known.request.model_copy(update={"budget": budget}).model_dump(mode="json"),
        "budget": left.model_dump(mode="json"),
        "spent": Spent().model_dump(mode="json"),
        "effort": {},
        "unfinished": [],
        "accepted": meant.request is not None,
        "goes_on": True,
        "asked_before": None,
        "next": "plan",
    }


def _changed(meant: FollowUp, state: State, known: Known, *, services: Services) -> State:
    """Draw the conclusion again under changed limits, from what is stored."""
    asked = meant.request or Request()
    old = known.request.requirements
    said = asked.requirements.model_dump(exclude_defaults=True)
    requirements = Requirements.model_validate({**old.model_dump(), **said})
    requirements = requirements.model_copy(
        update={"origins": {**old.origins, **asked.requirements.origins}}
    )
    metric = asked.metric or known.request.metric
    request = known.request.model_copy(
        update={"requirements": requirements, "metric": metric, **said_anew(asked)}
    )
    scenario = known.scenario.model_copy(update={"metric": metric or "accuracy"})
    listings = [
        listing
        for listing in listed(
            request, known.scenario.dataset, services, to_judge_anew(known.listings)
        )
        if listing.candidate in known.estimates or is_dropped_for_good(listing)
    ]
    stored = [one.candidate for one in known.listings]
    listings += remembered(listings, stored, services)
    effort = Effort(own_cpu_s=services.own_cpu.taken(this_thread()))
    after: State = {
        **state,
        "request": request.model_dump(mode="json"),
        "scenario": scenario.model_dump(mode="json"),
        "preferences": preferences_of(requirements).model_dump(mode="json"),
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
    if "place" in asked.unsure:
        text = f"{no_place(asked.requirements.origins['place'].words)}\n\n{text}"
    return {**after, "report": dumped(report), "answer": text, "next": END}
