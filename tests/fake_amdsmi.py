"""A fake of AMD's driver library below Zeus's real classes; NVIDIA's is in `fake_gpu`."""

from dataclasses import dataclass
from types import SimpleNamespace


@dataclass
class Card:
    """A GPU of AMD's as its driver sees it."""

    name: str
    energy_j: float = 1_000.0
    power_w: float = 50.0
    counts_truly: bool = True
    """Its counter agrees with its power."""


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
