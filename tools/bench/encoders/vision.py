"""Image networks in torch: with their own head they classify, without it they encode."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tools.pictures import Picture, planes

if TYPE_CHECKING:
    import torch

Options = dict[str, str | int | float]


class Vision:
    """A network and what it is to see; tactics may put another in the place of `module`."""

    def __init__(self, module: "torch.nn.Module", options: Options, device: str) -> None:
        self.module: Callable[..., torch.Tensor] = module.to(device).eval()
        self._side, self._channels = int(options["input_size"]), int(options["channels"])
        self._crop = float(options.get("crop", 1.0))
        self._mean, self._std = np.float32(options["mean"]), np.float32(options["std"])
        self._device = device

    def prepare(self, pictures: Sequence[Picture]) -> NDArray[np.float32]:
        """Return pictures decoded, scaled and normalised: (pictures, channels, side, side)."""
        seen = [
            planes(one, side=self._side, channels=self._channels, crop=self._crop)
            for one in pictures
        ]
        return (np.stack(seen) - self._mean) / self._std

    def classify(self, pictures: Sequence[Picture]) -> list[int]:
        """Return the class of each picture, counted as the network's own head counts."""
        return [int(place) for place in self._forward(pictures).argmax(axis=1)]

    def encode(self, pictures: Sequence[Picture]) -> NDArray[np.float32]:
        """Return features (pictures, dimensions)."""
        return self._forward(pictures)

    def encode_all(self, pictures: Sequence[Picture]) -> NDArray[np.float32]:
        """Return the features of many pictures, one by one.

        On one thread batches are slower: from 20 ms a picture to 32 in batches of 8 and 46 in
        batches of 32 (EfficientNet-lite0), as what lies between two layers leaves the cache.
        """
        return np.vstack([self.encode([one]) for one in pictures])

    def tensors(self, pictures: Sequence[Picture]) -> tuple["torch.Tensor", ...]:
        """Return what the network is called with."""
        import torch

        return (torch.from_numpy(self.prepare(pictures)).to(self._device),)

    def _forward(self, pictures: Sequence[Picture]) -> NDArray[np.float32]:
        import torch

        with torch.inference_mode():
            out = self.module(*self.tensors(pictures))
        array: NDArray[np.float32] = out.float().cpu().numpy()
        return array


def load(runtime: str, folder: Path, options: Options, *, device: str, head: bool) -> Vision:
    """Load an image network; without its head, the last layer, it gives features.

    The weights are a state dict in a pickle, read with `weights_only=True`; its arrays are taken
    in order.
    """
    import torch

    state = torch.load(folder / "weights.pth", map_location="cpu", weights_only=True)
    network = NETWORKS[runtime](options)
    names = network.state_dict().keys()
    network.load_state_dict(dict(zip(names, state.values(), strict=True)))
    return Vision(network if head else network[:-1], options, device)


def places(own: Sequence[str], labels: Sequence[str]) -> list[int]:
    """Return for each of a head's own labels its place among the data's labels.

    Those that the data lack have places behind the data's, each its own: an answer that is always
    wrong, and still the same or another than that of the same network under a tactic.

    Raises:
        ValueError: the head lacks one of the data's labels.

    """
    place_of = {label.casefold(): place for place, label in enumerate(labels)}
    found = [place_of.pop(label.casefold(), len(labels) + i) for i, label in enumerate(own)]
    if place_of:
        raise ValueError(f"its labels lack {', '.join(place_of)}, which the data have")
    return found


def _small(options: Options) -> "torch.nn.Sequential":
    """Build what `options["layers"]` says, e.g. `conv:1:32 relu pool flatten linear:1568:10`.

    A convolution is `conv:in:out:kernel:stride:groups`, of which the last three are 3, 1 and 1 if
    they are left out, padded so that a stride of 1 keeps the size. `pool` takes the largest of
    2 x 2, `mean` and `max` pool each channel whole.
    """
    import torch

    return torch.nn.Sequential(*map(_layer, str(options["layers"]).split()))


def _layer(spec: str) -> "torch.nn.Module":
    from torch import nn

    kind, *sizes = spec.split(":")
    numbers = [int(size) for size in sizes]
    match kind:
        case "conv":
            entering, leaving, kernel, stride, groups = numbers + [3, 1, 1][len(numbers) - 2 :]
            padding = kernel // 2
            return nn.Conv2d(entering, leaving, kernel, stride, padding, groups=groups)
        case "linear":
            return nn.Linear(numbers[0], numbers[1])
        case "bn":
            return nn.BatchNorm2d(numbers[0])
        case _:
            plain = {
                "relu": nn.ReLU(),
                "pool": nn.MaxPool2d(2),
                "mean": nn.AdaptiveAvgPool2d(1),
                "max": nn.AdaptiveMaxPool2d(1),
                "flatten": nn.Flatten(),
            }
            return plain[kind]


def _efficientnet(options: Options) -> "torch.nn.Sequential":
    from tools.bench.encoders.efficientnet import efficientnet_lite

    return efficientnet_lite(
        width=float(options["width"]),
        depth=float(options["depth"]),
        side=int(options["input_size"]),
    )


NETWORKS: dict[str, Callable[[Options], "torch.nn.Sequential"]] = {
    "cnn": _small,
    "efficientnet": _efficientnet,
}
