"""Energy of a window, from the best meter there is; an empty reading is no measurement, never 0 J.

The ladder: a GPU's own counter and the CPU's RAPL counter through Zeus, else a model of the CPU and
memory that this process used. A reading that covers a whole package counts other processes too.
"""

import warnings
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from tools.bench import process
from tools.bench.protocol import Power
from tools.domain import Interval
from tools.units import gib

if TYPE_CHECKING:
    from zeus.monitor import ZeusMonitor

# NVIDIA states +-5 % for its board power sensors (quoted in arXiv 2312.02741).
_GPU_ERROR = 0.05
# RAPL against a wall meter on servers: within some per cent; 10 % is our allowance, not a datum.
_RAPL_ERROR = 0.10
_WINDOW = "window"


class Meter(Protocol):
    """Measures the energy between two calls."""

    name: str

    def begin(self) -> None:
        """Start a window."""

    def end(self) -> Interval:
        """End the window and return its energy in joules."""


class ModelledMeter:
    """Energy modelled as CPU seconds x watts per core + GiB seconds x watts per GiB."""

    name = "modelled"

    def __init__(self, power: Power) -> None:
        self._power = power
        self._cpu_s = self._clock_s = 0.0

    def begin(self) -> None:
        """Start a window."""
        self._clock_s, self._cpu_s = perf_counter(), process.cpu_s()

    def end(self) -> Interval:
        """Return joules of the process since `begin`, as wide as the watts are unsure."""
        cpu_s = process.cpu_s() - self._cpu_s
        gib_s = gib(process.resident_bytes()) * (perf_counter() - self._clock_s)
        low, mid, high = (
            cpu_s * core + gib_s * memory
            for core, memory in zip(self._power.w_per_core, self._power.w_per_gib, strict=True)
        )
        return Interval(low=low, mid=mid, high=high, provenance="modelled")


class ZeusMeter:
    """Counters of the GPU in use and of the CPU packages, read through Zeus around the window."""

    def __init__(self, monitor: "ZeusMonitor", name: str, fallback: Meter) -> None:
        self._monitor = monitor
        self._fallback = fallback
        self.name = name

    def begin(self) -> None:
        """Start a window."""
        self._fallback.begin()
        self._monitor.begin_window(_WINDOW, sync_execution=False)

    def end(self) -> Interval:
        """Return the joules that the counters gained; a stalled counter falls back on the model."""
        modelled = self._fallback.end()
        reading = self._monitor.end_window(_WINDOW, sync_execution=False)
        gpu_j = sum(reading.gpu_energy.values())
        cpu_j = sum((reading.cpu_energy or {}).values()) + sum((reading.dram_energy or {}).values())
        if gpu_j + cpu_j <= 0:
            return modelled
        error_j = gpu_j * _GPU_ERROR + cpu_j * _RAPL_ERROR
        total_j = gpu_j + cpu_j
        return Interval(
            low=total_j - error_j, mid=total_j, high=total_j + error_j, provenance="measured"
        )


def best_meter(power: Power, device: str = "cpu") -> Meter:
    """Return the best meter for work on a device: Zeus where it finds a counter, else the model."""
    modelled = ModelledMeter(power)
    on_gpu, has_rapl = device == "cuda" and has_gpu_counter(), has_cpu_counter()
    if not (on_gpu or has_rapl):
        return modelled
    from zeus.monitor import ZeusMonitor

    monitor = ZeusMonitor(gpu_indices=[0] if on_gpu else [])
    names = ["Zeus GPU counter"] * on_gpu + ["Zeus RAPL"] * has_rapl
    return ZeusMeter(monitor, " + ".join(names), modelled)


def has_gpu_counter() -> bool:
    """Say whether Zeus finds a GPU that it can meter."""
    from zeus.device import get_gpus
    from zeus.device.exception import ZeusBaseGPUError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return len(get_gpus()) > 0
        except ZeusBaseGPUError:
            return False


def has_cpu_counter() -> bool:
    """Say whether Zeus finds a CPU energy counter (RAPL) that it may read."""
    from zeus.device import get_cpus
    from zeus.device.exception import ZeusBaseCPUError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return len(get_cpus()) > 0
        except (ZeusBaseCPUError, OSError):
            return False
