"""Fake chips below Zeus's real classes: the library of Apple's, and the sensors of a Jetson."""

from dataclasses import asdict, dataclass
from pathlib import Path
from types import SimpleNamespace

from zeus.device.soc.common import SoC
from zeus.device.soc.jetson import JetsonMeasurement


@dataclass
class AppleCounters:
    """What an M chip's counters stand at, in mJ; None is not known on some chips."""

    cpu_total_mj: int = 5_000
    dram_mj: int | None = 700
    gpu_mj: int = 900
    gpu_sram_mj: int = 20
    ane_mj: int = 0
    efficiency_cores_mj: list[int] | None = None
    performance_cores_mj: list[int] | None = None
    efficiency_cluster_mj: list[int] | None = None
    performance_cluster_mj: list[int] | None = None
    efficiency_core_manager_mj: int | None = None
    performance_core_manager_mj: int | None = None

    def library(self) -> SimpleNamespace:
        """Return a module like `zeus_apple_silicon`."""
        monitor = SimpleNamespace(get_cumulative_energy=lambda: SimpleNamespace(**asdict(self)))
        return SimpleNamespace(AppleEnergyMonitor=lambda: monitor)


class FakeJetson(SoC):
    """A Jetson whose rails have so many joules behind them."""

    def __init__(self, **rails_j: float) -> None:
        self.rails_j = rails_j

    def get_available_metrics(self) -> set[str]:
        return {f"{rail}_energy_mj" for rail in self.rails_j}

    def get_total_energy_consumption(self) -> JetsonMeasurement:
        return JetsonMeasurement(**{f"{r}_energy_mj": j * 1e3 for r, j in self.rails_j.items()})

    def begin_window(self, key: str, restart: bool = False) -> None:
        raise NotImplementedError

    def end_window(self, key: str) -> JetsonMeasurement:
        raise NotImplementedError


def jetson_sensors(root: Path, **rails_mw: int) -> None:
    """Make the files of an INA3221 with so many milliwatts on its rails: 5 V and a current."""
    folder = root / "sys/bus/i2c/drivers/ina3221/1-0040/hwmon/hwmon0"
    folder.mkdir(parents=True)
    for number, (rail, power_mw) in enumerate(rails_mw.items(), start=1):
        (folder / f"in{number}_label").write_text(f"VDD_{rail.upper()}\n")
        (folder / f"in{number}_input").write_text("5000\n")
        (folder / f"curr{number}_input").write_text(f"{power_mw // 5}\n")
