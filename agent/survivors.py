"""Tactics on whoever won the race of the models: each has to show on this machine what it saves."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from agent import race_words
from agent.events import tell
from agent.evidence import Known
from agent.services import Services
from agent.state import State
from tools.bench.tactics.catalogue import find
from tools.bench.tactics.refusals import refusal
from tools.domain import Candidate, Estimate, Interval, Listing, Measurement, Runtime, Setup, Spent
from tools.selection.contest import Contest
from tools.selection.race import BATCH
from tools.selection.recommend import recommend
from tools.selection.trial import Trial

# Of its parent's, what a tactic may take: ONNX Runtime took 0.4 of torch's time here, and a GPU's
# owners report 8-bit weights that took over twice as much.
_AT_LEAST, _AT_MOST = 0.25, 2.0
# These change what a request is, so that their costs are no user's.
_OTHER_REQUESTS = ("batch", "calibration")
# Seconds that applying one takes: bf16 a fraction, an export about ten, compiling a minute.
_APPLYING_S = (0.1, 5.0, 60.0)


class Joined(NamedTuple):
    """Tactics that join: of which model, their names, about what they take, and the new stage."""

    parent: Candidate
    names: list[str]
    likely: Spent
    stage: State

    def tell(self) -> None:
        """Say it."""
        tell("note", text=race_words.tactics_join(self.parent, self.names))


def tactics_join(
    state: State, known: Known, contest: Contest | Trial, services: Services
) -> Joined | None:
    """Return a search's next stage, in which tactics of the best model join, or None.

    They join once, when the race of the models is decided or nothing more of it can be paid, and
    some tactic can run and be paid.
    """
    if state.get("survivor") is not None:
        return None
    best = _best_model(known)
    parent = next((one for one in known.running if one.candidate == best), None)
    if parent is None:
        return None
    joining = [
        one
        for one in _with_tactics(parent, known.scenario.device, services)
        if one.candidate not in known.estimates
    ]
    if not joining:
        return None
    seen = next(e.measurement for e in known.evidence if e.candidate == parent.candidate)
    setup = known.setups[parent.candidate]
    estimates = [_estimate(seen, setup, one.candidate) for one in joining]
    budget = contest.race.budget
    if not any(budget.affords(Spent(wall_s=one.setup_s.mid)) for one in estimates):
        return None
    stage: State = {
        "survivor": parent.candidate.key,
        "listings": [*state["listings"], *(one.model_dump(mode="json") for one in joining)],
        "estimates": [*state["estimates"], *(one.model_dump(mode="json") for one in estimates)],
    }
    names = [one.candidate.tactics[0] for one in joining]
    w_per_core = services.power.w_per_core[1]
    return Joined(parent.candidate, names, _likely(estimates, w_per_core), stage)


def possible(known: Known, services: Services) -> list[str]:
    """Return the tactics that may be tried: those that some model of the race can take."""
    runtimes = {one.model.runtime for one in known.running}
    device = known.scenario.device
    return [
        name
        for name in services.settings.tactic_names
        if any(_can(name, runtime, device) for runtime in runtimes)
    ]


def remembered(
    listings: Sequence[Listing], stored: Iterable[Candidate], services: Services
) -> Iterator[Listing]:
    """Yield listings of the tactics that were tried before on models that are listed."""
    parents = {one.candidate: one for one in listings if not one.dropped}
    for candidate in stored:
        parent = parents.get(candidate.parent)
        if parent and candidate.tactics and candidate.tactics[0] in services.settings.tactic_names:
            yield parent.model_copy(update={"candidate": candidate})


def _best_model(known: Known) -> Candidate | None:
    """Return the model to choose, or which comes nearest: a tactic may bring it within limits."""
    models = [e for e in known.evidence if not e.candidate.tactics]
    verdict = recommend(models, known.request.requirements, known.preferences)
    if verdict.chosen is None and verdict.nearest is not None:
        return verdict.nearest.candidate
    return verdict.chosen


def _can(name: str, runtime: Runtime, device: str) -> bool:
    tactic = find(name)
    if tactic is None or tactic.kind in _OTHER_REQUESTS:
        return False
    return refusal((name,), runtime=runtime, device=device) is None


def _with_tactics(parent: Listing, device: str, services: Services) -> Iterator[Listing]:
    for name in services.settings.tactic_names:
        if find(name) is None:
            tell("note", text=f"GREENRUNNER_TACTICS names {name!r}, and there is no such tactic.")
        elif _can(name, parent.model.runtime, device):
            candidate = parent.candidate.model_copy(update={"tactics": (name,)})
            yield parent.model_copy(update={"candidate": candidate})


def _estimate(parent: Measurement, setup: Setup, candidate: Candidate) -> Estimate:
    """Return what a tactic may cost: anything from a quarter of its parent's to twice as much."""
    again_s = setup.load_s + setup.warm_up_s
    low, mid, high = (again_s + applying_s for applying_s in _APPLYING_S)
    return Estimate(
        candidate=candidate,
        download_s=Interval(low=0, mid=0, high=0, provenance="assumed"),
        setup_s=Interval(low=low, mid=mid, high=high, provenance="assumed"),
        latency_s=_about(parent.latency_p50_s.mid),
        cpu_s_per_request=_about(parent.cpu_s_per_request),
        energy_j_per_request=_about(parent.energy_j_per_request.mid),
        memory_bytes=_about(parent.memory_bytes),
        size_bytes=int(parent.size_bytes * _AT_LEAST),
        download_bytes=0,
        method=f"{_AT_LEAST:g} to {_AT_MOST:g} times what was measured without the tactic",
    )


def _likely(estimates: Sequence[Estimate], w_per_core: float) -> Spent:
    """Return about what it takes to apply each and let it answer a first batch."""
    total = Spent()
    for one in estimates:
        wall_s = one.setup_s.mid + BATCH * one.latency_s.mid
        answering_j = BATCH * one.energy_j_per_request.mid
        total += Spent(wall_s=wall_s, energy_j=one.setup_s.mid * w_per_core + answering_j)
    return total


def _about(value: float) -> Interval:
    return Interval(low=value * _AT_LEAST, mid=value, high=value * _AT_MOST, provenance="assumed")
