"""Measures one batch of one candidate, and charges all of it to the budget."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic

from langgraph.runtime import Runtime

from agent import batch, race_words
from agent.effort import Cut, Effort, so_far
from agent.events import tell, this_thread
from agent.evidence import Known
from agent.fetching import Tally
from agent.nas import design as designing
from agent.nodes.plan import standing
from agent.services import Services
from agent.state import State
from agent.survivors import tactics_join
from tools.bench.client import Outcome
from tools.bench.process import started_cpu_s
from tools.domain import Budget, Spent
from tools.selection.contest import Contest
from tools.selection.trial import Trial

# A step may overrun the budget by this much: about one batch.
_GRACE_S = 2.0


async def measure(state: State, runtime: Runtime[Services]) -> State:
    """Take the race one step further; the result is in the store before the next begins.

    Only the search that stands first in line measures; its conversation gives the place up. Where
    this is cancelled, what the step cost so far waits in the services to be booked.
    """
    services, tally = runtime.context, Tally()
    waited = await _in_line(services)
    started = monotonic()
    known = Known(state, services)
    # What another search measured meanwhile is not this one's.
    stored = known.answered if waited else state.get("stored", {})
    budget = Budget.model_validate(state["budget"])
    unfinished = list(state.get("unfinished", []))
    contest = standing(state, known)
    kept = _kept(contest, known, state)
    step = contest.next_step()
    if step is None:
        return {**kept, "stored": stored, **_next_stage(contest, known, state, services)}
    left_s = services.settings.hang_s if budget.wall_s is None else budget.wall_s + _GRACE_S
    with charged_if_cut(services, tally) as workers_cpu_s:
        ran = await batch.run(step, tally, known=known, services=services, left_s=left_s)
    if ran.is_unfinished:
        unfinished.append(step.candidate.key)
    if ran.is_out_of_time and budget.wall_s is not None:
        tell("note", text=f"{step.candidate.model} was not ready within the budget.")
    else:
        batch.record(ran.outcome, known, services)
    effort = _effort(services, tally, workers_cpu_s)
    spent = Spent(
        wall_s=monotonic() - started,
        energy_j=_energy_j(ran.outcome, effort, w_per_core=services.power.w_per_core[1]),
        downloads_bytes=tally.downloads_bytes,
    )
    return {
        **kept,
        "budget": budget.spend(spent).model_dump(mode="json"),
        "spent": (Spent.model_validate(state["spent"]) + spent).model_dump(mode="json"),
        "effort": (so_far(state) + effort).model_dump(mode="json"),
        "unfinished": unfinished,
        "stored": stored,
        "next": "measure",
    }


def _kept(contest: Contest | Trial, known: Known, state: State) -> State:
    """Return what a race must remember: who opened it, who left when, and the round it is in.

    Who has just left is told; in rounds, who goes on: another choice may bring others back there.
    """
    opened, before = state.get("opened"), state.get("gone", {})
    if opened is None and not contest.is_opening:
        opened = sorted(known.answered)
    racing = {entry.candidate.key for entry in contest.race.entries}
    spent, exclusions = Spent.model_validate(state["spent"]), contest.exclusions
    left = len(contest.race.running) - len(exclusions)
    round_ = contest.round if isinstance(contest, Contest) else None
    for candidate, how in exclusions.items():
        if candidate.key not in before and round_ is None:
            rival = contest.race.entries[how.rival].candidate
            tell("note", text=race_words.left_the_race(candidate, how, rival, left=left))
    gone = {one.key: before.get(one.key, spent.wall_s) for one in exclusions}
    others = {key: after_s for key, after_s in before.items() if key not in racing}
    kept: State = {"opened": opened, "gone": others | gone}
    if round_ is not None:
        now = round_.model_dump(mode="json")
        if now != state.get("round"):
            tell("note", text=race_words.new_round(round_, contest.race))
        kept["round"] = now
    return kept


def _next_stage(contest: Contest | Trial, known: Known, state: State, services: Services) -> State:
    """Return the question which is rather wanted, tactics, a design, then the conclusion."""
    if not state.get("weighed"):
        return {"next": "weigh"}
    joined = tactics_join(state, known, contest, services)
    if joined is None:
        may_help = not state.get("designed") and designing.wanted(known)
        return {"next": "design" if may_help else "decide"}
    joined.tell()
    return {**joined.stage, "next": "measure"}


async def _in_line(services: Services) -> bool:
    """Wait until this search may measure; return whether others of this process did meanwhile.

    What this process computes in that time is not this search's.
    """
    services.own_cpu.pause(this_thread())
    waited = await services.line.enter(this_thread(), partial(tell, "queued"))
    services.own_cpu.begin(this_thread())
    return waited


@contextmanager
def charged_if_cut(services: Services, tally: Tally) -> Iterator[float]:
    """Hand out the CPU seconds of workers so far; leave what a step cost to be booked, if cut.

    The worker is gone and nothing said what it used: one busy core is assumed.
    """
    started, workers_cpu_s = monotonic(), started_cpu_s()
    try:
        yield workers_cpu_s
    except asyncio.CancelledError:
        wall_s = monotonic() - started
        services.unbooked[this_thread()] = Cut(
            spent=Spent(
                wall_s=wall_s,
                energy_j=wall_s * services.power.w_per_core[1],
                downloads_bytes=tally.downloads_bytes,
            ),
            effort=_effort(services, tally, workers_cpu_s),
        )
        raise


def _effort(services: Services, tally: Tally, workers_cpu_s: float) -> Effort:
    """Return what was computed since the last step; workers had used so many CPU seconds then."""
    return Effort(
        own_cpu_s=services.own_cpu.taken(this_thread()) - tally.cpu_s,
        fetching_cpu_s=tally.cpu_s,
        workers_cpu_s=started_cpu_s() - workers_cpu_s,
    )


def _energy_j(outcome: Outcome, effort: Effort, *, w_per_core: float) -> float:
    """Return what a step took: as read, and by CPU time where a worker ended before it could."""
    was_read = outcome.setup is not None or outcome.window is not None
    unread_cpu_s = effort.cpu_s - (effort.workers_cpu_s if was_read else 0.0)
    return outcome.energy_j + unread_cpu_s * w_per_core
