"""What holds once something more was said: the new beside the old."""

from collections.abc import Sequence

from agent.electricity import said_anew
from tools.domain import Request, Requirements


def merged(asked: Request, before: Request, *, lifted: Sequence[str] = ()) -> Request:
    """Return a request with what was said anew, without the limits that are lifted."""
    old = before.requirements
    said = asked.requirements.model_dump(exclude_defaults=True)
    without = dict.fromkeys(lifted, None)
    origins = {**old.origins, **asked.requirements.origins}
    requirements = Requirements.model_validate({**old.model_dump(), **said, **without}).model_copy(
        update={
            "rates": {**old.rates, **asked.requirements.rates},
            "origins": {name: one for name, one in origins.items() if name not in lifted},
        }
    )
    granted = asked.budget.model_dump(exclude_none=True)
    return before.model_copy(
        update={
            "requirements": requirements,
            "metric": asked.metric or before.metric,
            "strategy": asked.strategy or before.strategy,
            "device": asked.device or before.device,
            "budget": before.budget.model_copy(update=granted),
            **said_anew(asked),
        }
    )
