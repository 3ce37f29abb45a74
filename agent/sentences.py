"""Says in one plain sentence how a candidate stands, what decides it, and what a search costs."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from math import floor, log10

from agent import words
from tools.domain import (
    Budget,
    Candidate,
    Comparison,
    Grade,
    Judgement,
    Recommendation,
    Spent,
    Standing,
)
from tools.selection.limits import SAMPLES_FOR, more_examples
from tools.selection.race import Race


def short(candidate: Candidate) -> str:
    """Return a candidate's name without its owner."""
    how = ", ".join((candidate.strategy.replace("_", " "), *candidate.tactics))
    return f"{candidate.model.rsplit('/', 1)[-1]} ({how})"


def standing(judged: Sequence[Judgement]) -> str:
    """Return how a candidate stands against the limits."""
    if not judged:
        return "No limit was set."
    open_or_missed = [_against(one) for one in judged if one.verdict != "met"]
    return f"It {'; it '.join(open_or_missed)}." if open_or_missed else "It meets every limit."


def comparison(found: Comparison) -> str:
    """Return how two candidates differ, with the interval of what was paired."""
    points, quality = found.points, found.quality.scaled(100)
    outcome = (
        "the two are tied within the uncertainty"
        if found.tie
        else f"{short(found.candidate if points.mid > 0 else found.rival)} is ahead"
    )
    costs = ", ".join(
        f"as much {cost}"
        if words.significant(ratio.mid) == "1.00"
        else f"{words.significant(ratio.mid)} times the {cost}"
        for cost, ratio in found.cost_ratios.items()
    )
    what = f"{words.METRICS[found.metric]} of {short(found.candidate)}"
    return (
        f"Against {short(found.rival)}, on the {found.n:,} examples both answered, the "
        f"{what} is {abs(quality.mid):.1f} points "
        f"{'lower' if quality.mid < 0 else 'higher'} ({quality.low:+.1f} to {quality.high:+.1f}) "
        f"and it takes {costs}; in score {points.mid:+.1f} points ({points.low:+.1f} to "
        f"{points.high:+.1f}): {outcome}."
    )


def reasons(verdict: Recommendation) -> Iterator[str]:
    """Yield why the choice is the choice, or why there is none."""
    chosen = next((s for s in verdict.standings if s.candidate == verdict.chosen), verdict.nearest)
    if chosen is None:
        yield "Nothing was measured."
        return
    alike = sum(one.grade == chosen.grade for one in verdict.standings)
    best = f"has the best score of the {alike} that"
    what = {
        Grade.MISSES: "comes nearest to the limits, which none can meet",
        Grade.MAY_MEET: f"{best} may meet every limit",
        Grade.LIKELY_MEETS: f"{best} more likely meet every limit than not",
        Grade.SURELY_MEETS: f"{best} surely meet every limit",
    }[chosen.grade]
    yield f"{short(chosen.candidate)} {what}."
    yield standing(chosen.judgements)
    if verdict.versus is not None:
        yield comparison(verdict.versus)


def open_questions(verdict: Recommendation, *, percentile: int, pool: int) -> Iterator[str]:
    """Yield what it would take to decide each limit on which the choice still hangs.

    Args:
        verdict: whose limits.
        percentile: at which latency is limited.
        pool: how many labelled examples there are to compare on.

    """
    for one in verdict.hanging:
        for judgement in one.judgements:
            if judgement.verdict == "unsure":
                yield _deciding(judgement, one, percentile=percentile, pool=pool)


def _deciding(judgement: Judgement, one: Standing, *, percentile: int, pool: int) -> str:
    about = f"{short(one.candidate)}: {words.LIMITS[judgement.limit][0]} is undecided"
    observed, more = judgement.observed, more_examples(judgement, one.n)
    if judgement.limit == "max_price_usd_per_1k":
        return f"{about}; the price is not measured yet."
    if observed is None:
        least = min(n for p, n in SAMPLES_FOR.items() if p >= percentile)
        return f"{about} after {one.n} requests; it takes at least {least}."
    if more is not None and judgement.limit == "min_quality":
        return f"{about}; {_labelled(_rounded(more), pool - one.n)}."
    if more is not None:
        return f"{about}; about {_rounded(more):,} more requests would decide it."
    if observed.provenance != "measured":
        return f"{about}, because it is {observed.provenance}; a power meter would decide it."
    return f"{about}; it lies on the limit, and no number of examples is sure to decide it."


