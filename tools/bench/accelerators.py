"""What a GPU did in a window: its memory as torch counts it, the rest as its driver tells."""

from typing import Protocol

from tools.bench import driver
from tools.bench.devices import index_of
from tools.domain import DeviceUse


class Accelerator(Protocol):
    """Watches a device between two calls."""

    def begin(self) -> None:
        """Start a window."""

    def end(self) -> DeviceUse | None:
        """End the window; None where there is nothing to tell: on the CPU."""


def accelerator_of(device: str) -> Accelerator:
    """Return what watches a device; torch is imported by the first window."""
    if (index := index_of(device)) is not None:
        return CudaAccelerator(device, driver.Watch(driver.gpu(index)))
    return MpsAccelerator() if device == "mps" else NoAccelerator()


class NoAccelerator:
    """The CPU: what it did is in the window already."""

    def begin(self) -> None:
        """Start a window."""

    def end(self) -> None:
        """End the window."""


class CudaAccelerator:
    """A GPU of NVIDIA's or, where torch was built for ROCm, of AMD's."""

    def __init__(self, device: str, watch: driver.Watch) -> None:
        self._device, self._watch, self._taken_bytes = device, watch, 0

    def begin(self) -> None:
        """Start a window, and with it a new peak of memory."""
        from torch import cuda

        cuda.reset_peak_memory_stats(self._device)
        self._taken_bytes = self._in_use_bytes()
        self._watch.begin()

    def end(self) -> DeviceUse:
        """Return the use since `begin`.

        Memory in use on the whole device is the larger of that before and after: torch gives back
        nothing of what it took, so a peak of its own stays seen.
        """
        from torch import cuda

        seen = self._watch.end()
        return DeviceUse(
            name=cuda.get_device_name(self._device),
            memory_bytes=cuda.max_memory_allocated(self._device),
            driver_memory_bytes=max(self._taken_bytes, self._in_use_bytes()),
            utilisation=seen.utilisation,
            temperature_c=seen.temperature_c,
            throttled=seen.throttled,
            foreign_processes=seen.foreign_processes,
        )

    def _in_use_bytes(self) -> int:
        from torch import cuda

        free, total = cuda.mem_get_info(self._device)
        return total - free


class MpsAccelerator:
    """The GPU of Apple silicon, of which torch tells the memory only."""

    def begin(self) -> None:
        """Start a window."""

    def end(self) -> DeviceUse:
        """Return the use so far.

        Torch keeps no peak here. What Metal gave the process stands for it: never less than the
        peak since its start, because torch gives nothing back.
        """
        import torch

        return DeviceUse(
            name=torch.backends.mps.get_name(),
            memory_bytes=torch.mps.driver_allocated_memory(),
            driver_memory_bytes=None,
            utilisation=None,
        )
