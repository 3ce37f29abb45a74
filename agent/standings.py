"""How candidates stand, in words: why not this one, when the choice pays back, who was measured."""

from collections.abc import Callable, Sequence

from agent import race_words, sentences, words
from agent.evidence import Known
from agent.explain import called, row_of
from agent.introduction import described, introduced
from agent.report import Report, Row, named
from agent.reporting import standing_words
from tools.domain import Listing, Priority, Recommendation
from tools.selection.payback import most_accurate, payback
from tools.selection.recommend import recommend
from tools.selection.whatif import why_not

_NOT_MEASURED = {"estimated": "never tried: ", "dropped": "dropped: ", "failed": "could not run: "}
_MOST_NAMES = 12
_HOLDS = "Intervals are 95 % and hold for these examples, not for others."
_RANKED: dict[str, tuple[str, Callable[[Row], float], Callable[[Row], str]]] = {
    "score": ("score", lambda row: row.score, lambda row: f"{row.score:.1f} points"),
    "quality": (
        "quality",
        lambda row: row.quality.mid,
        lambda row: words.quality(row.quality, row.n, row.metric),
    ),
    "latency": (
        "median latency",
        lambda row: row.latency_p50_s,
        lambda row: words.seconds(row.latency_p50_s),
    ),
    "energy": (
        "energy of 1,000 requests",
        lambda row: row.energy_j_per_request.mid,
        lambda row: (
            f"{words.energy(row.energy_j_per_request.mid * 1000)} "
            f"({row.energy_j_per_request.provenance})"
        ),
    ),
    "memory": ("memory", lambda row: row.memory_bytes, lambda row: words.size(row.memory_bytes)),
    "size": ("size on disk", lambda row: row.size_bytes, lambda row: words.size(row.size_bytes)),
}
_RANKED["price"] = _RANKED["energy"]


def why_not_chosen(model: str | None, matches: Sequence[str], known: Known) -> str:
    """Say why a model is not the choice, and what is known of where it comes from."""
    said = rejected(model, matches, known)
    return f"{said} {introduced(model, known.listings)}".strip()


def about(model: str | None, matches: Sequence[str], known: Known) -> str:
    """Say what is known of a model itself, or of the choice where none is named."""
    if model is None and not matches:
        verdict = recommend(known.evidence, known.request.requirements, known.preferences)
        model = verdict.chosen.model if verdict.chosen else None
        if model is None:
            matches = tuple(dict.fromkeys(one.candidate.model for one in known.running))
            return f"Nothing is recommended yet. {rejected(None, matches, known)}"
    if model is None:
        return rejected(None, matches, known)
    return described(next(one.model for one in known.listings if one.candidate.model == model))


def rejected(model: str | None, matches: Sequence[str], known: Known) -> str:
    """Say why a model is not the choice: who it is, how it stands, and against whom.

    `matches` are those that may be meant where it is not clear which one is.
    """
    if model is None:
        names = matches or tuple(dict.fromkeys(one.candidate.model for one in known.running))
        unknown = "" if matches else "I know no such model here. "
        return f"{unknown}Which one do you mean: {' or '.join(names[:_MOST_NAMES])}?"
    verdict = recommend(known.evidence, known.request.requirements, known.preferences)
    listing = _furthest(model, known, verdict)
    if listing.dropped:
        return f"{model} was dropped before measuring: {listing.dropped}"
    if (failure := known.failures.get(listing.candidate)) is not None:
        return f"{model} could not run here: {failure.reason}"
    found = why_not(
        listing.candidate, verdict, evidence=known.evidence, preferences=known.preferences
    )
    if found is None:
        return f"{model} was not measured; `go on` spends more on it."
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


