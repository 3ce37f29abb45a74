"""The energy counter of the GPU that a device names, through Zeus: NVIDIA's NVML or AMD's SMI.

Zeus numbers the GPUs that `CUDA_VISIBLE_DEVICES` (AMD: also `HIP_VISIBLE_DEVICES`) leaves visible
from 0 on, as torch does. NVML counts them in PCI order and CUDA the fastest first, so the order is
the same only where `CUDA_DEVICE_ORDER` is `PCI_BUS_ID`: workers are handed that.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from tools.bench.devices import index_of, named
from tools.bench.meters.counter import Count, Counter, CounterError, quiet_drivers

if TYPE_CHECKING:
    from zeus.device.gpu.common import GPUs

# NVIDIA states +-5 % for its board power sensors (quoted in arXiv 2312.02741, which also shows that
# those of the A100 and H100 look at a quarter of the time only).
_NVIDIA_ERROR = 0.05
# Nothing published was found; Zeus takes a counter that is within a factor of ten of the power.
# Our allowance.
_AMD_ERROR = 0.15
# NVML moves its counter every 20 to 100 ms (Zeus); the same is assumed of AMD's.
UPDATE_S = 0.1


def open_gpu(device: str, root: Path) -> Counter:
    """Return the counter of one GPU and of no other.

    Raises:
        CounterError: there is no such GPU, or it has no counter.

    """
    index = index_of(device) or 0
    gpus = _visible(root)
    if index >= len(gpus):
        there = ", ".join(map(named, range(len(gpus))))
        raise CounterError(f"there is no {device} here", f"Zeus sees {there or 'none'}")
    with quiet_drivers():
        name = gpus.get_name(index)
        if not gpus.supports_get_total_energy_consumption(index):
            raise CounterError(
                f"{name} ({named(index)}) has no energy counter that Zeus trusts",
                "NVIDIA's GPUs have one since Volta, and AMD's must agree with the power they show",
            )
        gpus.get_total_energy_consumption(index)
    return Counter(
        name="Zeus GPU counter",
        about=f"{name} ({named(index)})",
        components=("gpu",),
        relative_error=_AMD_ERROR if _are_amd(gpus) else _NVIDIA_ERROR,
        update_s=UPDATE_S,
        counts=lambda: [Count("gpu", gpus.get_total_energy_consumption(index) / 1e3)],
    )


def gpu_devices(root: Path) -> list[str]:
    """Return the devices that are GPUs which Zeus sees.

    Raises:
        CounterError: it sees none.

    """
    return [named(index) for index in range(len(_visible(root)))]


def _visible(root: Path) -> "GPUs":
    with quiet_drivers():
        from zeus.device import gpu as zeus_gpu

        try:
            return zeus_gpu.get_gpus()
        except zeus_gpu.ZeusGPUInitError:
            if zeus_gpu.nvml_is_available() or zeus_gpu.amdsmi_is_available():
                raise
        except ValueError:
            raise CounterError(
                "Zeus cannot read which GPUs are visible",
                "CUDA_VISIBLE_DEVICES (HIP_VISIBLE_DEVICES) must hold their numbers: `0,2`",
                refused=True,
            ) from None
    raise _no_gpu(root)


def _no_gpu(root: Path) -> CounterError:
    """Say why neither maker's library answers, by the device files that their drivers make."""
    if (root / "dev/nvidiactl").exists():
        return CounterError(
            "an NVIDIA GPU is here, but its library NVML does not answer",
            "it comes with the driver; a container needs NVIDIA's runtime",
            refused=True,
        )
    if (root / "dev/kfd").exists():
        return CounterError(
            "an AMD GPU is here, but its SMI library does not answer",
            "Zeus needs ROCm 6.2 or later and the package `amdsmi` of the same version",
            refused=True,
        )
    return CounterError("there is no NVIDIA or AMD GPU here")


def _are_amd(gpus: "GPUs") -> bool:
    from zeus.device.gpu.amd import AMDGPUs

    return isinstance(gpus, AMDGPUs)
