"""Short answers from what is stored: comparisons, where numbers come from, what is used again."""

from agent import sentences, words
from agent.evidence import Known
from agent.explain import called
from agent.outlook import Guess
from agent.remembered import forget, recall
from agent.report import named
from agent.services import Services
from tools.domain import Evidence, Measurement, Priority
from tools.selection.paired import compare
from tools.selection.recommend import recommend

WELCOME = "You are welcome. Ask on, set another limit, or describe another need; results stay."
AS_IT_IS = "All right: nothing was changed, and nothing is spent. Ask on, or describe another need."
LEFT = "All right, we leave that. Say anew what you need a model for."
NOTHING = (
    "No search was finished for what you said last, so there is nothing to answer from: describe "
    "what you need a model for, first."
)
EXPORT = (
    "`greenrunner results --csv` (or --json) prints all results. Say `show me the code` for the "
    "lines that run the choice in a program of yours."
)
ANEW = "Gladly: what do you need a model for? What was measured stays and is used where it fits."
# What cannot be undone waits for plain words where a language model took it to be meant.
SURE = {
    "forget": "To have what you answered about trade-offs forgotten, say `forget my preferences`.",
    "start_over": "To leave this need and begin another, say `start over`.",
    "undo": "To have the last change of limits or preferences taken back, say `undo`.",
}
_LIMITS: dict[Priority, str] = {
    "energy": "max_energy_j",
    "latency": "max_latency_s",
    "memory": "max_memory_bytes",
    "size": "max_size_bytes",
}


def forgotten(services: Services) -> str:
    """Forget what was answered before, and say so."""
    if forget(services.settings.home):
        return "Forgotten: what you answered about trade-offs. Where it matters it is asked again."
    return "Nothing about you was remembered. Measurements are kept: they are about machines."


def remembered(services: Services) -> str:
    """Say what somebody confirmed about trade-offs, and how to have it forgotten."""
    rates = recall(services.settings.home).rates
    if not rates:
        return (
            "Nothing about you is remembered: only what is answered about trade-offs would be. "
            "Measurements are kept, which are about machines."
        )
    lines = [
        f"- {words.points(one.rate)} given up to halve the {cost}, as you said on {one.on}"
        for cost, one in rates.items()
    ]
    return "\n".join(
        [
            "Remembered of you, points of quality against costs:",
            *lines,
            "Nothing else about you is kept beside what you wrote in your conversations. Say "
            "`forget my preferences` to have it forgotten.",
        ]
    )


def comparison(models: tuple[str, ...], known: Known) -> str:
    """Hold two measured models against each other; one alone is held against the choice.

    Where nothing meets the limits, the nearest stands in for the choice.
    """
    verdict = recommend(known.evidence, known.request.requirements, known.preferences)
    found = [_best_of(model, known) for model in models]
    present = verdict.chosen or (verdict.nearest.candidate if verdict.nearest else None)
    if len(models) == 1 and present is not None:
        found.append(next(e for e in known.evidence if e.candidate == present))
    missing = [model for model, one in zip(models, found, strict=False) if one is None]
    if missing:
        return f"{words.listed(missing)} was not measured here, so there is nothing to compare."
    measured = [one for one in found if one is not None]
    if len(measured) < 2 or measured[0].candidate == measured[1].candidate:
        return "Name two of the models that were measured."
    first, second = measured
    versus = compare(first, second, known.preferences)
    lines = [_row(one.measurement) for one in (first, second)]
    return "\n".join([*lines, sentences.comparison(versus)])


