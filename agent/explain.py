"""The recommendation in words, from the report alone: a template, so no number is made up."""

from collections.abc import Iterator

from agent import race_words, words
from agent.electricity import grid_words
from agent.facts import REQUESTS
from agent.report import Bill, LanguageModel, Named, Report, Row, named
from tools.cost.places import Place
from tools.domain import Requirements
from tools.units import kwh

# Half of what leaves a window out: less than this an idle system uses for itself.
_BUSY_CORES = 0.25


def explanation(report: Report, place: Place, *, phrased: str = "") -> str:
    """Return the recommendation, why, what it costs, what is undecided, and the search's bill.

    What somebody else `phrased` stands in place of the beginning; all the rest stays as it is.
    """
    advice = report.recommendation
    lines = [phrased or opening(report, place)]
    if advice.versus is not None and advice.versus not in phrased:
        lines += ["", f"Why it and not the next best: {advice.versus}"]
    lines += [part for said in (advice.certified, advice.flips) if said for part in ("", said)]
    if advice.tactics:
        lines += ["", "Tactics that were tried:", *(f"- {said}" for said in advice.tactics)]
    if advice.unsure or advice.undecided:
        lines += ["", *_undecided(report)]
    failed = [one for one in report.considered if one.status == "failed"]
    lines += [f"Could not run: {called(one)}: {one.reason}" for one in failed]
    lines += _disturbance(report)
    lines += ["", *billed(report)]
    return "\n".join(lines)


def opening(report: Report, place: Place) -> str:
    """Return what is recommended, and what was observed of it."""
    lines = [_headline(report)]
    row = row_of(report, report.recommendation.chosen)
    if row is not None:
        lines += [f"- {fact}" for fact in _facts(row, report.requirements, place)]
    return "\n".join(lines)


def called(one: Named) -> str:
    """Return how a candidate is called in a sentence."""
    return f"{one.model} ({', '.join((one.strategy.replace('_', ' '), *one.tactics))})"


def _headline(report: Report) -> str:
    advice = report.recommendation
    if advice.chosen is None:
        nearest = advice.nearest
        if nearest is None:
            return "Nothing was measured, so nothing is recommended."
        measured = words.counted(len(report.measurements), "measured candidate")
        return (
            f"None of {measured} meets the limits. The nearest is {called(nearest)}. "
            f"{nearest.reason}"
        )
    name = called(advice.chosen)
    if not advice.feasible:
        likely = "is likely to" if advice.unsure else "may"
        return f"No measured candidate surely meets every limit. The best that {likely} is {name}."
    meets = "It meets every limit you set." if _has_limits(report.requirements) else ""
    return f"I recommend {name}. {meets}".rstrip()


def _has_limits(needs: Requirements) -> bool:
    return any(getattr(needs, name) is not None for name in words.LIMITS)


def _facts(row: Row, needs: Requirements, place: Place) -> Iterator[str]:
    least = f"; you asked for {words.percent(needs.min_quality)}" if needs.min_quality else ""
    said = words.quality(row.quality, row.n, row.metric)
    yield f"{said[0].upper()}{said[1:]}{least}."
    p95 = f", p95 {words.seconds(row.latency_p95_s)}" if row.latency_p95_s else ""
    most = (
        f"; you asked for p{needs.latency_percentile} within {words.seconds(needs.max_latency_s)}"
        if needs.max_latency_s
        else ""
    )
    yield f"Answers in {words.seconds(row.latency_p50_s)} (median{p95}; measured){most}."
    yield running_cost(row, REQUESTS, place)
    yield (
        f"Takes {words.size(row.memory_bytes)} of memory at most (measured) and "
        f"{words.size(row.size_bytes)} on disk."
    )


def running_cost(row: Row, requests: int, place: Place) -> str:
    """Return energy and carbon of so many requests, with where each number comes from."""
    total = row.energy_j_per_request.scaled(requests)
    carbon_g = kwh(total.mid) * place.grid_g_per_kwh.mid
    return (
        f"{requests:,} requests take {words.energy(total.mid)} ({total.provenance}, "
        f"{words.between(total.low, total.high)} J) and emit {words.grams(carbon_g)} CO2e "
        f"at {grid_words(place)}."
    )


def _undecided(report: Report) -> Iterator[str]:
    advice = report.recommendation
    if advice.unsure:
        yield "Better-scoring, but not sure to meet the limits:"
        yield from (f"- {called(one)}: {one.reason}" for one in advice.unsure)
    yield from (f"To decide: {sentence}" for sentence in advice.undecided)


