"""Read all statistics of one network, once."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from tools.errors import RequestError
from tools.nas.proxies.evolved import signals
from tools.nas.proxies.evolved.operators import LARGEST, LEAST
from tools.nas.proxies.evolved.statistics import LAYERS, Profile
from tools.nas.proxies.evolved.watching import Call, Clock, Watch, stand_in


@dataclass(frozen=True)
class Pair:
    """Two batches of the same shape, the first dimension being the examples."""

    first: Tensor
    second: Tensor


@dataclass(frozen=True)
class Returned:
    """What came back of a batch: each layer's gradient by its weights, the image's, the logits."""

    weights: dict[int, Tensor]
    """By the identity of the layer; a layer that nothing reached has none."""
    image: Tensor | None
    logits: Tensor


def profile(network: nn.Module, batches: Pair, seed: int = 0) -> Profile:
    """Return a network's statistics; the network is left as it was found.

    The loss is the cross-entropy with random labels. Torch's generator is left as it was found too.

    Args:
        network: untrained or trained; it takes a batch and returns logits (examples, classes).
        batches: what it is shown.
        seed: of the labels, and of whatever the network draws.

    Raises:
        RequestError: the network returns no tensor, or it calls no layer that is watched.

    """
    clock = Clock()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        with clock.booking("shape"):
            twin = stand_in(network)
            watch = Watch(twin, clock)
        first = _carried(watch, batches.first, ("forward", "backward"))
        calls = list(watch.calls)
        watch.reading = False
        second = _carried(watch, batches.second, ("second", "second"))
    if not calls:
        raise RequestError(
            "The network calls no convolution and no linear layer, so nothing can be read. Use "
            "modules of torch.nn, not its functions."
        )
    for call in calls:
        call.values |= _shape(call) | _gradients(call.layer, first, second, clock)
    layers = {name: [_finite(call.values.get(name, 0.0)) for call in calls] for name in LAYERS}
    numbers = {
        "parameters": float(sum(parameter.numel() for parameter in twin.parameters())),
        "depth": float(len(calls)),
        "logits_deviation": signals.deviation(first.logits),
        **_image(first.image, clock),
    }
    numbers = {name: _finite(value) for name, value in numbers.items()}
    return Profile(layers=layers, numbers=numbers, seconds=dict(clock.booked))


def _carried(watch: Watch, batch: Tensor, passes: tuple[str, str]) -> Returned:
    if batch.is_floating_point():
        batch = batch.clone().requires_grad_(True)
    with torch.enable_grad():
        with watch.clock.booking(passes[0]):
            logits = _logits(watch.network(batch))
            labels = torch.randint(logits.shape[1], (len(logits),))
            loss = nn.functional.cross_entropy(logits, labels)
        layers = {id(call.layer): call.layer for call in watch.calls}
        wanted = [parameter(layer) for layer in layers.values()]
        if batch.requires_grad:
            wanted.append(batch)
        with watch.clock.booking(passes[1]):
            gradients = torch.autograd.grad(loss, wanted, allow_unused=True)
    weights = {
        key: gradient
        for key, gradient in zip(layers, gradients, strict=False)
        if gradient is not None
    }
    image = gradients[-1] if batch.requires_grad else None
    return Returned(weights, image, logits.detach())


def parameter(layer: nn.Module) -> Tensor:
    """Return the weights of a layer that is watched.

    Raises:
        RequestError: it has none yet, or they are no tensor.

    """
    weight = layer.weight
    if not isinstance(weight, Tensor):
        raise RequestError(f"{layer} has no weights that can be read. Build it with them.")
    return weight


def _logits(output: object) -> Tensor:
    logits = getattr(output, "logits", output)
    if isinstance(logits, tuple) and logits:
        logits = logits[0]
    if not isinstance(logits, Tensor) or logits.dim() < 1:
        raise RequestError(
            "The network returns no tensor of logits. Wrap it in a module whose forward does."
        )
    return logits.reshape(len(logits), -1).float()


def _shape(call: Call) -> dict[str, float]:
    weight = parameter(call.layer)
    return {
        "weights": float(weight.numel()),
        "fan_in": float(weight[0].numel()),
        "macs": float(weight.numel() * call.places),
        "units": float(call.units),
    }


def _gradients(
    layer: nn.Module, first: Returned, second: Returned, clock: Clock
) -> dict[str, float]:
    one, other = (returned.weights.get(id(layer)) for returned in (first, second))
    if one is None or other is None or not bool(one.any()):
        return {}
    values = {"reached": 1.0}
    with clock.booking("gradient_norm"):
        values["gradient_norm"] = float(one.norm())
    with clock.booking("gradient_entropy"):
        values["gradient_entropy"] = signals.spectrum(one)
    with clock.booking("saliency"):
        values["saliency"] = float((parameter(layer).detach() * one).abs().sum())
    with clock.booking("steadiness"):
        values["steadiness"] = _steadiness(one.abs(), other.abs())
    with clock.booking("agreement"):
        values["agreement"] = float(torch.cosine_similarity(one.flatten(), other.flatten(), 0))
    return values


def _steadiness(one: Tensor, other: Tensor) -> float:
    mean, deviation = (one + other) / 2, (one - other).abs() / 2
    there = mean > 0
    return math.log(float((mean / (deviation + LEAST))[there].mean()) + LEAST)


def _image(gradient: Tensor | None, clock: Clock) -> dict[str, float]:
    if gradient is None or gradient.dim() < 2:
        return dict.fromkeys((f"image_gradient_{name}" for name in IMAGE), 0.0)
    seen = gradient.reshape(gradient.shape[0], gradient.shape[1], -1)
    values = {}
    for name, reader in IMAGE.items():
        with clock.booking(f"image_gradient_{name}"):
            values[f"image_gradient_{name}"] = reader(seen)
    return values


IMAGE = {
    "norm": signals.norm,
    "likeness": signals.likeness,
    "roughness": signals.roughness,
}


def _finite(value: float) -> float:
    """Return a value of six digits, which is far more than noise leaves; 0 for NaN."""
    return float(f"{max(-LARGEST, min(LARGEST, value)):.6g}") if not math.isnan(value) else 0.0
