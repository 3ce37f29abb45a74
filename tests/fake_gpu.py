"""GPUs that are not there, behind NVML's and torch's own functions.

`FakeNvml` lays its functions over pynvml's, so that Zeus's real NVIDIA code runs on top of them.
`pretend` does so in a process of its own, has torch take `cuda` for the CPU, and so lets a real
worker go the whole way of a GPU: tests put it into a `sitecustomize` module, which Python runs at
its start (`a_site`).
"""

import os
import runpy
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pynvml

ALLOCATED_BYTES, IN_USE_BYTES, TOTAL_BYTES = 300_000_000, 2_000_000_000, 8_000_000_000
BUSY_PERCENT, POWER_W, TEMPERATURE_C = 40, 50.0, 61
NAME = "Fake GPU"
OUT_OF_MEMORY = (
    "CUDA out of memory. Tried to allocate 1.95 GiB. GPU 0 has a total capacity of 7.45 GiB of "
    "which 1.58 GiB is free. Including non-PyTorch memory, this process has 5.87 GiB memory in "
    "use. If reserved but unallocated memory is large try setting PYTORCH_ALLOC_CONF"
)


@dataclass
class FakeGpu:
    """What one GPU shows; a test changes it as time goes by."""

    name: str = NAME
    counts_energy: bool = True
    energy_j: Callable[[], float] = lambda: 1_000.0
    temperature_c: int = TEMPERATURE_C
    reasons: int = 0
    pids: Collection[int] = field(default_factory=lambda: [os.getpid()])
    samples: list[tuple[int, int]] = field(default_factory=list)
    """Of its utilisation: microseconds and per cent."""


def unsupported(*_: object) -> None:
    raise pynvml.NVMLError(pynvml.NVML_ERROR_NOT_SUPPORTED)


class FakeNvml:
    """The functions of pynvml that Zeus and the product call, with the same signatures."""

    def __init__(self, *gpus: FakeGpu) -> None:
        self.gpus = gpus

    def lay_over(self, put: Callable[[object, str, object], None]) -> None:
        """Replace pynvml's functions, by `setattr` or pytest's."""
        from zeus.device import gpu as zeus_gpu
        from zeus.device.gpu.nvidia import nvml_is_available

        nvml_is_available.cache_clear()
        put(zeus_gpu, "_gpus", None)
        for name in (name for name in dir(self) if name.startswith("nvml")):
            put(pynvml, name, getattr(self, name))

    def nvmlInit(self) -> None:  # noqa: N802
        if not self.gpus:
            raise pynvml.NVMLError(pynvml.NVML_ERROR_DRIVER_NOT_LOADED)

    def nvmlShutdown(self) -> None:  # noqa: N802
        pass

    def nvmlSystemGetDriverVersion(self) -> str:  # noqa: N802
        return "580.1"

    def nvmlDeviceGetCount(self) -> int:  # noqa: N802
        return len(self.gpus)

    def nvmlDeviceGetHandleByIndex(self, index: int) -> FakeGpu:  # noqa: N802
        return self.gpus[index]

    def nvmlDeviceGetC2cModeInfoV(self, handle: FakeGpu) -> None:  # noqa: N802
        unsupported()

    def nvmlDeviceGetName(self, handle: FakeGpu) -> str:  # noqa: N802
        return handle.name

    def nvmlDeviceGetPowerManagementLimit(self, handle: FakeGpu) -> int:  # noqa: N802
        return 200_000

    def nvmlDeviceGetArchitecture(self, handle: FakeGpu) -> int:  # noqa: N802
        newer, older = pynvml.NVML_DEVICE_ARCH_VOLTA, pynvml.NVML_DEVICE_ARCH_PASCAL
        return newer if handle.counts_energy else older

    def nvmlDeviceGetTotalEnergyConsumption(self, handle: FakeGpu) -> int:  # noqa: N802
        return round(handle.energy_j() * 1_000)

    def nvmlDeviceGetTemperatureV(self, handle: FakeGpu, sensor: int) -> int:  # noqa: N802
        return handle.temperature_c

    def nvmlDeviceGetCurrentClocksEventReasons(self, handle: FakeGpu) -> int:  # noqa: N802
        return handle.reasons

    def nvmlDeviceGetComputeRunningProcesses_v3(  # noqa: N802
        self, handle: FakeGpu
    ) -> list[SimpleNamespace]:
        return [SimpleNamespace(pid=pid, usedGpuMemory=None) for pid in handle.pids]

    def nvmlDeviceGetSamples(  # noqa: N802
        self, handle: FakeGpu, kind: int, since_us: int
    ) -> tuple[int, list[SimpleNamespace]]:
        assert kind == pynvml.NVML_GPU_UTILIZATION_SAMPLES
        newer = [(us, percent) for us, percent in handle.samples if us > since_us]
        if not newer:
            raise pynvml.NVMLError(pynvml.NVML_ERROR_NOT_FOUND)
        return pynvml.NVML_VALUE_TYPE_UNSIGNED_INT, [
            SimpleNamespace(timeStamp=us, sampleValue=SimpleNamespace(uiVal=percent))
            for us, percent in newer
        ]


