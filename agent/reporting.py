"""Puts the report of a search together from what is known."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agent import race_words, sentences
from agent.deciding import deciding
from agent.effort import so_far
from agent.evidence import Known
from agent.introduction import introduction
from agent.report import (
    Advice,
    Bill,
    Considered,
    Eliminated,
    Needs,
    Report,
    Row,
    Status,
    Undecided,
    named,
)
from agent.services import Services
from agent.state import Json, State
from tools.bench.windows import SETTLED
from tools.domain import Candidate, Comparison, Evidence, Recommendation, Spent, Standing
from tools.selection.arena import DELTA
from tools.selection.contest import Contest
from tools.selection.flips import flips
from tools.selection.limits import judgements
from tools.selection.paired import compare
from tools.selection.payback import brute_force, most_accurate, payback
from tools.selection.racing.board import Exclusion
from tools.selection.trial import Trial


class Departure(NamedTuple):
    """How a candidate left a race, and against whom."""

    how: Exclusion
    rival: Candidate


def build(
    known: Known,
    state: State,
    recommendation: Recommendation,
    services: Services,
    *,
    contests: tuple[Contest | Trial, ...],
) -> Report:
    """Put the report of a finished search together.

    Its contests are the race of the models and, where there was one, the trial of tactics.
    """
    gone, complete = _departures(contests), not any(one.undecided for one in contests)
    stored = state.get("stored", {})
    scores = {s.candidate: s.score for s in recommendation.standings}
    found = {e.candidate: e for e in known.evidence}
    scenario, request = known.scenario, known.request
    return Report(
        requirements=Needs(
            **request.requirements.model_dump(),
            task=scenario.task,
            dataset=scenario.dataset.name,
            device=scenario.device,
            budget=request.budget,
        ),
        preferences=known.preferences,
        dataset=scenario.dataset,
        machine=services.machine,
        cores=int(services.machine_facts["logical_cpus"]),
        considered=tuple(_considered(known, stored, gone)),
        measurements=tuple(
            _row(found[s.candidate], scores[s.candidate]) for s in recommendation.standings
        ),
        recommendation=_advice(known, recommendation, contests).model_copy(
            update={"eliminated": tuple(_eliminated(state, gone))}
        ),
        search=_bill(known, state, recommendation, complete=complete),
        place=services.place_of(request),
    )


def _departures(contests: Sequence[Contest | Trial]) -> dict[Candidate, Departure]:
    """Return who left a race, how, and against whom."""
    return {
        candidate: Departure(how, contest.race.entries[how.rival].candidate)
        for contest in contests
        for candidate, how in contest.exclusions.items()
    }


def _considered(
    known: Known, stored: dict[str, int], gone: dict[Candidate, Departure]
) -> list[Considered]:
    reasons = standing_words(known)
    answered = {e.candidate: len(e.correct) for e in known.evidence}
    out = []
    for listing in known.listings:
        one = listing.candidate
        status: Status = "estimated"
        reason = "the budget ended the search before it was measured"
        if listing.dropped:
            status, reason = "dropped", listing.dropped
        elif one in answered:
            status = "measured" if answered[one] > stored.get(one.key, 0) else "stored"
            reason = f"{answered[one]} examples answered. {reasons[one]}"
        elif one in known.failures:
            status, reason = "failed", known.failures[one].reason
        if status != "failed" and one in gone:
            said = race_words.exclusion(*gone[one])
            reason = said if status == "estimated" else f"{reason} {said}"
        about = introduction(listing.model)
        out.append(Considered(**named(one).model_dump(), status=status, reason=reason, about=about))
    return out


def _row(evidence: Evidence, score: float) -> Row:
    m = evidence.measurement
    return Row(
        **named(m.candidate).model_dump(),
        **m.model_dump(
            include={
                *("device", "n", "cpu_s_per_request", "memory_bytes", "device_memory_bytes"),
                "size_bytes",
            }
        ),
        meter=m.meter.name,
        quality=m.quality,
        metric="macro_f1" if evidence.classes else "accuracy",
        latency_p50_s=m.latency_p50_s.mid,
        latency_p95_s=m.latency_p95_s.mid if m.latency_p95_s else None,
        latency_p95=m.latency_p95_s,
        energy_j_per_request=m.energy_j_per_request,
        energy_standard_error=m.energy_standard_error,
        settled=m.energy_standard_error is not None and m.energy_standard_error <= SETTLED,
        foreign_cores=m.foreign_cores,
        disturbed=m.disturbed,
        score=score,
    )


def standing_words(known: Known) -> dict[Candidate, str]:
    """Return how each measured candidate stands against the limits, in words."""
    return {
        e.candidate: sentences.standing(judgements(e.measurement, known.request.requirements))
        for e in known.evidence
    }


def _advice(
    known: Known, recommendation: Recommendation, contests: Sequence[Contest | Trial]
) -> Advice:
    reasons = standing_words(known)

    def undecided(standing: Standing) -> Undecided:
        return Undecided(
            **named(standing.candidate).model_dump(), reason=reasons[standing.candidate]
        )

    chosen, nearest = recommendation.chosen, recommendation.nearest
    return Advice(
        chosen=named(chosen) if chosen else None,
        feasible=recommendation.feasible,
        unsure=tuple(undecided(standing) for standing in recommendation.unsure),
        nearest=undecided(nearest) if nearest else None,
        front=tuple(named(candidate) for candidate in recommendation.front),
        certified=race_words.certified(
            recommendation.certificate,
            with_tactics=any(e.candidate.tactics for e in known.evidence),
        ),
        versus=sentences.comparison(recommendation.versus) if recommendation.versus else None,
        reasons=tuple(sentences.reasons(recommendation)),
        undecided=(
            *sentences.open_questions(
                recommendation,
                percentile=known.request.requirements.latency_percentile,
                pool=known.scenario.dataset.n_test,
            ),
            *(
                said
                for one in contests
                for said in race_words.open_race(one, recommendation.chosen)
            ),
        ),
        tactics=tuple(race_words.tried(one) for one in _tactics(known)),
        deciding=deciding(recommendation, contests),
        flips=race_words.would_flip(flips(known.facts, recommendation, known.preferences)),
    )


def _tactics(known: Known) -> Iterator[Comparison]:
    """Yield each tactic that was measured against the model that it is of."""
    found = {e.candidate: e for e in known.evidence}
    for candidate, evidence in found.items():
        if candidate.tactics and (parent := found.get(candidate.parent)) is not None:
            yield compare(evidence, parent, known.preferences)


def _eliminated(state: State, gone: dict[Candidate, Departure]) -> Iterator[Eliminated]:
    for candidate, (how, rival) in gone.items():
        yield Eliminated(
            **named(candidate).model_dump(),
            rival=named(rival),
            ground=how.ground,
            answers=how.answers,
            after_s=state.get("gone", {}).get(candidate.key),
            delta=0.0 if how.ground == "cannot catch up" else DELTA,
        )


def _bill(known: Known, state: State, recommendation: Recommendation, *, complete: bool) -> Bill:
    stored, spent = state.get("stored", {}), Spent.model_validate(state["spent"])
    answered = known.answered
    found = {e.candidate: e for e in known.evidence}
    chosen = found.get(recommendation.chosen) if recommendation.chosen else None
    provenances = {e.measurement.energy_j_per_request.provenance for e in known.evidence}
    effort, made = so_far(state), state.get("designing")
    designing = Spent.model_validate(made) if made else None
    everything = brute_force(known.entries_from_scratch(), known.scenario.dataset.n_test)
    return Bill(
        **spent.model_dump(),
        orchestrator_cpu_s=effort.own_cpu_s,
        fetching_cpu_s=effort.fetching_cpu_s,
        search_cpu_s=effort.cpu_s,
        complete=complete,
        energy_provenance="measured" if provenances == {"measured"} else "modelled",
        new_measurements=sum(n > stored.get(key, 0) for key, n in answered.items()),
        reused_measurements=sum(key in stored for key in answered),
        new_answers=sum(n - stored.get(key, 0) for key, n in answered.items()),
        reused_answers=sum(stored.get(key, 0) for key in answered),
        asked_before=state.get("asked_before"),
        brute_force=everything + (designing or Spent()),
        payback=payback(chosen, _baseline(known), spent) if chosen else None,
        baseline=named(known.baseline.candidate) if known.baseline else None,
        designing=designing,
    )


def _baseline(known: Known) -> Evidence:
    """Return what is used now, if it was measured, or else the most accurate."""
    used = known.baseline
    own = [e for e in known.evidence if used and e.candidate == used.candidate]
    return own[0] if own else most_accurate(known.evidence)


def dumped(report: Report) -> Json:
    """Return the report as plain JSON."""
    return report.model_dump(mode="json")
