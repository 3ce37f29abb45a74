"""Which statistics a formula may name, and what each needs the network to do.

A statistic of layers has a value for each convolution and linear layer, in the order in which they
are called. Reading all of them once is what costs; a formula is then arithmetic on a few hundred
numbers. A formula only pays for the passes and the readings that it names.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict
from torch import Tensor

from tools.nas.proxies.evolved import signals

Pass = Literal["shape", "forward", "backward", "second"]
"""What the network must do: nothing but be built and called once without a gradient (`shape`),
the forward pass on the first batch, the backward pass of it, both passes on a second batch."""

SIGNALS: Mapping[str, Callable[[Tensor], float]] = {
    "deviation": signals.deviation,
    "likeness": signals.likeness,
    "diversity": signals.diversity,
    "codes": signals.codes,
    "entropy": signals.entropy,
    "least": signals.least,
    "roughness": signals.roughness,
}
"""What is read off a layer's input and its output, in the forward pass on the first batch."""

RETURNED: Mapping[str, Callable[[Tensor], float]] = {
    "norm": signals.norm,
    "likeness": signals.likeness,
}
"""What is read off the gradient that returns to a layer's output."""

LAYERS: Mapping[str, Pass] = {
    "weights": "shape",
    "fan_in": "shape",
    "macs": "shape",
    "units": "shape",
    **{f"input_{name}": "forward" for name in SIGNALS},
    **{f"output_{name}": "forward" for name in SIGNALS},
    **{f"returned_{name}": "backward" for name in RETURNED},
    "gradient_norm": "backward",
    "gradient_entropy": "backward",
    "saliency": "backward",
    "reached": "backward",
    "steadiness": "second",
    "agreement": "second",
}
"""Statistics of layers. The last ones, of a layer's weights W and the loss's gradient G by them:

`gradient_norm` is ||G||, `gradient_entropy` the entropy of its squared singular values, `saliency`
is sum |W G| as in SNIP (arXiv 1810.02340), `reached` is 1 where input and gradient are both there
and 0 where a dead edge cuts the layer off; with the second batch's gradient, `steadiness` is the
log of the mean of |G|'s mean over its deviation as in ZiCo (arXiv 2301.11300), and `agreement`
the cosine of both.
"""

NUMBERS: Mapping[str, Pass] = {
    "parameters": "shape",
    "depth": "shape",
    "logits_deviation": "forward",
    "image_gradient_norm": "backward",
    "image_gradient_likeness": "backward",
    "image_gradient_roughness": "backward",
}
"""Statistics of a whole network: `depth` is how many layers are called."""

PASSES: tuple[Pass, ...] = ("shape", "forward", "backward", "second")


class Profile(BaseModel):
    """The statistics of one network, and the seconds of one core that each took."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    layers: dict[str, list[float]]
    """For each name of LAYERS, a value for each layer."""
    numbers: dict[str, float]
    """For each name of NUMBERS, the value."""
    seconds: dict[str, float]
    """CPU seconds of each pass, and of each statistic's reading (0 where it comes for nothing)."""


def seconds_of(names: set[str], seconds: Mapping[str, float]) -> float:
    """Return the CPU seconds that a network's statistics take, if only some are read.

    A pass brings those before it: no gradient without a forward pass.
    """
    needed = [PASSES.index({**LAYERS, **NUMBERS}[name]) for name in names]
    passes = PASSES[: max(needed, default=-1) + 1]
    return sum(seconds.get(each, 0.0) for each in (*passes, *names))
