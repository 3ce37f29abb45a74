"""A designed network as a candidate like any other: its layers in words, its weights in a file.

weights.pth    the state dict; read with `weights_only=True`
network.pt2    the same network for other programs: `torch.export.load(path).module()`
design.json    what it is, how it was found, and on which examples it was trained
"""

import json
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import nn

from tools.domain import DESIGN_NOTE, DESIGN_PROGRAM, Design

WEIGHTS, PROGRAM = "weights.pth", DESIGN_PROGRAM


def layers_of(network: nn.Sequential) -> str:
    """Return a network's layers in the words of the runtime `cnn`.

    Raises:
        TypeError: it has a layer that these do not know.

    """
    return " ".join(_words(network))


def save(network: nn.Sequential, folder: Path, *, input_shape: tuple[int, ...]) -> int:
    """Write a network's weights and its program into a folder; return the bytes of the weights."""
    folder.mkdir(parents=True, exist_ok=True)
    network = network.eval()
    torch.save(network.state_dict(), folder / WEIGHTS)
    program = torch.export.export(network, (torch.zeros(1, *input_shape),))
    torch.export.save(program, folder / PROGRAM)
    return (folder / WEIGHTS).stat().st_size


def note(design: Design, folder: Path) -> None:
    """Write what is known of a network beside it: last, so that a half-written one is none."""
    text = json.dumps(design.model_dump(mode="json"), indent=2)
    (folder / DESIGN_NOTE).write_text(text, encoding="utf-8")


def _words(network: nn.Sequential) -> Iterator[str]:
    plain = {
        nn.ReLU: "relu",
        nn.Flatten: "flatten",
        nn.AdaptiveAvgPool2d: "mean",
        nn.AdaptiveMaxPool2d: "max",
    }
    for layer in network:
        if isinstance(layer, nn.Conv2d):
            sizes = (layer.kernel_size[0], layer.stride[0], layer.groups)
            yield "conv:" + ":".join(map(str, (layer.in_channels, layer.out_channels, *sizes)))
        elif isinstance(layer, nn.Linear):
            yield f"linear:{layer.in_features}:{layer.out_features}"
        elif type(layer) in plain:
            yield plain[type(layer)]
        else:
            raise TypeError(f"a {type(layer).__name__} has no words")