def paid_back(matches: Sequence[str], report: Report, known: Known) -> str:
    """Say when the choice has paid its search back, against the model that is named if one is."""
    verdict = recommend(known.evidence, known.request.requirements, known.preferences)
    found = {e.candidate: e for e in known.evidence}
    if verdict.chosen is None:
        return "Nothing was recommended, so nothing is paid back."
    if not report.search.new_answers:
        return "Nothing was measured for this, so there is nothing to pay back."
    baseline, what = most_accurate(known.evidence), ", the most accurate"
    if matches:
        named_ones = [e for e in known.evidence if e.candidate.model in matches]
        if not named_ones:
            return f"{matches[0]} was not measured, so nothing can be held against it."
        baseline, what = max(named_ones, key=lambda e: len(e.correct)), ""
    if baseline.candidate == verdict.chosen:
        return f"{called(named(verdict.chosen))} is itself the choice, so it saves nothing."
    back = payback(found[verdict.chosen], baseline, report.search)
    return race_words.payback(back, what)


def ranked(report: Report, priority: Priority | None, *, falling: bool) -> str:
    """Return who was measured in the order of one aspect, or of the score where none is named."""
    by, value, say = _RANKED.get(priority or "score", _RANKED["score"])
    rows = sorted(report.measurements, key=value, reverse=falling)
    if not rows:
        return "Nothing was measured yet, so there is no order."
    lines = [f"{place}. {called(row)}: {say(row)}" for place, row in enumerate(rows, start=1)]
    best = report.recommendation.chosen
    chosen = (
        f"\nThe recommendation is {called(best)}: all costs count, and the limits." if best else ""
    )
    order = "the highest first" if falling else "the least first"
    return "\n".join([f"Measured, by {by}, {order}:", *lines]) + chosen


def front(report: Report) -> str:
    """Return who is measured and beaten by nobody in everything: the trade-offs there are."""
    advice = report.recommendation
    rows = [row for one in advice.front if (row := row_of(report, one)) is not None]
    if not rows:
        return "Nothing was measured yet, so there are no trade-offs to show."
    lines = [f"- {_all_of(row)}" for row in sorted(rows, key=lambda row: -row.quality.mid)]
    beaten = len(report.measurements) - len(rows)
    others = (
        f"{words.counted(beaten, 'other')} that {'was' if beaten == 1 else 'were'} measured "
        f"{'is' if beaten == 1 else 'are'} no better than one of these in anything, with quality "
        "held on the same examples."
        if beaten
        else "Nobody else was measured."
    )
    best = advice.chosen
    chosen = (
        f"The recommendation is {called(best)}: all costs count, and the limits. " if best else ""
    )
    return "\n".join(
        [
            "The Pareto front: whoever else is better in one thing pays for it in another.",
            *lines,
            f"{others} {chosen}{would_change(report)}",
        ]
    )


def certainty(report: Report, known: Known) -> str:
    """Return how surely the choice is better than the next best, by their paired difference."""
    advice = report.recommendation
    if advice.chosen is None:
        return "Nothing was recommended, so there is nothing to be sure of."
    versus = recommend(known.evidence, known.request.requirements, known.preferences).versus
    if versus is None or advice.versus is None:
        said = ["Nobody else was measured who may meet the limits, so there is no next best."]
    else:
        where = "holds" if versus.tie else "lies above" if versus.points.mid > 0 else "lies below"
        yes_or_no = "Yes" if where == "lies above" else "No"
        found = f"{yes_or_no}: the interval of the difference in score {where} zero."
        said = [f"Is {called(advice.chosen)} surely better than the next best? {found}"]
        said.append(advice.versus)
    said += [advice.certified] if advice.certified else []
    return " ".join([*said, *advice.undecided, _HOLDS])


def _all_of(row: Row) -> str:
    """Return all that is weighed of a measured candidate."""
    aspects = ("latency", "energy", "memory", "size")
    costs = [f"{by} {say(row)}" for by, _, say in (_RANKED[name] for name in aspects)]
    return f"{called(row)}: {_RANKED['quality'][2](row)}, {', '.join(costs)}"


def would_change(report: Report) -> str:
    """Return at which exchange rates another would be chosen."""
    if not report.measurements:
        return "Nothing was measured yet, so nothing would change."
    return report.recommendation.flips or "No exchange rate of one cost alone changes the choice."


def table(report: Report) -> str:
    """Return what was measured, a line each, and why the others were not."""
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
