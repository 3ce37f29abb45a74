"""The lowest rung: energy modelled from what this process used and the watts that are assumed."""

from collections.abc import Callable
from time import perf_counter

from tools.bench import process
from tools.bench.meters.reading import Reading, total
from tools.bench.protocol import Power
from tools.domain import Component, Interval, Metering
from tools.units import gib

MODELLED = "modelled"


class ModelledMeter:
    """CPU seconds x W per core + GiB seconds x W per GiB, and for work on a GPU seconds x W of it.

    The parts of a GPU's own work are not known to this process, so it is taken to run throughout.
    """

    # The kernel accounts CPU time at every switch of tasks, not in ticks.
    update_s = 1e-4

    def __init__(
        self,
        power: Power,
        device: str = "cpu",
        *,
        better: str = "",
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._power, self._on_gpu, self._clock = power, device != "cpu", clock
        host: tuple[Component, ...] = ("cpu", "memory")
        self.about = Metering(
            name=MODELLED,
            components=("gpu", *host) if self._on_gpu else host,
            relative_error=max(
                _relative_error(power.w_per_core),
                _relative_error(power.w_per_gpu) if self._on_gpu else 0.0,
            ),
            better=better,
        )
        self._cpu_s = self._clock_s = 0.0

    def begin(self) -> None:
        """Start a window."""
        self._clock_s, self._cpu_s = self._clock(), process.cpu_s()

    def end(self) -> Reading:
        """Return joules of the process since `begin`, as wide as the watts are unsure."""
        cpu_s, wall_s = process.cpu_s() - self._cpu_s, self._clock() - self._clock_s
        gib_s = gib(process.resident_bytes()) * wall_s
        parts: dict[Component, Interval] = {
            "cpu": _energy(self._power.w_per_core, cpu_s),
            "memory": _energy(self._power.w_per_gib, gib_s),
        }
        if self._on_gpu:
            parts["gpu"] = _energy(self._power.w_per_gpu, wall_s)
        return Reading(total(parts.values()), parts)


def until_now(power: Power) -> Interval:
    """Return modelled joules of this process since its start: what no meter could see begin."""
    gib_s = gib(process.resident_bytes()) * process.age_s()
    return total([_energy(power.w_per_core, process.cpu_s()), _energy(power.w_per_gib, gib_s)])


def _energy(watts: tuple[float, float, float], amount_s: float) -> Interval:
    """Return watts (low, mid, high) of one unit times unit seconds."""
    low, mid, high = (one * amount_s for one in watts)
    return Interval(low=low, mid=mid, high=high, provenance="modelled")


def _relative_error(watts: tuple[float, float, float]) -> float:
    low, mid, high = watts
    return max(mid - low, high - mid) / mid if mid else 0.0