class _Ticking(list[tuple[int, int]]):
    """A sample of the utilisation for every 0.2 ms so far: the shortest windows take some."""

    def __iter__(self) -> Iterator[tuple[int, int]]:
        now = time.monotonic_ns() // 200_000
        return iter([(tick * 200, BUSY_PERCENT) for tick in range(now - 10_000, now + 1)])


class _ThisProcess(list[int]):
    """The process that asks: it may be a fork of the one that pretends."""

    def __iter__(self) -> Iterator[int]:
        return iter([os.getpid()])


def torch_built_for_cuda(put: Callable[[object, str, object], None]) -> None:
    """Have torch's file of constants say CUDA 13.0."""
    read = runpy.run_path

    def run_path(path: str) -> dict[str, object]:
        return read(path) | ({"cuda": "13.0"} if path.endswith("version.py") else {})

    put(runpy, "run_path", run_path)


def pretend(*, is_full: bool) -> None:
    """Have this process find one GPU, and torch compute on the CPU what it is told to on `cuda`."""
    gpu = FakeGpu(
        energy_j=lambda: POWER_W * time.monotonic(), samples=_Ticking(), pids=_ThisProcess()
    )
    FakeNvml(gpu).lay_over(setattr)
    torch_built_for_cuda(setattr)
    _take_cuda_for_the_cpu(is_full=is_full)


def _take_cuda_for_the_cpu(*, is_full: bool) -> None:
    import torch
    from torch.overrides import TorchFunctionMode

    def here(given: object) -> object:
        named = isinstance(given, str | torch.device) and str(given).startswith("cuda")
        if named and is_full:
            raise torch.cuda.OutOfMemoryError(OUT_OF_MEMORY)
        return torch.device("cpu") if named else given

    class CudaIsTheCpu(TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            given = {name: here(value) for name, value in (kwargs or {}).items()}
            return func(*map(here, args), **given)

    CudaIsTheCpu().__enter__()
    for name, fake in {
        "synchronize": lambda device=None: None,
        "reset_peak_memory_stats": lambda device=None: None,
        "max_memory_allocated": lambda device=None: ALLOCATED_BYTES,
        "mem_get_info": lambda device=None: (TOTAL_BYTES - IN_USE_BYTES, TOTAL_BYTES),
        "get_device_name": lambda device=None: NAME,
    }.items():
        setattr(torch.cuda, name, fake)


def a_site(folder: Path, *, is_full: bool = False) -> dict[str, str]:
    """Write a `sitecustomize` that pretends, and return the environment that has it run."""
    # The path of the tests must not stay: their folder `tools` is not the product's.
    script = (
        f"import sys; sys.path.append({str(Path(__file__).parent)!r})\n"
        f"import fake_gpu; sys.path.pop()\n"
        f"fake_gpu.pretend(is_full={is_full})\n"
    )
    (folder / "sitecustomize.py").write_text(script)
    return {"PYTHONPATH": str(folder)}
