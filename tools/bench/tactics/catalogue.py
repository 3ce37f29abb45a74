"""The tactics there are. Importing them loads no torch, so that an agent can ask."""

import re
from collections.abc import Sequence
from typing import get_args

from tools.bench.tactics import exported, network
from tools.bench.tactics.tactic import TORCH, Tactic
from tools.domain import Runtime

_CPU = ("cpu",)
_ANY_RUNTIME: tuple[Runtime, ...] = get_args(Runtime)
_FAMILIES = re.compile(r"(batch|threads)_([2-9]|[1-9]\d+)")


def _batch(size: int) -> Tactic:
    title = f"{size} requests answered together, where nobody waits for one"
    return Tactic(f"batch_{size}", title, kind="batch", runtimes=_ANY_RUNTIME)


def _threads(number: int) -> Tactic:
    return Tactic(
        f"threads_{number}",
        f"computed on {number} threads",
        kind="threads",
        runtimes=(*TORCH, "onnx"),
        devices=_CPU,
    )


_ALL = (
    Tactic(
        "dynamic_int8",
        "Linear layers in 8 bits; what flows into them is quantized as it comes",
        change=network.dynamic_int8,
        devices=_CPU,
        layers=("Linear",),
        stores=True,
    ),
    Tactic(
        "torchao_int8",
        "Linear layers in 8 bits as torchao does it",
        change=network.torchao_int8,
        devices=_CPU,
        layers=("Linear",),
        extra="torchao",
        stores=True,
    ),
    Tactic(
        "compile",
        "compiled for this machine by torch.compile",
        change=network.compiled,
        devices=("cpu", "cuda"),
        compiles=True,
        fixes=True,
    ),
    Tactic(
        "bf16",
        "weights and arithmetic in bfloat16",
        change=network.bf16,
        stores=True,
    ),
    Tactic(
        "channels_last",
        "images and filters with their channels last in memory",
        change=network.channels_last,
        layers=("Conv2d",),
    ),
    Tactic(
        "prune_local_30",
        "the smallest 30 % of each layer's weights set to zero",
        change=network.pruned_locally,
        layers=("Linear", "Conv2d"),
        stores=True,
    ),
    Tactic(
        "prune_global_30",
        "the smallest 30 % of all layers' weights set to zero",
        change=network.pruned_globally,
        layers=("Linear", "Conv2d"),
        stores=True,
    ),
    Tactic(
        "onnx",
        "exported to ONNX and run by ONNX Runtime",
        change=exported.onnx,
        devices=_CPU,
        extra="onnx",
        stores=True,
        fixes=True,
    ),
    Tactic(
        "onnx_int8",
        "exported to ONNX and run by ONNX Runtime, matrix products in 8 bits",
        change=exported.onnx_int8,
        devices=_CPU,
        layers=("Linear",),
        extra="onnx",
        stores=True,
        fixes=True,
    ),
    Tactic(
        "openvino",
        "converted for OpenVINO and run by it",
        change=exported.openvino,
        devices=_CPU,
        extra="openvino",
        stores=True,
        fixes=True,
    ),
    _batch(8),
    _batch(32),
    _threads(2),
    Tactic(
        "twice",
        "every request worked through twice, which must be found to cost twice as much",
        kind="calibration",
        runtimes=_ANY_RUNTIME,
    ),
)
TACTICS = {tactic.name: tactic for tactic in _ALL}


def find(name: str) -> Tactic | None:
    """Return the tactic of this name; batches and threads may have any number from 2 on."""
    if (one := _FAMILIES.fullmatch(name)) is not None:
        return (_batch if one[1] == "batch" else _threads)(int(one[2]))
    return TACTICS.get(name)


def describe() -> tuple[Tactic, ...]:
    """Return the tactics that a search may try: all but the calibration."""
    return tuple(tactic for tactic in _ALL if tactic.kind != "calibration")


def batch_size(tactics: Sequence[str]) -> int:
    """Return how many requests are answered together."""
    found = (_FAMILIES.fullmatch(name) for name in tactics)
    return next((int(one[2]) for one in found if one is not None and one[1] == "batch"), 1)
