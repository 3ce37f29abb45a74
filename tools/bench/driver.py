"""What a GPU's driver says of it, through Zeus, and through NVML where Zeus does not ask.

NVML is NVIDIA's; of other GPUs it is the temperature alone that is told.
"""

import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean
from typing import TYPE_CHECKING, TypeVar

import psutil

if TYPE_CHECKING:
    from zeus.device.gpu.common import GPU, GPUs

Answer = TypeVar("Answer")

# What the command lines of workers say: of fresh ones, and of those forked from a template.
_WORKERS = frozenset({"tools.bench.worker", "tools.bench.template"})


def gpus() -> "GPUs | None":
    """Return the GPUs that Zeus finds, in torch's order, and None where it finds none.

    Torch counts by PCI bus, as drivers do, because workers run with `CUDA_DEVICE_ORDER=PCI_BUS_ID`;
    both honour a `CUDA_VISIBLE_DEVICES` that lists numbers.
    """
    from zeus.device import get_gpus
    from zeus.device.exception import ZeusBaseGPUError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return get_gpus()
        # A visible device that is named by its UUID is a ValueError of Zeus's.
        except (ZeusBaseGPUError, ValueError):
            return None


def gpu(index: int) -> "GPU | None":
    """Return one GPU by its number, from 0, None where Zeus does not find it."""
    found = gpus()
    return found.gpus[index] if found is not None and index < len(found) else None


def names() -> list[str]:
    """Return the names of the GPUs that Zeus finds."""
    found = gpus()
    return [found.get_name(index) for index in range(len(found))] if found is not None else []


def version() -> str | None:
    """Return the version of NVIDIA's driver, None where there is none."""
    import pynvml

    return told(pynvml.nvmlSystemGetDriverVersion)


def told(ask: Callable[[], Answer]) -> Answer | None:
    """Return what a driver answers, None where it does not (older GPUs and virtual ones)."""
    from pynvml import NVMLError
    from zeus.device.exception import ZeusBaseGPUError

    try:
        return ask()
    except (NVMLError, ZeusBaseGPUError):
        return None


@dataclass(frozen=True)
class Seen:
    """What the driver saw of a GPU in a window; None is what it does not tell."""

    temperature_c: float | None = None
    utilisation: float | None = None
    throttled: bool | None = None
    foreign_processes: int | None = None


class Watch:
    """Watches one GPU over windows, each from `begin` to `end`; nothing runs in between."""

    def __init__(self, gpu: "GPU | None") -> None:
        from zeus.device.gpu.nvidia import NVIDIAGPU

        self._gpu = gpu
        self._handle = gpu.handle if isinstance(gpu, NVIDIAGPU) else None
        self._last_us = 0
        self._was_slowed: bool | None = None

    def begin(self) -> None:
        """Start a window."""
        if self._handle is not None:
            self._was_slowed = told(self._is_slowed)
            self._last_us = max([self._last_us, *(us for us, _ in told(self._samples) or ())])

    def end(self) -> Seen:
        """Return what was seen since `begin`.

        Utilisation is the mean of the samples that the driver itself took meanwhile, each over a
        fraction of a second before it: None where the window was too short for one. Temperature is
        that at the end. Throttled says that the clocks were lowered at either end.
        """
        if self._gpu is None:
            return Seen()
        temperature_c = told(self._gpu.get_gpu_temperature)
        if self._handle is None:
            return Seen(temperature_c=temperature_c)
        slowed = [one for one in (self._was_slowed, told(self._is_slowed)) if one is not None]
        shares = [share for _, share in told(self._samples) or ()]
        return Seen(
            temperature_c=temperature_c,
            utilisation=mean(shares) if shares else None,
            throttled=any(slowed) if slowed else None,
            foreign_processes=told(self._foreign_processes),
        )

    def _samples(self) -> list[tuple[int, float]]:
        """Return the time (microseconds) and the busy share of the driver's recent samples.

        Those newer than the last one known (https://docs.nvidia.com/deploy/nvml-api, under
        nvmlDeviceGetSamples); an error where there is none.
        """
        import pynvml

        kind = pynvml.NVML_GPU_UTILIZATION_SAMPLES
        _, samples = pynvml.nvmlDeviceGetSamples(self._handle, kind, self._last_us)
        return [(one.timeStamp, one.sampleValue.uiVal / 100) for one in samples]

    def _is_slowed(self) -> bool:
        """Say whether heat or the power supply lowers the clocks just now.

        Not the power cap, at which many GPUs work all day, and not `HwSlowdown`, which a mere
        change of clocks may show (NVML's reference, NvmlClocksEventReasons).
        """
        import pynvml

        slowdowns = (
            pynvml.nvmlClocksEventReasonSwThermalSlowdown
            | pynvml.nvmlClocksEventReasonHwThermalSlowdown
            | pynvml.nvmlClocksEventReasonHwPowerBrakeSlowdown
        )
        return bool(pynvml.nvmlDeviceGetCurrentClocksEventReasons(self._handle) & slowdowns)

    def _foreign_processes(self) -> int | None:
        """Return how many others hold the GPU now, workers aside: one at a time computes.

        None where this process does not find itself: a container hides the ids of processes.
        """
        import pynvml

        holders = pynvml.nvmlDeviceGetComputeRunningProcesses_v3(self._handle)
        ids = {one.pid for one in holders}
        if os.getpid() not in ids:
            return None
        return sum(not _is_ours(pid) for pid in ids)


def _is_ours(pid: int) -> bool:
    """Say whether a process is a worker of Green Runner's, whoever started it."""
    try:
        return pid == os.getpid() or not _WORKERS.isdisjoint(psutil.Process(pid).cmdline())
    except psutil.Error:
        return False