def provenance(known: Known) -> str:
    """Say which numbers were measured, which are modelled, and which are only estimates."""
    if not known.evidence:
        return "Nothing was measured yet: what you see are estimates, by the method the plan names."
    verdict = recommend(known.evidence, known.request.requirements, known.preferences)
    chosen = verdict.chosen or known.evidence[0].candidate
    seen = next(e.measurement for e in known.evidence if e.candidate == chosen)
    rest = len(known.running) - len({e.candidate for e in known.evidence})
    since = known.measured_at(chosen)
    lines = [
        f"{called(named(chosen))}: its answers were measured on this machine ({seen.n:,} examples, "
        f"last on {since:%Y-%m-%d}); latency ({seen.latency_p50_s.provenance}), memory and CPU "
        "time too, while it answered them.",
        "Energy is modelled from CPU seconds and memory at assumed watts, so trust ratios and not "
        "joules."
        if seen.energy_j_per_request.provenance == "modelled"
        else f"Energy is {seen.energy_j_per_request.provenance}, by {seen.meter.name}, of "
        f"{words.listed(list(seen.meter.components))}.",
        "Intervals are 95 % and hold for these examples, not for others.",
    ]
    if rest:
        others = words.counted(rest, "candidate")
        lines.append(f"Of {others} nothing was measured: only estimates, which eliminate nobody.")
    return " ".join(lines)


def estimated(one: Guess) -> str:
    """Return what is estimated of a candidate, with intervals and how it came about."""
    estimate = one.estimate
    latency, energy = estimate.latency_s, estimate.energy_j_per_request.scaled(1000)
    stored = f" {one.answers_stored:,} answers are stored." if one.answers_stored else ""
    return (
        f"- {called(one.named)}: about {words.seconds(latency.mid)} an answer "
        f"({words.seconds(latency.low)} to {words.seconds(latency.high)}), "
        f"{words.energy(energy.mid)} per 1,000 ({words.energy(energy.low)} to "
        f"{words.energy(energy.high)}), {words.size(estimate.memory_bytes.mid)} of memory, "
        f"{words.size(estimate.size_bytes)} on disk, "
        f"{words.size(estimate.download_bytes)} to fetch: estimated from {estimate.method}.{stored}"
    )


def used_again(known: Known) -> str:
    """Say which stored results this rests on, and from when: always, and only this machine's."""
    if not known.evidence:
        return "Nothing is stored yet for these examples on this machine."
    answers = [
        (e.candidate, len(e.correct), known.measured_at(e.candidate)) for e in known.evidence
    ]
    return (
        f"{sentences.reused(answers)} What was measured on this machine, with these libraries and "
        "on these examples is always used; results of another machine never enter a ranking."
    )


def relative_limit(priority: Priority, share: float, known: Known) -> tuple[str, float] | None:
    """Return the limit that a share of the choice's present cost is, or None without a choice."""
    verdict = recommend(known.evidence, known.request.requirements, known.preferences)
    if verdict.chosen is None or priority not in _LIMITS:
        return None
    seen = next(e.measurement for e in known.evidence if e.candidate == verdict.chosen)
    now = {
        "energy": seen.energy_j_per_request.mid,
        "latency": (seen.latency_p95_s or seen.latency_p50_s).mid,
        "memory": float(seen.memory_bytes),
        "size": float(seen.size_bytes),
    }
    return _LIMITS[priority], now[priority] * share


def _best_of(model: str, known: Known) -> Evidence | None:
    """Return a model's evidence: the choice's, else that with the most right answers."""
    own = [e for e in known.evidence if e.candidate.model == model]
    verdict = recommend(known.evidence, known.request.requirements, known.preferences)
    if chosen := [e for e in own if e.candidate == verdict.chosen]:
        return chosen[0]
    return max(own, key=lambda e: e.right / len(e.correct), default=None)


def _row(seen: Measurement) -> str:
    return (
        f"- {called(named(seen.candidate))}: "
        f"right on {words.percent(seen.quality.mid)} of {seen.n:,}, median "
        f"{words.seconds(seen.latency_p50_s.mid)}, "
        f"{words.energy(seen.energy_j_per_request.mid * 1000)} per 1,000 "
        f"({seen.energy_j_per_request.provenance}), {words.size(seen.memory_bytes)} of memory, "
        f"{words.size(seen.size_bytes)} on disk"
    )
