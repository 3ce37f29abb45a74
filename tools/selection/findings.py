"""Findings on tactics: helps, refuted, a trade-off, no difference, or could not run.

A tactic is a hypothesis that it saves energy at the same quality. Where the corrected test shows
that it takes more, or where its one-off cost is never earned back within the stated volume, it is
refuted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import mean, stdev

from scipy.special import stdtrit

from tools.domain import Candidate, Effect, Finding, Interval, Run, TacticResult
from tools.selection.effects import TESTED, effects, holm, log_ratios, quantity_of
from tools.selection.paired import paired_difference

# Less than a point of quality, lost on average, is not called a loss.
_QUALITY_MARGIN = 0.01


@dataclass(frozen=True)
class _Answers:
    """The examples that a tactic and its parent both answered, in one order."""

    right: tuple[bool, ...]
    parent_right: tuple[bool, ...]
    same: tuple[bool, ...]


def results(runs: Sequence[Run], *, volume: float | None = None) -> tuple[TacticResult, ...]:
    """Return what came of every tactic, in the order of their first runs.

    The parent of a candidate is the one without tactics; Holm's correction is over all comparisons
    of one parent. Configurations that never ran are results too, with the reason. `volume` is the
    number of requests that a one-off cost must be earned back in; None asks no such thing.
    """
    by_candidate: dict[Candidate, list[Run]] = {}
    for run in runs:
        by_candidate.setdefault(run.candidate, []).append(run)
    found = []
    for parent in (one for one in by_candidate if not one.tactics):
        children = [one for one in by_candidate if one.tactics and one.parent == parent]
        raw = {child: effects(by_candidate[child], by_candidate[parent]) for child in children}
        adjusted = _holm(raw)
        found += [
            _result(by_candidate[child], by_candidate[parent], adjusted[child], volume=volume)
            for child in children
        ]
    return tuple(found)


def _holm(raw: Mapping[Candidate, list[Effect]]) -> dict[Candidate, list[Effect]]:
    """Correct the tested quantities of all tactics of one model together."""
    tested = [e for found in raw.values() for e in found if e.quantity in TESTED]
    adjusted = iter(holm([effect.p_value for effect in tested]))
    return {
        candidate: [
            effect.model_copy(update={"adjusted": next(adjusted)})
            if effect.quantity in TESTED
            else effect
            for effect in found
        ]
        for candidate, found in raw.items()
    }


def _result(
    runs: Sequence[Run],
    parents: Sequence[Run],
    found: Sequence[Effect],
    *,
    volume: float | None,
) -> TacticResult:
    answers, saved = _answers(runs, parents), _saved_j(runs, parents)
    change = paired_difference(answers.right, answers.parent_right) if answers.same else None
    one_off_s, one_off_j = _one_off(runs)
    energy = next((effect for effect in found if effect.quantity == "energy"), None)
    saves = energy is not None and energy.shown and energy.ratio.mid < 1
    pays_back = one_off_j / saved.mid if saves and saved and saved.mid > 0 else None
    failures = [run.failure.reason for run in runs if run.failure]
    return TacticResult(
        candidate=runs[0].candidate,
        parent=runs[0].candidate.parent,
        blocks=len(log_ratios(runs, parents, "energy")),
        examples=len(answers.same),
        effects=tuple(found),
        quality=sum(answers.right) / len(answers.right) if answers.right else None,
        quality_change=change,
        agreement=sum(answers.same) / len(answers.same) if answers.same else None,
        one_off_s=one_off_s,
        one_off_j=one_off_j,
        saved_j=saved,
        pays_back_after=pays_back,
        nonzero_parameters=_nonzero(runs),
        finding=_finding(energy, change, pays_back=pays_back, volume=volume),
        reason="" if energy else (failures or ["it was not measured in two blocks"])[0],
    )


def _finding(
    energy: Effect | None,
    change: Interval | None,
    *,
    pays_back: float | None,
    volume: float | None,
) -> Finding:
    if energy is None:
        return "could not run"
    # What may be lost speaks against a tactic that saves; against one that does not, what is.
    may_lose = change is not None and change.mid < -_QUALITY_MARGIN
    if not energy.shown:
        is_lost = change is not None and may_lose and change.high < 0
        return "refuted" if is_lost else "no difference"
    if energy.ratio.mid > 1 or (volume is not None and (pays_back is None or pays_back > volume)):
        return "refuted"
    return "trade-off" if may_lose else "helps"


def _answers(runs: Sequence[Run], parents: Sequence[Run]) -> _Answers:
    """Return the first answer to each example that both gave."""
    own, theirs = _by_example(runs), _by_example(parents)
    common = sorted(own.keys() & theirs.keys())
    return _Answers(
        right=tuple(own[i][1] for i in common),
        parent_right=tuple(theirs[i][1] for i in common),
        same=tuple(own[i][0] == theirs[i][0] for i in common),
    )


def _by_example(runs: Sequence[Run]) -> dict[int, tuple[int, bool]]:
    """Return answer and whether it is right, by the example's place in the shared order."""
    found: dict[int, tuple[int, bool]] = {}
    for window in (run.window for run in runs if run.window):
        for i, answer in enumerate(zip(window.predicted, window.correct, strict=True)):
            found.setdefault(window.start + i, answer)
    return found


def _one_off(runs: Sequence[Run]) -> tuple[float, float]:
    """Return the dearest application of the tactics: later ones may find a compiler's cache."""
    costs = [
        (
            sum(cost.wall_s for cost in run.setup.tactics),
            sum(cost.energy.mid for cost in run.setup.tactics),
        )
        for run in runs
        if run.setup
    ]
    return max(costs, key=lambda cost: cost[1], default=(0.0, 0.0))


def _saved_j(runs: Sequence[Run], parents: Sequence[Run]) -> Interval | None:
    """Return the joules saved a request: the mean over blocks with its 95 % t interval."""
    theirs = {run.block: quantity_of(run, "energy") for run in parents}
    saved = [
        other - own
        for run in runs
        if (own := quantity_of(run, "energy")) and (other := theirs.get(run.block))
    ]
    if len(saved) < 2:
        return None
    reach = float(stdtrit(len(saved) - 1, 0.975)) * stdev(saved) / sqrt(len(saved))
    measured = all(run.window.energy.provenance == "measured" for run in runs if run.window)
    return Interval(
        low=mean(saved) - reach,
        mid=mean(saved),
        high=mean(saved) + reach,
        provenance="measured" if measured else "modelled",
    )


def _nonzero(runs: Sequence[Run]) -> float | None:
    """Return the share of parameters that are not zero; None where the runtime hides them."""
    setup = next((run.setup for run in runs if run.setup), None)
    if setup is None or not setup.parameters or setup.nonzero_parameters is None:
        return None
    return setup.nonzero_parameters / setup.parameters
