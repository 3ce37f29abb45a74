"""Says what finding out would cost, and asks before anything is spent."""

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agent import questions, sentences
from agent.events import tell
from agent.evidence import Known
from agent.nas import design as designing
from agent.outlook import in_words, likely, priced
from agent.services import Services
from agent.state import Json, State
from agent.survivors import Joined, possible, tactics_join
from tools.cost.places import Place
from tools.domain import Budget
from tools.selection.contest import Contest
from tools.selection.payback import brute_force
from tools.selection.race import Race
from tools.selection.rounds import Round, next_round
from tools.selection.trial import Trial

_GO_AHEAD = {
    "options": {"yes": "go ahead", "no": "spend nothing: answer from what is stored"},
    "default": "yes",
}


def plan(state: State, runtime: Runtime[Services]) -> State:
    """Show the price of the search and wait for a go-ahead; none is needed where all is stored.

    What was asked and finished before is answered from the store, unless more budget was given.
    """
    services, known = runtime.context, Known(state, runtime.context)
    stored = known.answered
    before = services.store.finished(services.machine, known.asked)
    if before is not None and not state.get("goes_on"):
        return {"stored": stored, "asked_before": before.isoformat(), "next": "decide"}
    # Whether certainty can be paid is a new question with every budget.
    contest = standing({**state, "round": None}, known)
    joined = None
    if contest.next_step() is None:
        joined = tactics_join(state, known, contest, services)
        if joined is None:
            next_ = _without_spending(state, known)
            return {"stored": stored, "accepted": False, "next": next_}
    if not state.get("accepted"):
        names = possible(known, services)
        place = services.place_of(known.request)
        offer = _of(joined) if joined else _offer(contest.race, known, names, place)
        if not questions.is_go_ahead(str(interrupt(offer))):
            tell("note", text="No go-ahead, so nothing is spent.")
            return {"stored": stored, "next": "decide"}
    going: State = {"stored": stored, "accepted": True, "next": "measure"}
    if joined is None:
        return {**going, "round": _first_round(contest)}
    return {**going, **joined.stage}


def _without_spending(state: State, known: Known) -> str:
    """Return what comes next where nothing can be measured."""
    if not state.get("weighed"):
        return "weigh"
    if not state.get("designed") and designing.wanted(known):
        return "design"
    if state.get("goes_on"):
        tell("note", text="There is nothing left that this budget could measure.")
    return "decide"


def standing(state: State, known: Known) -> Contest | Trial:
    """Return how a conversation's race of models stands; where that is over, its trial of tactics.

    With more budget the race goes on before the trial does.
    """
    budget, unfinished = Budget.model_validate(state["budget"]), state.get("unfinished", [])
    played, survivor = state.get("round"), state.get("survivor")
    now = Round.model_validate(played) if played else None
    models = known.contest(budget, unfinished, state.get("opened"), now)
    if survivor is None or models.next_step() is not None:
        return models
    return known.trial(budget, unfinished, survivor)


def _first_round(contest: Contest | Trial) -> Json | None:
    """Return a first round where the budget is unlikely to pay for certainty."""
    if isinstance(contest, Trial) or contest.exhaustive:
        return None
    if contest.race.budget.affords(likely(contest.race)):
        return None
    first = next_round(contest.race)
    return first.model_dump(mode="json") if first else None


def _offer(race: Race, known: Known, tactics: list[str], place: Place) -> Json:
    stored, spending, price = known.answered, likely(race), priced(known, likely, place)
    everything = brute_force(race.entries, race.pool)
    entries = [entry for entry in race.running if entry.candidate.key not in stored]
    dropped = [listing for listing in known.listings if listing.dropped]
    return {
        "kind": "plan",
        "text": sentences.plan(
            race=race,
            new=len(entries),
            dropped=len(dropped),
            likely=spending,
            everything=everything,
            tactics=tactics,
        )
        + f" {in_words(price, place)}",
        **_GO_AHEAD,
        "likely": spending.model_dump(mode="json"),
        "price": price.model_dump(mode="json"),
        "brute_force": everything.model_dump(mode="json"),
        "budget": race.budget.model_dump(mode="json"),
        "stored": stored,
    }


def _of(joined: Joined) -> Json:
    """Return the offer to try tactics where the models need no more answers."""
    return {
        "kind": "plan",
        "text": sentences.plan_of_tactics(joined.parent, joined.names, joined.likely),
        **_GO_AHEAD,
        "likely": joined.likely.model_dump(mode="json"),
    }
