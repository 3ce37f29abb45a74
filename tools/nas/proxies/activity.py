"""Proxies that look at what examples do inside a network: codes, maps, Jacobians, their spread."""

import torch
from torch import Tensor, nn
from torch.nn.modules.conv import _ConvNd

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

_JACOBIAN_K = 1e-5
"""Keeps logarithms and quotients finite (arXiv 2006.04647, first version)."""


def jacobian_covariance(module: nn.Module, batch: Minibatch) -> float:
    """Return how little the examples' Jacobians resemble each other (arXiv 2006.04647, v1).

    With v the eigenvalues of the correlation of the gradients of the summed logits by the inputs,
    `(examples, examples)`, it is -sum(log(v + k) + 1 / (v + k)). It is nan where an example moves
    nothing.

    Raises:
        RequestError: the inputs are tokens, which have no gradient.

    """
    if not batch.inputs.is_floating_point():
        raise RequestError(
            "The Jacobian covariance asks how outputs follow the inputs, and tokens cannot move a "
            "little. Leave it out for this network."
        )
    with visited(module):
        inputs = batch.inputs.clone().requires_grad_()
        (slopes,) = gradients(logits(module, inputs).sum(), [inputs])
    correlation = torch.corrcoef(slopes.flatten(1).double())
    if not correlation.isfinite().all():
        return float("nan")
    values = torch.linalg.eigvalsh(correlation).clamp(min=0) + _JACOBIAN_K
    return -float((values.log() + 1 / values).sum())


def naswot(module: nn.Module, batch: Minibatch) -> float:
    """Return NASWOT, log det K: how well ReLUs tell the examples apart (arXiv 2006.04647).

    K counts, over all `torch.nn.ReLU` of the network, in how many units two examples agree to be
    on or off. It is -inf where two examples agree everywhere.

    Raises:
        RequestError: no module is a ReLU, as in transformers, which use GELU.

    """
    rectifiers = [part for part in module.modules() if isinstance(part, nn.ReLU)]
    if not rectifiers:
        raise RequestError(
            "NASWOT reads which ReLUs are on, and no module of this network is a ReLU. "
            "Leave it out for this network."
        )
    agreeing = torch.zeros((len(batch.inputs), len(batch.inputs)), dtype=torch.float64)
    with visited(module), torch.no_grad(), outputs_of(rectifiers) as seen:
        logits(module, batch.inputs)
    for output in seen:
        on = (output.flatten(1) > 0).float()
        off = 1 - on
        agreeing += on @ on.T + off @ off.T
    return float(torch.linalg.slogdet(agreeing).logabsdet)


def zico(module: nn.Module, batch: Minibatch) -> float:
    """Return ZiCo: how steady gradients are between minibatches (arXiv 2301.11300).

    It is the sum over layers of log sum(mean |g| / deviation of g), the mean and the deviation
    over two minibatches, for which the one given is halved; weights whose gradients do not differ
    are left out, and so are layers without others.

    Raises:
        RequestError: there is one example, which cannot be halved.

    """
    half = len(batch.inputs) // 2
    if not half:
        raise RequestError("ZiCo compares two halves of a minibatch: give two examples at least.")
    halves = (
        Minibatch(batch.inputs[:half], batch.labels[:half]),
        Minibatch(batch.inputs[half:], batch.labels[half:]),
    )
    with visited(module):
        held = weights(module)
        both = [gradients(loss(module, one), held) for one in halves]
    return sum(_steadiness(torch.stack(slopes)) for slopes in zip(*both, strict=True))


def meco(module: nn.Module, batch: Minibatch) -> float:
    """Return MeCo: how independent the channels of feature maps are (Jiang et al., NeurIPS 2023).

    It is the sum, over the outputs of convolutions for the first example, of the least eigenvalue
    of the Pearson correlation of the channels; a channel that does not vary correlates with none.
    The authors' code (HamsterMimi/MeCo) hooks other modules as well; here batch normalization
    would repeat the convolution before it.

    Raises:
        RequestError: there are fewer than two convolutions, as in transformers: the embedding of a
            vision transformer's patches tells nothing of what follows.

    """
    layers = [layer for layer in weighted(module) if isinstance(layer, _ConvNd)]
    if len(layers) < 2:
        raise RequestError(
            "MeCo looks at the feature maps of convolutions, and this network has fewer than two. "
            "Leave it out for this network."
        )
    with visited(module), torch.no_grad(), outputs_of(layers) as seen:
        logits(module, batch.inputs)
    return sum(_least_eigenvalue(output[0].flatten(1)) for output in seen)


def _steadiness(slopes: Tensor) -> float:
    """Return the log of a layer's summed ratios; slopes are `(2, *weights)`."""
    spread = slopes.double().std(0, correction=0)
    size = slopes.double().abs().mean(0)
    ratio = float((size[spread > 0] / spread[spread > 0]).sum())
    return float(torch.tensor(ratio).log()) if ratio > 0 else 0.0


def _least_eigenvalue(maps: Tensor) -> float:
    """Return the least eigenvalue of the correlation of `(channels, positions)`."""
    if maps.shape[1] < 2 or len(maps) < 2:
        return 0.0
    correlation = torch.corrcoef(maps.double()).nan_to_num(0.0)
    return float(torch.linalg.eigvalsh(correlation)[0])