def _disturbance(report: Report) -> Iterator[str]:
    """Say what other programs did to the numbers, if they did anything."""
    rows = report.measurements
    answers = sum(row.n for row in rows)
    foreign_cores = sum(row.foreign_cores * row.n for row in rows) / max(answers, 1)
    if foreign_cores > _BUSY_CORES:
        yield (
            f"While this was measured other programs used {words.significant(foreign_cores, 2)} of "
            f"{words.counted(report.cores, 'core')} on average: latencies are those of a busy "
            "machine."
        )
    if left_out := sum(row.disturbed for row in rows):
        yield (
            "1 batch was disturbed from outside and counts for quality only."
            if left_out == 1
            else f"{left_out:,} batches were disturbed from outside and count for quality only."
        )


def billed(report: Report) -> Iterator[str]:
    """Yield what the search cost and what it left, a sentence or two each."""
    bill = report.search
    if bill.asked_before is not None:
        yield (
            f"The same was asked and finished on {bill.asked_before[:16].replace('T', ' ')} UTC: "
            "nothing was measured again. `go on` spends more."
        )
    if bill.new_answers:
        measured = words.counted(bill.new_measurements, "candidate")
        stored = words.counted(bill.reused_answers, "stored answer")
        examples = words.counted(report.dataset.n_test, "example")
        yield (
            f"The search: {measured} measured, {stored} used again. It cost "
            f"{words.spending(bill)} ({bill.energy_provenance}). Measuring every candidate on all "
            f"{examples} from scratch would cost about {words.spending(bill.brute_force)}."
        )
        if bill.designing is not None:
            yield f"Designing took {words.spending(bill.designing)} of each."
        share = words.percent(bill.orchestrator_cpu_s / bill.search_cpu_s)
        fetching = (
            f"; fetching took {words.seconds(bill.fetching_cpu_s)}" if bill.downloads_bytes else ""
        )
        yield (
            f"Green Runner itself used {words.seconds(bill.orchestrator_cpu_s)} of CPU time, "
            f"{share} of the search's{fetching}."
        )
    else:
        yield f"Nothing was measured: this rests on {bill.reused_answers:,} stored answers."
    if bill.language_model is not None:
        yield _language_model(bill.language_model)
    if not bill.complete:
        yield f"{_untried(report)} `go on` spends more."
    if bill.payback is not None and bill.new_answers:
        yield _payback(bill, report)
    if any(row.energy_j_per_request.provenance == "modelled" for row in report.measurements):
        yield (
            "Energy is modelled here from CPU seconds and memory, as no counter can be read: trust "
            "ratios between candidates, not joules. `greenrunner doctor` says why."
        )


def _language_model(did: LanguageModel) -> str:
    counted = " (estimated from characters)" if did.tokens_estimated else ""
    took = (
        "its energy is not known, as it runs on another machine"
        if did.energy_j is None
        else f"its {words.energy(did.energy_j.mid)} are among the search's (assumed: one busy core)"
    )
    return (
        f"{did.model} read {did.read_tokens:,} and wrote "
        f"{words.counted(did.wrote_tokens, 'token')}{counted} in {words.seconds(did.wall_s)}; "
        f"{took}."
    )


def _untried(report: Report) -> str:
    never = [called(one) for one in report.considered if one.status == "estimated"]
    if never and not report.measurements:
        return f"None of the {len(never)} was tried:" if len(never) > 1 else "It was not tried:"
    if never:
        return f"Never tried: {words.listed(never)}."
    return "Some candidates are not measured to the end:"


def _payback(bill: Bill, report: Report) -> str:
    back, used = bill.payback, bill.baseline
    assert back is not None
    chosen = report.recommendation.chosen
    is_used = used is not None and used.model == back.baseline.model
    what = "what you use now" if is_used else "the most accurate one measured"
    missing = (
        f"{called(used)}, which you use now, was not measured. " if used and not is_used else ""
    )
    if chosen is not None and named(back.baseline) == chosen:
        return f"{missing}The choice is also {what}, so it saves nothing against it."
    return missing + race_words.payback(
        back, ", which you use now" if is_used else ", the most accurate"
    )


def row_of(report: Report, one: Named | None) -> Row | None:
    """Return what was observed of a candidate, if it was measured."""
    return next((row for row in report.measurements if one and _same(row, one)), None)


def _same(one: Named, other: Named) -> bool:
    return (one.model, one.strategy, one.tactics) == (other.model, other.strategy, other.tactics)
