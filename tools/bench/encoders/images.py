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


class Cnn:
    """A small CNN with its own head; it names the class of an image.

    `options["layers"]` describes the network, e.g. `conv:1:32 relu pool flatten linear:1568:10`:
    3 x 3 convolutions with padding 1, 2 x 2 max pooling. The weights are a state dict in a pickle,
    read with `weights_only=True`; its arrays are taken in order.
    """

    def __init__(self, folder: Path, options: Options, device: str) -> None:
        import torch

        state = torch.load(folder / "weights.pth", map_location="cpu", weights_only=True)
        network = torch.nn.Sequential(*map(_layer, str(options["layers"]).split()))
        names = network.state_dict().keys()
        network.load_state_dict(dict(zip(names, state.values(), strict=True)))
        self.module: Callable[..., torch.Tensor] = network.to(device).eval()
        self._torch, self._options, self._device = torch, options, device

    def tensors(self, images: Sequence[Image]) -> tuple["torch.Tensor", ...]:
        """Return the scaled images (images, channels, rows, columns)."""
        side, channels = int(self._options["input_size"]), int(self._options["channels"])
        mean, std = float(self._options["mean"]), float(self._options["std"])
        grey = self._torch.tensor(np.asarray(images, dtype=np.float32), device=self._device)
        scaled = self._torch.nn.functional.interpolate(
            grey[:, None], size=(side, side), mode="bilinear"
        )
        return (((scaled - mean) / std).expand(-1, channels, side, side),)

    def classify(self, images: Sequence[Image]) -> list[int]:
        """Return the class of each image."""
        with self._torch.inference_mode():
            logits = self.module(*self.tensors(images))
        return list(map(int, logits.argmax(dim=1)))


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
