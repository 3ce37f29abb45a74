"""A meter that reads counters around the window, and models what they do not tell."""

from collections.abc import Callable, Sequence
from time import perf_counter

from tools.bench.meters.counter import Count, Counter, CounterError, gained
from tools.bench.meters.modelled import ModelledMeter
from tools.bench.meters.reading import Reading, total
from tools.domain import Component, Interval, Metering


class CountingMeter:
    """Adds up counters of different components, such as a GPU's and the CPU packages'.

    A component whose counter tells nothing of a window (it stood still, ran backwards, went away)
    is modelled in that window, and then so is the sum. A count of a whole package or GPU holds what
    other processes used of it.
    """

    def __init__(
        self,
        counters: Sequence[Counter],
        fallback: ModelledMeter,
        *,
        better: str = "",
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._counters, self._fallback, self._clock = counters, fallback, clock
        self.about = Metering(
            name=" + ".join(counter.name for counter in counters),
            components=tuple(part for counter in counters for part in counter.components),
            relative_error=max(counter.relative_error for counter in counters),
            better=better,
        )
        self.update_s = max(counter.update_s for counter in counters)
        self._before: list[Sequence[Count] | None] = [None] * len(counters)
        self._clock_s = 0.0

    def begin(self) -> None:
        """Start a window."""
        self._fallback.begin()
        self._clock_s = self._clock()
        self._before = [_stand(counter) for counter in self._counters]

    def end(self) -> Reading:
        """Return the joules that the counters gained, and for what they do not tell modelled ones.

        The interval holds the counter's error and its steps: up to one update of it is missing from
        the window or too much.
        """
        now = [_stand(counter) for counter in self._counters]
        wall_s = self._clock() - self._clock_s
        modelled = self._fallback.end()
        parts: dict[Component, Interval] = {}
        for counter, before, after in zip(self._counters, self._before, now, strict=True):
            joules = (
                gained(before, after, wall_s=wall_s, update_s=counter.update_s)
                if before is not None and after is not None
                else {}
            )
            # A step's weight in the window; where a clock shows no time at all, all of it.
            step = counter.update_s / max(wall_s, counter.update_s)
            for component in counter.components:
                parts[component] = (
                    _measured(joules[component], error=counter.relative_error + step)
                    if component in joules
                    else modelled.parts.get(component, modelled.energy)  # the whole chip
                )
        return Reading(total(parts.values()), parts)


def _stand(counter: Counter) -> Sequence[Count] | None:
    try:
        return counter.read()
    except CounterError:
        return None


def _measured(energy_j: float, *, error: float) -> Interval:
    return Interval(
        low=max(energy_j * (1 - error), 0.0),
        mid=energy_j,
        high=energy_j * (1 + error),
        provenance="measured",
    )
