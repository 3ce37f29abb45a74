"""Tactics within torch: each takes a model and returns one that is called the same way."""

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    from tools.bench.tactics.tactic import Lent

_PRUNED = 0.3


def dynamic_int8(module: "torch.nn.Module", _: "Lent") -> "torch.nn.Module":
    """Quantize the weights of Linear layers to int8, their inputs call by call."""
    import torch

    with warnings.catch_warnings():
        # torch says since 2.9 that this goes; torchao, its successor, is a tactic of its own.
        gone = r"torch\.(ao\.quantization is|quantize_per_tensor,.*) deprecated"
        warnings.filterwarnings("ignore", message=gone)
        quantized: torch.nn.Module = torch.ao.quantization.quantize_dynamic(
            module, {torch.nn.Linear}, dtype=torch.qint8, inplace=True
        )
    return quantized


def torchao_int8(module: "torch.nn.Module", _: "Lent") -> "torch.nn.Module":
    """Do the same with torchao's tensors, which are meant to be compiled afterwards."""
    from torchao.quantization import Int8DynamicActivationInt8WeightConfig, quantize_

    quantize_(module, Int8DynamicActivationInt8WeightConfig())
    return module


def compiled(module: "torch.nn.Module", lent: "Lent") -> "Callable[..., torch.Tensor]":
    """Compile, for texts of any length; the work itself is done with the first answers.

    Nothing compiled before is reused, so that what it costs does not depend on what ran earlier;
    and the C++ compiler is a child of this process, so that its CPU time is booked.
    """
    import torch._inductor.config
    from torch._inductor.utils import fresh_cache

    torch._inductor.config.compile_threads = 1
    lent.until_answered.enter_context(fresh_cache(dir=str(lent.scratch)))
    # None: a size that changes between calls is compiled for once more, then open.
    dynamic = True if (0, 1) in lent.open_sizes() else None
    # Not `module.compile`, which compiles no layer of torch's own in a Sequential of torch's own.
    return torch.compile(module, dynamic=dynamic)


def bf16(module: "torch.nn.Module", _: "Lent") -> "torch.nn.Module":
    """Compute in bfloat16; what goes in is turned into it, what comes out back to float32."""
    import torch

    def narrowed(_: torch.nn.Module, given: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        return tuple(one.bfloat16() if one.is_floating_point() else one for one in given)

    def widened(_: torch.nn.Module, __: object, out: torch.Tensor) -> torch.Tensor:
        return out.float()

    module.bfloat16()
    module.register_forward_pre_hook(narrowed)
    module.register_forward_hook(widened)
    return module


def channels_last(module: "torch.nn.Module", _: "Lent") -> "torch.nn.Module":
    """Lay out filters and images with their channels last."""
    import torch

    def laid_out(_: torch.nn.Module, given: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        return tuple(one.contiguous(memory_format=torch.channels_last) for one in given)

    # torch's stub does not know the keyword alone.
    module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    module.register_forward_pre_hook(laid_out)
    return module


def pruned_locally(module: "torch.nn.Module", _: "Lent") -> "torch.nn.Module":
    """Set the smallest weights (L1) of every Linear and Conv2d to zero, the same share of each."""
    from torch.nn.utils import prune

    for layer in _prunable(module):
        prune.l1_unstructured(layer, "weight", amount=_PRUNED)
        prune.remove(layer, "weight")
    return module


def pruned_globally(module: "torch.nn.Module", _: "Lent") -> "torch.nn.Module":
    """Set the smallest weights (L1) of all Linear and Conv2d together to zero."""
    from torch.nn.utils import prune

    layers = _prunable(module)
    weights = [(layer, "weight") for layer in layers]
    prune.global_unstructured(weights, pruning_method=prune.L1Unstructured, amount=_PRUNED)
    for layer in layers:
        prune.remove(layer, "weight")
    return module


def _prunable(module: "torch.nn.Module") -> "list[torch.nn.Module]":
    from torch import nn

    return [layer for layer in module.modules() if isinstance(layer, nn.Linear | nn.Conv2d)]
