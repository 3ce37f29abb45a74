"""Small images (rows, columns) of grey values in 0..1: as they are, or through a small CNN."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

Image = Sequence[Sequence[float]]
Options = dict[str, str | int | float]


class Pixels:
    """The grey values themselves as features."""

    def encode_all(self, images: Sequence[Image]) -> NDArray[np.float32]:
        """Return the images as rows (images, pixels)."""
        return np.asarray(images, dtype=np.float32).reshape(len(images), -1)

    encode = encode_all


def cnn(folder: Path, options: Options, device: str) -> Callable[[object], int]:
    """Load a small CNN with its own head; the function returned names the class of one image.

    `options["layers"]` describes the network, e.g. `conv:1:32 relu pool flatten linear:1568:10`:
    3 x 3 convolutions with padding 1, 2 x 2 max pooling. The weights are a state dict in a pickle,
    read with `weights_only=True`; its arrays are taken in order.
    """
    import torch

    state = torch.load(folder / "weights.pth", map_location="cpu", weights_only=True)
    network = torch.nn.Sequential(*map(_layer, str(options["layers"]).split()))
    names = network.state_dict().keys()
    network.load_state_dict(dict(zip(names, state.values(), strict=True)))
    network = network.to(device).eval()
    side, channels = int(options["input_size"]), int(options["channels"])
    mean, std = float(options["mean"]), float(options["std"])

    def classify(image: object) -> int:
        grey = torch.tensor(np.asarray(image, dtype=np.float32), device=device)[None, None]
        scaled = torch.nn.functional.interpolate(grey, size=(side, side), mode="bilinear")
        with torch.inference_mode():
            logits = network(((scaled - mean) / std).expand(1, channels, side, side))
        return int(logits.argmax())

    return classify


def _layer(spec: str) -> "torch.nn.Module":
    from torch import nn

    kind, *sizes = spec.split(":")
    numbers = [int(size) for size in sizes]
    match kind:
        case "conv":
            return nn.Conv2d(numbers[0], numbers[1], kernel_size=3, padding=1)
        case "linear":
            return nn.Linear(numbers[0], numbers[1])
        case "bn":
            return nn.BatchNorm2d(numbers[0])
        case _:
            return {"relu": nn.ReLU(), "pool": nn.MaxPool2d(2), "flatten": nn.Flatten()}[kind]
