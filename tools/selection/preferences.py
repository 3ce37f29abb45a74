"""Turns priorities in words into exchange rates: points of quality given up to halve a cost."""

from typing import get_args

from tools.domain import Cost, Preferences, Priority, Requirements

_BY_RANK = (4.0, 2.0)
_QUALITY_FIRST = 4.0
_COSTS: tuple[Cost, ...] = get_args(Cost)


def preferences_of(requirements: Requirements) -> Preferences:
    """Return the rates that follow from the priorities as said.

    A cost named first weighs four times its default and one named second twice; quality named
    first divides all rates by four; a cost said not to matter is 0. Quality said not to matter
    changes no rate: how much of it is enough is a limit. A rate that is known is as it is.
    """
    default = Preferences()
    ranked = dict(zip(requirements.priorities, _BY_RANK, strict=False))
    divisor = _QUALITY_FIRST if requirements.priorities[:1] == ("quality",) else 1.0
    return Preferences(
        **{
            cost: 0.0
            if cost in requirements.indifferent
            else getattr(default, cost) * ranked.get(cost, 1.0) / divisor
            for cost in _COSTS
        }
        | requirements.rates
    )


def alone(preferences: Preferences, priority: Priority) -> Preferences:
    """Return the rates of somebody to whom one thing is everything: no other cost counts."""
    nothing = Preferences(**dict.fromkeys(_COSTS, 0.0))
    if priority == "quality":
        return nothing
    rate = getattr(emphasised(preferences, priority), priority)
    return nothing.model_copy(update={priority: rate})


def emphasised(preferences: Preferences, priority: Priority, *, factor: float = 4.0) -> Preferences:
    """Return the rates of somebody to whom one thing matters `factor` times as much.

    A cost that did not matter starts from its default rate, or it could never matter more.
    Quality matters more when every cost matters less.
    """
    if priority == "quality":
        return Preferences(**{cost: getattr(preferences, cost) / factor for cost in _COSTS})
    rate = getattr(preferences, priority) or getattr(Preferences(), priority)
    return preferences.model_copy(update={priority: rate * factor})
