"""Fake GPU drivers below Zeus's real classes: functions of `pynvml`, a module like `amdsmi`."""

from dataclasses import dataclass
from types import SimpleNamespace

import pynvml


@dataclass
class Card:
    """A GPU as its driver sees it."""

    name: str
    energy_j: float = 1_000.0
    power_w: float = 50.0
    counts_truly: bool = True
    """NVIDIA: it is a Volta or later. AMD: its counter agrees with its power."""
    lost: bool = False


def install_nvml(monkeypatch, cards: list[Card]) -> None:
    """Let NVML show these cards."""

    def refuse(*_: object) -> None:
        raise pynvml.NVMLError(pynvml.NVML_ERROR_NOT_SUPPORTED)

    def energy_mj(card: Card) -> int:
        if card.lost:
            raise pynvml.NVMLError(pynvml.NVML_ERROR_GPU_IS_LOST)
        return round(card.energy_j * 1_000)

    def architecture(card: Card) -> int:
        return pynvml.NVML_DEVICE_ARCH_VOLTA - (not card.counts_truly)

    functions = {
        "nvmlInit": lambda: None,
        "nvmlShutdown": lambda: None,
        "nvmlDeviceGetCount": lambda: len(cards),
        "nvmlDeviceGetHandleByIndex": lambda index: cards[index],
        "nvmlDeviceGetC2cModeInfoV": refuse,
        "nvmlDeviceGetName": lambda card: card.name,
        "nvmlDeviceGetArchitecture": architecture,
        "nvmlDeviceGetTotalEnergyConsumption": energy_mj,
    }
    for name, function in functions.items():
        monkeypatch.setattr(pynvml, name, function)


class AmdSmiError(Exception):
    """What AMD's library raises."""

    def get_error_code(self) -> int:
        return 31  # AMDSMI_STATUS_NOT_FOUND

    def get_error_info(self) -> str:
        return "not found"


def fake_amdsmi(cards: list[Card], hip_order: list[int]) -> SimpleNamespace:
    """Return a module like `amdsmi` for cards in PCI order; HIP numbers them as `hip_order` says.

    A second passes, and the cards draw power, in its `sleep`: Zeus waits to check the counters.
    """

    def sleep(wall_s: float) -> None:
        for card in cards:
            card.energy_j += card.power_w * wall_s * (1 if card.counts_truly else 1_000)

    def energy_count(card: Card) -> dict[str, float]:
        if card.lost:
            raise AmdSmiError
        return {"energy_accumulator": card.energy_j * 1e6 / 15.3, "counter_resolution": 15.3}

    return SimpleNamespace(
        AmdSmiInitFlags=SimpleNamespace(INIT_AMD_GPUS=2),
        AmdSmiException=AmdSmiError,
        AmdSmiLibraryException=AmdSmiError,
        amdsmi_init=lambda flags: None,
        amdsmi_shut_down=lambda: None,
        amdsmi_get_processor_handles=lambda: range(len(cards)),
        amdsmi_get_gpu_enumeration_info=lambda h: {"hip_id": hip_order[h]},
        amdsmi_get_gpu_asic_info=lambda h: {"market_name": cards[h].name},
        amdsmi_get_power_info=lambda h: {
            "current_socket_power": round(cards[h].power_w),
            "average_socket_power": "N/A",
        },
        amdsmi_get_energy_count=lambda h: energy_count(cards[h]),
        sleep=sleep,
    )