def _labelled(more: int, at_hand: int) -> str:
    """Return how many labelled examples would decide, and how many of them are not used yet."""
    if at_hand >= more:
        return (
            f"about {more:,} of the {at_hand:,} examples that it has not answered would decide it"
        )
    besides = f", {at_hand:,} of which are at hand" if at_hand else ""
    return f"about {more:,} more labelled examples would decide it{besides}"


def _rounded(count: int) -> int:
    """Return a count with two significant digits: it rests on a middle that will move."""
    return round(count, 1 - floor(log10(count)))


def _against(judgement: Judgement) -> str:
    what, said = words.LIMITS[judgement.limit]
    verb = "misses" if judgement.verdict == "missed" else "may miss"
    if (seen := judgement.observed) is None:
        return f"{verb} the limit on {what}: too little was observed"
    bounds = "" if seen.low == seen.high else f" ({said(seen.low)} to {said(seen.high)})"
    return f"{verb} the limit on {what}: {said(seen.mid)}{bounds} against {said(judgement.bound)}"


def calibrating(seconds: float) -> str:
    """Return why the first search on a machine takes a little longer."""
    return (
        "This machine is calibrated, once: how quickly it does what models are made of. That takes "
        f"about {words.seconds(seconds)}, which this search is not charged for."
    )


def reused(answers: Iterable[tuple[Candidate, int, datetime]]) -> str:
    """Return whose stored answers are used again, how many, and from when."""
    items = [f"{short(one)} ({n:,} answers, {at:%Y-%m-%d %H:%M} UTC)" for one, n, at in answers]
    return f"Stored results are used again: {words.listed(items)}."


def plan(
    *,
    race: Race,
    new: int,
    dropped: int,
    likely: Spent,
    everything: Spent,
    tactics: Sequence[str] = (),
) -> str:
    """Return what a search would cost, in words."""
    stored = len(race.running) - new
    known = f"{stored} of them with stored results that are used again" if stored else "all new"
    by_facts = f"; {dropped} more dropped before measuring" if dropped else ""
    most, end = _most(race.budget), f"{words.spending(likely)} (estimated)"
    if race.budget.affords(likely):
        price = f"Finding out takes about {end}{f', and {most} at most' if most else ''}."
    else:
        price = (
            f"This search takes {most} at most. To run to its end it would need about {end}, so "
            "it goes by rounds, the cheap first, ever fewer go on, and the dearest may stay "
            "unmeasured."
        )
    candidates = words.counted(len(race.running), "candidate")
    then = f" Then {words.listed(list(tactics))} may be tried on the best." if tactics else ""
    return (
        f"{candidates}, {known}{by_facts}. {price}{then} Measuring all of them on all "
        f"{race.pool:,} examples would take about {words.spending(everything)}."
    )


def plan_of_tactics(parent: Candidate, names: Sequence[str], likely: Spent) -> str:
    """Return what it would cost to try tactics where all models are measured, in words."""
    were = "was" if len(names) == 1 else "were"
    return (
        f"The models need no more answers. {words.listed(list(names))} {were} not tried on "
        f"{short(parent)} yet: that takes about {words.spending(likely)} (estimated)."
    )


def _most(budget: Budget) -> str:
    """Return what a search may still spend; nothing where it has no limit."""
    left = [
        say(have)
        for have, say in (
            (budget.wall_s, words.seconds),
            (budget.energy_j, words.energy),
            (budget.downloads_bytes, lambda most: f"{words.size(most)} of downloads"),
        )
        if have is not None
    ]
    return words.listed(left)
