"""Proxies that weigh each parameter by a gradient: what would be lost with it.

The forms over a whole network are those of Abdelfattah et al. (arXiv 2101.08134).
"""

import copy

import torch
from torch import Tensor, nn

from tools.errors import RequestError
from tools.nas.proxies.minibatch import Minibatch
from tools.nas.proxies.visiting import (
    gradients,
    logits,
    loss,
    outputs_of,
    visited,
    weighted,
    weights,
)


def grad_norm(module: nn.Module, batch: Minibatch) -> float:
    """Return the sum over layers of ||dL/dW|| (arXiv 2101.08134)."""
    with visited(module):
        return _sum([slope.norm() for slope in gradients(loss(module, batch), weights(module))])


def snip(module: nn.Module, batch: Minibatch) -> float:
    """Return SNIP, the sum of |W dL/dW|: how much a mask on each weight matters (1810.02340)."""
    return _sum([product.abs().sum() for product in _products(module, batch)])


def plain(module: nn.Module, batch: Minibatch) -> float:
    """Return the sum of W dL/dW with its sign (as "plain" in arXiv 2101.08134)."""
    return _sum([product.sum() for product in _products(module, batch)])


def l2_norm(module: nn.Module, batch: Minibatch) -> float:
    """Return the sum over layers of ||W|| (arXiv 2101.08134); no example is looked at."""
    return _sum([weight.detach().norm() for weight in weights(module)])


def grasp(module: nn.Module, batch: Minibatch) -> float:
    """Return GraSP, the sum of -W (H g) with g = dL/dW and H its derivative (arXiv 2002.07376)."""
    with visited(module):
        held = weights(module)
        slopes = gradients(loss(module, batch), held, differentiable=True)
        flow = torch.stack([(slope.detach() * slope).sum() for slope in slopes]).sum()
        bent = gradients(flow, held)
        return _sum([-(w.detach() * hg).sum() for w, hg in zip(held, bent, strict=True)])


def synflow(module: nn.Module, batch: Minibatch) -> float:
    """Return SynFlow, the sum of |W dR/dW| where R sums the outputs for ones (arXiv 2006.05467).

    It is taken on a copy in float64 whose weights are their absolute values and whose batch
    normalization is left out, for one example of ones.

    Raises:
        RequestError: another normalization, as in transformers, would cancel the weights' scale,
            which is what SynFlow measures.

    """
    if any(isinstance(part, nn.LayerNorm | nn.GroupNorm) for part in module.modules()):
        raise RequestError(
            "SynFlow measures how weights scale what flows through them, and layer or group "
            "normalization undoes that. Leave SynFlow out for this network."
        )
    with visited(_linearized(module)) as copied:
        held = weights(copied)
        flow = logits(copied, torch.ones_like(batch.inputs[:1], dtype=torch.float64)).sum()
        slopes = gradients(flow, held)
        return _sum([(w.detach() * s).abs().sum() for w, s in zip(held, slopes, strict=True)])


def fisher(module: nn.Module, batch: Minibatch) -> float:
    """Return the Fisher score: what would be lost with each channel (1801.05787, 1906.04113).

    It is the sum over channels of half the mean over examples of (sum over positions of
    activation times gradient) squared, where a channel is one of a layer's outputs.
    """
    layers = weighted(module)
    with visited(module), outputs_of(layers) as seen:
        slopes = gradients(loss(module, batch), seen)
        found = [
            _by_channel(out.detach() * slope).square().mean(0).sum() / 2
            for out, slope in zip(seen, slopes, strict=True)
        ]
        return _sum(found)


def _products(module: nn.Module, batch: Minibatch) -> list[Tensor]:
    with visited(module):
        held = weights(module)
        slopes = gradients(loss(module, batch), held)
        return [weight.detach() * slope for weight, slope in zip(held, slopes, strict=True)]


def _by_channel(values: Tensor) -> Tensor:
    """Sum over positions: `(examples, channels)` of maps, or of vectors with channels last."""
    if values.dim() > 3:
        return values.flatten(2).sum(2)
    return values.reshape(len(values), -1, values.shape[-1]).sum(1)


def _linearized(module: nn.Module) -> nn.Module:
    copied = copy.deepcopy(module).double()
    for part in list(copied.modules()):
        for name, child in list(part.named_children()):
            if isinstance(child, nn.modules.batchnorm._BatchNorm):
                setattr(part, name, nn.Identity())
    with torch.no_grad():
        for weight in copied.parameters():
            weight.abs_()
    return copied


def _sum(parts: list[Tensor]) -> float:
    return float(torch.stack(parts).double().sum())
