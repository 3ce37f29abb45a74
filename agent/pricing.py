"""What a job and this machine add to a candidate's own facts when its cost is estimated."""

from agent.services import Services
from tools.cost.estimate import Surroundings
from tools.domain import Dataset


async def surroundings(dataset: Dataset, services: Services) -> Surroundings:
    """Return the machine's speed and watts, and how long the inputs are."""
    speed = await services.speed()
    return Surroundings(
        flop_per_s=speed.flop_per_s,
        lookups_per_s=speed.lookups_per_s,
        w_per_core=services.power.w_per_core,
        w_per_gib=services.power.w_per_gib,
        mean_length=dataset.mean_length,
        fit_examples=min(dataset.n_train, services.settings.fit_examples),
    )
