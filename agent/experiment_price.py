"""About what a controlled experiment will take, before it is run."""

from collections.abc import Sequence

from agent.experiment import Experiment
from agent.pricing import estimates
from agent.services import Services
from tools.bench.experiment import metered_s
from tools.bench.turn import Told, machine_turn
from tools.cost.estimate import download_s
from tools.domain import Listing, Run, Spent


async def price(
    experiment: Experiment, done: Sequence[Run], services: Services, *, told: Told
) -> Spent:
    """Return about what the runs that are not done yet will take; weights included.

    A run is loading, warming up, and a window; a tactic's own cost is not known before, so it is
    counted as once more the same. Heads are fitted once. `told` hears of a process that measures
    just now, which is waited for where this machine's speed is not known yet.
    """
    if not services.is_calibrated():
        async with machine_turn(services.settings.turn, told=told):
            await services.calibration()
    listings, total = experiment.listings, Spent()
    as_they_are = [_as_it_is(one) for one in listings]
    found = await estimates(
        [*listings, *as_they_are], experiment.dataset, experiment.asked.device, services
    )
    left = experiment.left(done)
    for listing, guess, ready in zip(listings, found, found[len(listings) :], strict=False):
        ready_s = ready.setup_s
        own = sum(job.candidate.parent == listing.candidate for job in experiment.jobs)
        share = own * left / max(experiment.runs_in_all, 1)
        batch_s = experiment.design.examples * guess.latency_s.mid
        run_s = 2 * ready_s.low + max(
            batch_s, metered_s(experiment.design, experiment.asked.device)
        )
        fit_s = guess.setup_s.mid - ready_s.mid
        wall_s = share * experiment.design.blocks * run_s + fit_s
        total += Spent(
            wall_s=wall_s,
            energy_j=wall_s * services.power.w_per_core[1],
        )
    # What several need is fetched once.
    archives = dict(item for one in experiment.listings for item in one.model.archives.items())
    to_fetch = sum(archives.values())
    return total + Spent(wall_s=download_s(to_fetch).mid, downloads_bytes=to_fetch)


def _as_it_is(listing: Listing) -> Listing:
    """Return a candidate that fits nothing: what remains of its set-up is done in every run."""
    candidate = listing.candidate.model_copy(update={"strategy": "as_is"})
    return listing.model_copy(update={"candidate": candidate})
