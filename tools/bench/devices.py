"""Waits for a device: what was asked of a GPU is done only when it says so."""

from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")


def blocking(answer: Callable[[Given], Result], device: str) -> Callable[[Given], Result]:
    """Return the same function, ending only once the device is idle, so that clocks can be read."""
    if device == "cpu":
        return answer
    import torch

    wait = torch.mps.synchronize if device == "mps" else torch.cuda.synchronize

    def answered(given: Given) -> Result:
        result = answer(given)
        wait()
        return result

    return answered
