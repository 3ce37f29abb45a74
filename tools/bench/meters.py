"""Energy of a window, from the best meter there is; an empty reading is no measurement, never 0 J.

The ladder: a GPU's own counter and the CPU's RAPL counters through Zeus, else a model of what CPU
and memory this process used. A reading that covers a whole package counts other processes too.
Zeus's devices are read directly: its `ZeusMonitor` loads pandas and scikit-learn, some 150 MB that
would count as the candidate's.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tools.bench import process
from tools.bench.protocol import Power
from tools.domain import Component, Interval, Metering
from tools.units import gib

if TYPE_CHECKING:
    from zeus.device.cpu.common import CPUs
    from zeus.device.gpu.common import GPUs

# NVIDIA states +-5 % for its board power sensors (quoted in arXiv 2312.02741).
_GPU_ERROR = 0.05
# RAPL against a wall meter on servers: within some per cent; 10 % is our allowance, not a datum.
_RAPL_ERROR = 0.10
# The RAPL zone of the whole platform, on some laptops: it counts the packages again.
_PLATFORM_ZONE = "psys"


@dataclass(frozen=True)
class Reading:
    """Joules of a window: in all, and by component."""

    energy: Interval
    parts: dict[Component, Interval]


class Meter(Protocol):
    """Measures the energy between two calls; `update_s` is how often its counter moves."""

    about: Metering
    update_s: float

    def begin(self) -> None:
        """Start a window."""

    def end(self) -> Reading:
        """End the window and return its energy."""


MODELLED = "modelled"


class ModelledMeter:
    """Energy modelled as CPU seconds x watts per core + GiB seconds x watts per GiB."""

    # The kernel accounts CPU time at every switch of tasks, not in ticks.
    update_s = 1e-4

    def __init__(self, power: Power) -> None:
        low, mid, high = power.w_per_core
        self.about = Metering(
            name=MODELLED,
            components=("cpu", "memory"),
            relative_error=max(mid - low, high - mid) / mid if mid else 0.0,
            better="A machine whose RAPL or GPU counter can be read measures instead.",
        )
        self._power = power
        self._cpu_s = self._clock_s = 0.0

    def begin(self) -> None:
        """Start a window."""
        self._clock_s, self._cpu_s = perf_counter(), process.cpu_s()

    def end(self) -> Reading:
        """Return joules of the process since `begin`, as wide as the watts are unsure."""
        cpu_s, wall_s = process.cpu_s() - self._cpu_s, perf_counter() - self._clock_s
        gib_s = gib(process.resident_bytes()) * wall_s
        return Reading(
            _modelled(self._power, cpu_s=cpu_s, gib_s=gib_s),
            {
                "cpu": _modelled(self._power, cpu_s=cpu_s, gib_s=0.0),
                "memory": _modelled(self._power, cpu_s=0.0, gib_s=gib_s),
            },
        )


class _Reading(NamedTuple):
    """Joules that counters stand at: of GPUs, of CPU packages, and of all memory together."""

    gpu_j: tuple[float, ...]
    cpu_j: tuple[float, ...]
    memory_j: float


class ZeusMeter:
    """Counters of the GPU in use and of the CPU packages, read through Zeus around the window."""

    def __init__(self, *, gpus: "GPUs | None", cpus: "CPUs | None", fallback: Meter) -> None:
        self._gpus, self._cpus, self._fallback = gpus, cpus, fallback
        self._packages = [] if cpus is None else _packages(cpus)
        self._begun = self._read()
        names = ["Zeus GPU counter"] * (gpus is not None) + ["Zeus RAPL"] * (cpus is not None)
        components: list[Component] = ["gpu"] * (gpus is not None)
        self.about = Metering(
            name=" + ".join(names),
            components=(*components, "cpu", "memory") if cpus is not None else tuple(components),
            relative_error=_RAPL_ERROR if gpus is None else _GPU_ERROR,
        )
        self.update_s = 1e-3 if gpus is None else 0.1

    def begin(self) -> None:
        """Start a window."""
        self._fallback.begin()
        self._begun = self._read()

    def end(self) -> Reading:
        """Return the joules that the counters gained; where one stood still, the modelled ones.

        A memory counter may stand still: some CPUs have one that is always 0.
        """
        modelled, now = self._fallback.end(), self._read()
        gpu_j = [end - begin for end, begin in zip(now.gpu_j, self._begun.gpu_j, strict=True)]
        cpu_j = [end - begin for end, begin in zip(now.cpu_j, self._begun.cpu_j, strict=True)]
        if min(gpu_j + cpu_j) <= 0:
            return modelled
        memory_j = max(now.memory_j - self._begun.memory_j, 0.0)
        found: dict[Component, tuple[float, float]] = {
            "gpu": (sum(gpu_j), _GPU_ERROR),
            "cpu": (sum(cpu_j), _RAPL_ERROR),
            "memory": (memory_j, _RAPL_ERROR),
        }
        parts = {
            component: _within(energy_j, error)
            for component, (energy_j, error) in found.items()
            if component in self.about.components
        }
        return Reading(total(list(parts.values())), parts)

    def _read(self) -> _Reading:
        gpu_mj = [] if self._gpus is None else [self._gpus.get_total_energy_consumption(0)]
        zones = [
            self._cpus.get_total_energy_consumption(index)
            for index in self._packages
            if self._cpus is not None
        ]
        return _Reading(
            gpu_j=tuple(mj / 1e3 for mj in gpu_mj),
            cpu_j=tuple(zone.cpu_mj / 1e3 for zone in zones),
            memory_j=sum(zone.dram_mj or 0.0 for zone in zones) / 1e3,
        )


def best_meter(power: Power, device: str = "cpu") -> Meter:
    """Return the best meter for work on a device: Zeus where it finds a counter, else the model."""
    modelled = ModelledMeter(power)
    gpus, cpus = _gpus() if device == "cuda" else None, _cpus()
    if gpus is None and cpus is None:
        return modelled
    return ZeusMeter(gpus=gpus, cpus=cpus, fallback=modelled)


def has_gpu_counter() -> bool:
    """Say whether Zeus finds a GPU that it can meter."""
    return _gpus() is not None


def has_cpu_counter() -> bool:
    """Say whether Zeus finds a CPU energy counter (RAPL) that it may read."""
    return _cpus() is not None


def until_now(power: Power) -> Interval:
    """Return modelled joules of this process since its start: what no meter could see begin."""
    gib_s = gib(process.resident_bytes()) * process.age_s()
    return _modelled(power, cpu_s=process.cpu_s(), gib_s=gib_s)


def total(energies: Sequence[Interval]) -> Interval:
    """Add energies whose errors are shared (the same meter, the same assumed watts)."""
    measured = all(energy.provenance == "measured" for energy in energies)
    return Interval(
        low=sum(energy.low for energy in energies),
        mid=sum(energy.mid for energy in energies),
        high=sum(energy.high for energy in energies),
        provenance="measured" if measured else "modelled",
    )


def _within(energy_j: float, relative_error: float) -> Interval:
    error_j = energy_j * relative_error
    return Interval(
        low=energy_j - error_j, mid=energy_j, high=energy_j + error_j, provenance="measured"
    )


def _modelled(power: Power, *, cpu_s: float, gib_s: float) -> Interval:
    low, mid, high = (
        cpu_s * core + gib_s * memory
        for core, memory in zip(power.w_per_core, power.w_per_gib, strict=True)
    )
    return Interval(low=low, mid=mid, high=high, provenance="modelled")


def _gpus() -> "GPUs | None":
    from zeus.device import get_gpus
    from zeus.device.exception import ZeusBaseGPUError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            gpus = get_gpus()
            # GPUs before Volta have no counter (Zeus would poll their power).
            counts = len(gpus) > 0 and gpus.supports_get_total_energy_consumption(0)
        except ZeusBaseGPUError:
            return None
    return gpus if counts else None


def _cpus() -> "CPUs | None":
    from zeus.device import get_cpus
    from zeus.device.exception import ZeusBaseCPUError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            cpus = get_cpus()
        except (ZeusBaseCPUError, OSError):
            return None
    return cpus if _packages(cpus) else None


def _packages(cpus: "CPUs") -> list[int]:
    """Return the RAPL zones that are CPU packages."""
    zones = [getattr(getattr(cpu, "rapl_file", None), "name", "") for cpu in cpus.cpus]
    return [index for index, name in enumerate(zones) if name != _PLATFORM_ZONE]
