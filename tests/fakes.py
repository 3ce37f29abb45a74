"""Fakes with the real third-party interface: Zeus's devices, and a RAPL folder tree.

Counters stand still until a test lets joules flow, so every reading is known in advance.
"""

from pathlib import Path

from zeus.device.cpu.common import CPU, CpuDramMeasurement, CPUs
from zeus.device.exception import ZeusBaseGPUError
from zeus.device.gpu.common import EmptyGPUs


class FakeGPUs(EmptyGPUs):
    """GPUs with an energy counter in mJ, as NVML has since Volta."""

    def __init__(self, count: int = 1, *, counts: bool = True) -> None:
        self.energy_j = [1_000.0 * (index + 1) for index in range(count)]
        self.lost = False
        self._counts = counts

    def __len__(self) -> int:
        return len(self.energy_j)

    def run(self, *, power_w: float, wall_s: float, index: int = 0) -> None:
        self.energy_j[index] += power_w * wall_s

    def supports_get_total_energy_consumption(self, gpu_index: int) -> bool:
        return self._counts

    def get_total_energy_consumption(self, gpu_index: int) -> int:
        if self.lost:
            raise ZeusBaseGPUError("GPU is lost")
        return round(self.energy_j[gpu_index] * 1_000)

    def get_name(self, gpu_index: int) -> str:
        return "Fake GPU"


class FakeCPU(CPU):
    """One CPU package with its memory."""

    def __init__(self, cpu_index: int, *, has_dram: bool) -> None:
        super().__init__(cpu_index)
        self.cpu_j, self.dram_j = 500.0, (70.0 if has_dram else None)

    def get_total_energy_consumption(self) -> CpuDramMeasurement:
        dram_mj = None if self.dram_j is None else self.dram_j * 1_000
        return CpuDramMeasurement(cpu_mj=self.cpu_j * 1_000, dram_mj=dram_mj)

    def supports_get_dram_energy_consumption(self) -> bool:
        return self.dram_j is not None


class FakeCPUs(CPUs):
    """CPU packages that count."""

    def __init__(self, packages: int = 1, *, has_dram: bool = True) -> None:
        self._cpus = [FakeCPU(index, has_dram=has_dram) for index in range(packages)]

    def __del__(self) -> None:
        """Let go of nothing."""

    @property
    def cpus(self) -> list[FakeCPU]:
        return self._cpus


class RaplTree:
    """A powercap folder as Linux shows it: zones with a name and a counter in microjoules."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "sys/class/powercap/intel-rapl"
        self.folder.mkdir(parents=True)

    def add(
        self, zone: str, name: str, *, energy_j: float = 500.0, range_j: float = 262_143.328_85
    ) -> Path:
        path = self.folder / zone
        path.mkdir()
        (path / "name").write_text(f"{name}\n")
        (path / "max_energy_range_uj").write_text(f"{round(range_j * 1e6)}\n")
        self.set(zone, energy_j)
        return path

    def set(self, zone: str, energy_j: float) -> None:
        (self.folder / zone / "energy_uj").write_text(f"{round(energy_j * 1e6)}\n")
