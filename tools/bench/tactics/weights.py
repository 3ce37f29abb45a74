"""What a deployment keeps of a network: parameters, how many are not zero, bytes on disk.

Values are read of Linear and Conv2d layers only, which every answer reads too: a count of the rest
would load rows of embeddings that no answer needs, and show up as the candidate's memory.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.bench.tactics.exported import Exported

if TYPE_CHECKING:
    import torch

_WEIGHT_FILES = (".safetensors", ".bin", ".pth", ".pt", ".onnx")


@dataclass(frozen=True)
class Counts:
    """Parameters of a network; zeros are counted among Linear and Conv2d weights."""

    parameters: int
    nonzero: int


def counts(module: Callable[..., object]) -> Counts | None:
    """Count the parameters of a network; None where another runtime hides them."""
    import torch

    if not isinstance(module, torch.nn.Module):
        return None
    zeros, parameters = 0, sum(one.numel() for one in module.parameters())
    for layer in module.modules():
        weight, hidden = _matrix(layer)
        parameters += hidden
        if weight is not None:
            zeros += weight.numel() - int(torch.count_nonzero(weight))
    return Counts(parameters, parameters - zeros)


def stored_bytes(module: Callable[..., object], folder: Path) -> int:
    """Return what a deployment keeps on disk: these weights, and what lies beside the model's own.

    Weights count as a state dict would hold them, less the few kilobytes of its format.
    """
    beside = sum(
        path.stat().st_size
        for path in folder.iterdir()
        if path.is_file() and path.suffix not in _WEIGHT_FILES
    )
    if isinstance(module, Exported):
        return beside + module.size_bytes
    import torch

    assert isinstance(module, torch.nn.Module)
    return beside + sum(map(_bytes, module.state_dict().values()))


def _matrix(layer: "torch.nn.Module") -> "tuple[torch.Tensor | None, int]":
    """Return the weights of a Linear or Conv2d layer, and how many parameters it packs away.

    Layers that torch quantized keep weights and biases where `parameters()` does not see them.
    """
    import torch
    from torch.ao.nn.quantized.dynamic import Linear

    if isinstance(layer, Linear):
        weight, bias = layer.weight(), layer.bias()
        return weight.dequantize(), weight.numel() + (0 if bias is None else bias.numel())
    if isinstance(layer, torch.nn.Linear | torch.nn.Conv2d):
        weight = layer.weight.detach()
        return weight.dequantize() if _parts(weight) else weight, 0
    return None, 0


def _bytes(value: object) -> int:
    import torch

    if isinstance(value, tuple):
        return sum(map(_bytes, value))
    if not isinstance(value, torch.Tensor):
        return 0
    if parts := _parts(value):
        return sum(map(_bytes, parts))
    return value.numel() * value.element_size()


def _parts(tensor: "torch.Tensor") -> "list[torch.Tensor]":
    """Return what a tensor is made of, where it is one of torchao's."""
    if not hasattr(tensor, "__tensor_flatten__"):
        return []
    names, _ = tensor.__tensor_flatten__()
    return [getattr(tensor, name) for name in names]
