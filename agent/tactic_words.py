"""Findings on tactics in plain sentences, with the evidence."""

from agent import words
from agent.dossier import Dossier
from agent.sentences import short
from tools.domain import TacticResult
from tools.units import kwh

_MILLION = 1_000_000


def about(found: Dossier) -> str:
    """Return what was compared, on what, in one sentence."""
    models = words.counted(len(found.parents), "model")
    cut = " It was cut before its end." if found.left else ""
    few = "" if found.asked.blocks >= 10 else " Fewer than ten repeats: small effects stay hidden."
    return (
        f"{models} on {found.dataset.name} ({found.asked.device}, {found.facts['cpu']}), each with "
        f"and without tactics, {words.counted(found.asked.blocks, 'repeat')}.{cut}{few}"
    )


def finding(result: TacticResult, usd_per_kwh: float) -> str:
    """Return what came of a tactic on a model, in one or two sentences."""
    who = f"**{' + '.join(result.candidate.tactics)}** on {short(result.parent)}"
    if result.finding == "could not run":
        return f"{who} could not run: {result.reason}"
    energy, latency = result.effect("energy").ratio, result.effect("latency").ratio
    said = (
        f"{words.significant(energy.mid)} times the energy "
        f"({words.between(energy.low, energy.high)}), {words.significant(latency.mid)} times the "
        f"latency ({words.between(latency.low, latency.high)})"
    )
    match result.finding:
        case "refuted" if not result.effect("energy").shown:
            return f"{who} is refuted: it saves no energy that is shown, {said}{_lost(result)}."
        case "refuted":
            return f"{who} is refuted: it takes {said}{_lost(result)}.{_wasted(result)}"
        case "no difference":
            return f"{who} makes no difference that is shown: {said}{_lost(result)}."
        case "trade-off":
            return f"{who} is a trade-off: {said}{_lost(result)}.{_paid(result, usd_per_kwh)}"
        case _:
            return f"{who} helps: {said}{_lost(result)}.{_paid(result, usd_per_kwh)}"


def _lost(result: TacticResult) -> str:
    change = result.quality_change
    if change is None or result.agreement is None:
        return ""
    points = (
        f"{100 * change.mid:+.1f} points of accuracy "
        f"({100 * change.low:+.1f} to {100 * change.high:+.1f})"
    )
    return (
        f", {points}, the parent's answer on {words.percent(result.agreement)} of "
        f"{words.counted(result.examples, 'example')}"
    )


def _wasted(result: TacticResult) -> str:
    if result.effect("energy").ratio.mid <= 1:
        after = (
            "never pays back"
            if result.pays_back_after is None
            else f"pays back only after {words.significant(result.pays_back_after)} requests"
        )
        return (
            f" Applying it takes {words.seconds(result.one_off_s)} and "
            f"{words.significant(result.one_off_j)} J, which {after}."
        )
    return ""


def _paid(result: TacticResult, usd_per_kwh: float) -> str:
    if result.pays_back_after is None or result.saved_j is None:
        return ""
    usd = kwh(result.saved_j.mid * _MILLION) * usd_per_kwh
    return (
        f" Applying it takes {words.seconds(result.one_off_s)} and "
        f"{words.significant(result.one_off_j)} J, earned back after "
        f"{words.significant(result.pays_back_after)} requests; it saves "
        f"{words.energy(result.saved_j.mid * _MILLION)} in a million requests, "
        f"{words.dollars(usd)} at {usd_per_kwh:g} USD per kWh."
    )
