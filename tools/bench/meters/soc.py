"""The energy counters of a whole chip, through Zeus: Apple silicon and NVIDIA's Jetson.

A Jetson has power sensors only: a helper process of Zeus's samples them every 0.1 s and adds up.
Apple's Neural Engine is left out: no runtime here computes on it.
"""

import platform
from pathlib import Path

from tools.bench.meters.counter import Count, Counter, CounterError, quiet_drivers
from tools.domain import Component

# Fields of Zeus's `AppleSiliconMeasurement` and `JetsonMeasurement`.
_FIELDS: dict[str, Component] = {
    "cpu_total_mj": "cpu",
    "dram_mj": "memory",
    "gpu_mj": "gpu",
    "gpu_sram_mj": "gpu",
    "cpu_energy_mj": "cpu",
    "gpu_energy_mj": "gpu",
}
# A Jetson's whole module; where it is known, its CPU and GPU would be counted again.
_WHOLE = "total_energy_mj"
# Neither maker states an error; our allowance, for a Jetson's sampling too.
_ERROR = 0.15
# A Jetson's period of sampling in Zeus; for Apple's counters our allowance.
_UPDATE_S = 0.1
_JETSON_FILES = ("usr/lib/aarch64-linux-gnu/tegra", "etc/nv_tegra_release")  # where Zeus looks
_LACKS = "it covers the chip, not the rest of the machine: a power meter at the plug would"


def open_soc(device: str, root: Path) -> Counter:
    """Return the counter of the chip, of what work on the device uses of it.

    Raises:
        CounterError: this is no such chip, or it does not tell of the device.

    """
    _require_chip(root)
    with quiet_drivers():
        from zeus.device import get_soc

        chip = get_soc()
        told = chip.get_available_metrics()
    fields = _fields(told, on_gpu=device != "cpu")
    components = tuple(dict.fromkeys(fields.values()))
    if not {"soc", "cpu" if device == "cpu" else "gpu"} & set(components):
        raise CounterError(f"this chip has no energy counter for work on {device}")

    def counts() -> list[Count]:
        now = chip.get_total_energy_consumption()
        return [
            Count(one, sum(getattr(now, f) for f, part in fields.items() if part == one) / 1e3)
            for one in components
        ]

    return Counter(
        name="Zeus SoC counter",
        about=f"{type(chip).__name__}: {', '.join(fields)}",
        components=components,
        relative_error=_ERROR,
        update_s=_UPDATE_S,
        counts=counts,
        lacks=_LACKS,
    )


def _require_chip(root: Path) -> None:
    """Look for the chip without Zeus, which takes memory.

    Raises:
        CounterError: it is not there, or Zeus lacks what it reads it with.

    """
    if (platform.system(), platform.machine()) == ("Darwin", "arm64"):
        with quiet_drivers():
            from zeus.device.soc.apple import zeus_apple_available

        if not zeus_apple_available:
            raise CounterError(
                "the counters of Apple's chip are read with a package that is not installed",
                "`pip install zeus-apple-silicon`",
                refused=True,
            )
    elif not any((root / file).exists() for file in _JETSON_FILES):
        raise CounterError("this is neither an Apple chip nor a Jetson")


def _fields(told: set[str], *, on_gpu: bool) -> dict[str, Component]:
    if _WHOLE in told:
        return {_WHOLE: "soc"}
    return {
        field: component
        for field, component in _FIELDS.items()
        if field in told and (on_gpu or component != "gpu")
    }
