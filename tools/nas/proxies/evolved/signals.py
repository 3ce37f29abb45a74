"""What is read off a signal: a tensor of shape (examples, channels, places) at a layer's door.

Each is a finite number; a signal that is all zero (a dead edge) has the value of no information.
"""

import math

import torch
from torch import Tensor, nn

TINY = 1e-12
JITTER = 1e-6
"""Keeps the log-determinant of the codes' kernel finite where two examples have one code."""


def channels_first(signal: Tensor, layer: nn.Module) -> Tensor:
    """Return a layer's input or output as (examples, channels, places), detached."""
    signal = signal.detach().float()
    if signal.dim() < 2:
        signal = signal.reshape(1, -1)
    if isinstance(layer, nn.Linear):
        signal = signal.movedim(-1, 1)
    return signal.reshape(signal.shape[0], signal.shape[1], -1)


def deviation(signal: Tensor) -> float:
    """Return the standard deviation of all values."""
    return float(signal.std(correction=0))


def norm(signal: Tensor) -> float:
    """Return the Euclidean norm."""
    return float(signal.norm())


def likeness(signal: Tensor) -> float:
    """Return the mean cosine of two examples: 1 where all examples look the same; 0 if zero."""
    flat = nn.functional.normalize(signal.flatten(1).double(), eps=TINY)
    count = len(flat)
    if count < 2:
        return 0.0
    gram = flat @ flat.T
    return float((gram.sum() - gram.trace()) / (count * (count - 1)))


def diversity(signal: Tensor) -> float:
    """Return the entropy, in nats, of the eigenvalues of the examples' correlation."""
    flat = signal.flatten(1).double()
    flat = nn.functional.normalize(flat - flat.mean(0), eps=TINY)
    return _entropy(torch.linalg.eigvalsh(flat @ flat.T))


def codes(signal: Tensor) -> float:
    """Return the log-determinant of the kernel of sign codes of the examples.

    The kernel counts the units at which two examples have the same sign, as NASWOT does
    (arXiv 2006.04647); here as a share of the units, so that wide layers compare with narrow ones.
    """
    bits = (signal.flatten(1) > 0).float()
    kernel = (bits @ bits.T + (1 - bits) @ (1 - bits).T) / bits.shape[1]
    eye = torch.eye(len(kernel), dtype=torch.double)
    return float(torch.linalg.slogdet(kernel.double() + JITTER * eye)[1])


def entropy(signal: Tensor) -> float:
    """Return the entropy, in nats, of the principal components' variances over the channels.

    Inspired by the expressivity of AZ-NAS (arXiv 2403.19232).
    """
    return _entropy(torch.linalg.eigvalsh(_covariance(signal)))


def least(signal: Tensor) -> float:
    """Return the least eigenvalue of the channels' Pearson correlation, over all examples.

    Inspired by MeCo (NeurIPS 2023), which takes a single example. It is 0 where there are more
    channels than examples and places tell apart.
    """
    covariance = _covariance(signal)
    scale = covariance.diagonal().clamp_min(0).sqrt() + math.sqrt(TINY)
    return max(0.0, float(torch.linalg.eigvalsh(covariance / scale[:, None] / scale[None]).min()))


def roughness(signal: Tensor) -> float:
    """Return how much neighbours differ: 1 for white noise, less for what was smoothed.

    It is the mean squared difference of neighbours along the places over twice the variance;
    0 where there is one place, or no variance.
    """
    if signal.shape[-1] < 2:
        return 0.0
    centred = signal - signal.mean(-1, keepdim=True)
    variance = float(centred.square().mean())
    return float(centred.diff(dim=-1).square().mean()) / (2 * variance) if variance > TINY else 0.0


def spectrum(weight: Tensor) -> float:
    """Return the entropy, in nats, of a matrix's squared singular values; 0 for a zero matrix."""
    matrix = weight.detach().double().flatten(1)
    short = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    return _entropy(torch.linalg.eigvalsh(short @ short.T))


def _covariance(signal: Tensor) -> Tensor:
    flat = signal.movedim(1, 0).flatten(1).double()
    flat = flat - flat.mean(1, keepdim=True)
    return flat @ flat.T / flat.shape[1]


def _entropy(eigenvalues: Tensor) -> float:
    positive = eigenvalues.clamp_min(0)
    total = float(positive.sum())
    if total <= 0:
        return 0.0
    shares = positive / total
    return float(-(shares * (shares + TINY).log()).sum())
