"""Which devices torch can use here, told without importing it, and how to wait for one.

A device is named as torch names it: `cpu`, `mps`, `cuda` for the first GPU (NVIDIA's or AMD's) and
`cuda:1`, `cuda:2`, ... for the others, counted from 0 in the order of their PCI buses.
"""

import platform
import runpy
from collections.abc import Callable
from functools import partial
from importlib import util
from pathlib import Path
from typing import TypeVar

from tools.bench import driver

Given = TypeVar("Given")
Result = TypeVar("Result")


def here() -> tuple[str, ...]:
    """Return the devices that are here and that torch was built for, the best one first.

    A GPU needs no energy counter to be a device. Slices of a GPU (MIG) are not found: Zeus cannot
    number them.
    """
    code = gpu_code()
    if code is None:
        return ("cpu",)
    if code == "Metal":
        return ("mps", "cpu")
    return (*map(named, range(len(driver.gpus() or ()))), "cpu")


def gpu_code() -> str | None:
    """Return what the installed torch was built for beside the CPU, as in `CUDA 13.0`.

    `ROCm 7.1` on AMD's GPUs, and `Metal` on Apple silicon, where every wheel has it.
    """
    torch = util.find_spec("torch")
    if torch is None or torch.origin is None:
        return None
    # A file of constants, beside the package's own: torch itself would take seconds.
    built = runpy.run_path(str(Path(torch.origin).with_name("version.py")))
    if (platform.system(), platform.machine()) == ("Darwin", "arm64"):
        return "Metal"
    if built["cuda"] is not None:
        return f"CUDA {built['cuda']}"
    return f"ROCm {built['hip']}" if built["hip"] is not None else None


def named(index: int) -> str:
    """Return the name of a GPU by its number, from 0."""
    return f"cuda:{index}" if index else "cuda"


def index_of(device: str) -> int | None:
    """Return the number of a `cuda` device, from 0, and None for every other device."""
    kind, _, index = device.partition(":")
    return int(index or 0) if kind == "cuda" else None


def blocking(answer: Callable[[Given], Result], device: str) -> Callable[[Given], Result]:
    """Return the same function, ending only once the device is idle, so that clocks can be read."""
    if device == "cpu":
        return answer
    import torch

    wait = torch.mps.synchronize if device == "mps" else partial(torch.cuda.synchronize, device)

    def answered(given: Given) -> Result:
        result = answer(given)
        wait()
        return result

    return answered
