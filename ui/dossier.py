"""The report of an experiment with tactics, as Markdown."""

from collections.abc import Iterator, Sequence

from agent import words
from agent.dossier import Dossier, Parent
from agent.sentences import short
from agent.tactic_words import about, finding
from tools.domain import Candidate, TacticResult
from ui.forest import Bar, forest

_QUANTITIES = ("energy", "latency", "memory", "size")


def markdown(found: Dossier, *, rows: str, title: str = "Tactics on this machine") -> str:
    """Return the report; `rows` names the file of raw rows beside it."""
    lines = [f"# {title}", "", *_summary(found), "", "## What came out", ""]
    lines += [f"- {finding(result, found.usd_per_kwh)}" for result in found.results]
    lines += ["", "## An earlier study's verdicts", "", *_replications(found)]
    for parent in found.parents:
        own = [one for one in found.results if one.parent == parent.candidate]
        lines += ["", f"## {short(parent.candidate)}", "", *_model(parent, own)]
    lines += ["", "## Not tried", "", *_skipped(found)]
    lines += ["", "## How it was measured", "", *_method(found, rows)]
    return "\n".join(lines) + "\n"


def pictures(found: Dossier) -> dict[str, str]:
    """Return the SVG pictures that the report refers to, by file name."""
    return {
        picture_of(parent.candidate): forest(
            f"{short(parent.candidate)}: energy of a request, tactic / parent",
            [
                Bar(
                    label=" + ".join(one.candidate.tactics),
                    ratio=one.effect("energy").ratio,
                    shown=one.effect("energy").shown,
                )
                for one in found.results
                if one.parent == parent.candidate and one.finding != "could not run"
            ],
        )
        for parent in found.parents
    }


def picture_of(candidate: Candidate) -> str:
    """Return the file name of a model's picture."""
    name = "".join(c if c.isalnum() else "-" for c in candidate.model.rsplit("/", 1)[-1])
    return f"{name.lower()}-{candidate.strategy.replace('_', '-')}.svg"


def _summary(found: Dossier) -> Iterator[str]:
    yield about(found)
    counts = {
        name: sum(one.finding == name for one in found.results)
        for name in ("helps", "trade-off", "no difference", "refuted", "could not run")
    }
    yield ""
    yield (
        "Of "
        + words.counted(len(found.results), "tactic on a model", "tactics on models")
        + ": "
        + ", ".join(f"{name} {count}" for name, count in counts.items() if count)
        + "."
    )


def _replications(found: Dossier) -> Iterator[str]:
    yield (
        "The study: 42 image classifiers, four tactics (arXiv:2409.12878). Its abstract gives "
        "verdicts in words; what must be seen for each to hold is our reading."
    )
    yield ""
    yield "| verdict of the study | seen if | here |"
    yield "|---|---|---|"
    for one in found.replications:
        seen = f" ({one.seen} of {words.counted(one.models, 'model')})" if one.models else ""
        yield f"| {one.verdict} | {one.test} | **{one.outcome}**{seen} |"


def _model(parent: Parent, own: Sequence[TacticResult]) -> Iterator[str]:
    energy = parent.energy
    yield (
        f"As it is: right on {words.percent(parent.quality)} of {parent.examples:,}; "
        f"{words.seconds(parent.latency_s)} (median), {words.seconds(parent.cpu_s)} of CPU and "
        f"{words.significant(energy.mid * 1_000)} J per 1,000 requests "
        f"({energy.provenance}, {words.between(energy.low * 1_000, energy.high * 1_000)}); "
        f"{words.size(parent.memory_bytes)} of memory, {words.size(parent.size_bytes)} on disk."
    )
    yield ""
    yield f"![Energy of each tactic against the parent]({picture_of(parent.candidate)})"
    yield ""
    yield (
        "| tactic | energy | latency | memory | size | quality, points | agrees | applying it "
        "| pays back after | finding |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for one in own:
        yield _row(one)


def _row(one: TacticResult) -> str:
    name = " + ".join(one.candidate.tactics)
    if one.finding == "could not run":
        return f"| {name} | | | | | | | | | could not run: {one.reason} |"
    ratios = [_ratio(one, quantity) for quantity in _QUANTITIES]
    change = one.quality_change
    quality = (
        f"{100 * change.mid:+.1f} ({100 * change.low:+.1f} to {100 * change.high:+.1f})"
        if change
        else ""
    )
    agrees = words.percent(one.agreement) if one.agreement is not None else ""
    back = (
        f"{words.significant(one.pays_back_after)} requests"
        if one.pays_back_after is not None
        else "never"
    )
    applying = f"{words.seconds(one.one_off_s)}, {words.significant(one.one_off_j)} J"
    return f"| {' | '.join([name, *ratios, quality, agrees, applying, back, one.finding])} |"


def _ratio(one: TacticResult, quantity: str) -> str:
    effect = next((e for e in one.effects if e.quantity == quantity), None)
    if effect is None:
        return ""
    ratio = effect.ratio
    if quantity in ("memory", "size"):
        return f"{ratio.mid:.2f}"
    mark = "\\*" if effect.shown else ""
    return f"{ratio.mid:.2f} ({ratio.low:.2f} to {ratio.high:.2f}){mark}"


def _skipped(found: Dossier) -> Iterator[str]:
    reasons: dict[tuple[str, str], list[str]] = {}
    for one in found.skipped:
        reasons.setdefault((one.tactic, one.reason), []).append(one.model.rsplit("/", 1)[-1])
    if not reasons:
        yield "Everything that was asked for was tried."
    for (tactic, reason), models in reasons.items():
        yield f"- {tactic} on {words.listed(models)}: {reason}"


def _method(found: Dossier, rows: str) -> Iterator[str]:
    asked = found.asked
    facts = ", ".join(f"{name} {value}" for name, value in found.facts.items())
    yield f"- Machine {found.machine}: {facts}."
    yield (
        f"- {found.runs:,} of {found.runs_in_all:,} runs: {asked.blocks} blocks in random order, "
        f"each configuration once a block in a worker of its own, {asked.examples} requests one at "
        "a time, passed again until the energy of a request is known to 2 % or a second is over "
        f"({found.unsettled} windows did not get there). Warm-up and applying a tactic are apart."
    )
    yield (
        f"- Energy: {found.meter.name}, of {words.listed(list(found.meter.components))}; the "
        f"meter's own error is ±{100 * found.meter.relative_error:.0f} %, and what both sides "
        f"share of it cancels in a ratio. {found.meter.better}"
    )
    yield (
        f"- Other programs used {found.foreign_cores:.2f} cores on average meanwhile. Ratios are "
        "paired by block, so what slows a whole block cancels."
    )
    yield (
        "- Ratios are geometric means over blocks with 95 % intervals (paired t on logarithms); "
        "\\* marks those that differ from 1 after Holm's correction over the model's energy, "
        "latency and CPU comparisons. Memory and size are facts of one build, not tested."
    )
    yield (
        "- Quality and agreement are on the same examples as the parent's; a head that was fitted "
        "on the parent's features is kept. 'Pays back' sets the energy of applying the tactic once "
        "against what it saves a request, where that is shown."
    )
    yield (
        f"- Set-ups and windows took {words.spending(found.spent)} ({found.meter.name}), starting "
        "the processes not counted."
    )
    yield f"- Raw rows: [{rows}]({rows}), one a run, units in the column names."
