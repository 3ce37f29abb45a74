"""Passes through a network that leave it as it was found."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.conv import _ConvNd

from tools.errors import RequestError
from tools.nas.proxies.minibatch import Minibatch


@contextmanager
def visited(module: nn.Module) -> Iterator[nn.Module]:
    """Hold a network ready for a pass, and leave it as it was.

    Batch normalization uses the minibatch's own statistics, as an untrained network has no others.
    Dropout is off, gradients are on, and nothing is overwritten in place, so that what a hook saw
    stays. Modes, buffers and switches are put back. Gradients are asked of autograd: `.grad` is
    never touched.
    """
    parts = list(module.modules())
    modes = [part.training for part in parts]
    in_place = [part for part in parts if getattr(part, "inplace", False) is True]
    buffers = [(buffer, buffer.clone()) for buffer in module.buffers()]
    asking = [(weight, weight.requires_grad) for weight in module.parameters()]
    for part in parts:
        part.training = isinstance(part, _BatchNorm)
    _overwriting(in_place, allowed=False)
    module.requires_grad_()
    try:
        with torch.enable_grad():
            yield module
    finally:
        for part, mode in zip(parts, modes, strict=True):
            part.training = mode
        _overwriting(in_place, allowed=True)
        for weight, asked in asking:
            weight.requires_grad_(asked)
        with torch.no_grad():
            for buffer, before in buffers:
                buffer.copy_(before)


def _overwriting(parts: Sequence[nn.Module], *, allowed: bool) -> None:
    for part in parts:
        setattr(part, "inplace", allowed)  # noqa: B010 - a module's type knows no such field


def weighted(module: nn.Module) -> list[nn.Module]:
    """Return the layers whose weights the proxies look at: convolutions and linear ones.

    Raises:
        RequestError: there is none.

    """
    found: list[nn.Module] = [
        part for part in module.modules() if isinstance(part, _ConvNd | nn.Linear)
    ]
    if not found:
        raise RequestError("This network has no convolution and no linear layer to score.")
    return found


def weights(module: nn.Module) -> list[Tensor]:
    """Return the weights of its convolutions and linear layers, without biases."""
    return [weight for layer in weighted(module) if isinstance(weight := layer.weight, Tensor)]


def logits(module: nn.Module, inputs: Tensor) -> Tensor:
    """Return what a network says of inputs: `(examples, classes)`.

    Networks of transformers wrap it in an output with a field `logits`.
    """
    said = module(inputs)
    found = said if isinstance(said, Tensor) else said.logits
    if not isinstance(found, Tensor):
        raise TypeError(f"{type(module).__name__} gives no logits")
    return found


def loss(module: nn.Module, batch: Minibatch) -> Tensor:
    """Return the mean cross-entropy of a minibatch."""
    return cross_entropy(logits(module, batch.inputs), batch.labels)


def gradients(value: Tensor, of: Sequence[Tensor], *, differentiable: bool = False) -> list[Tensor]:
    """Return the derivatives of a value; zeros of what it does not depend on."""
    if not value.requires_grad:
        return [torch.zeros_like(one) for one in of]
    found = torch.autograd.grad(value, of, create_graph=differentiable, allow_unused=True)
    return [
        torch.zeros_like(one) if slope is None else slope
        for one, slope in zip(of, found, strict=True)
    ]


@contextmanager
def outputs_of(layers: Sequence[nn.Module]) -> Iterator[list[Tensor]]:
    """Collect what layers put out in the passes made within, in the order of the calls."""
    seen: list[Tensor] = []

    def keep(_layer: nn.Module, _inputs: tuple[Tensor, ...], output: Tensor) -> None:
        seen.append(output)

    handles = [layer.register_forward_hook(keep) for layer in layers]
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()
