"""What a tactic is, and what is lent to it while it is applied."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tools.domain import Runtime

if TYPE_CHECKING:
    import torch

# Those in which a torch model computes, which is what most tactics change.
TORCH: tuple[Runtime, ...] = ("transformers", "transformers-vision", "cnn", "efficientnet")

Kind = Literal["network", "threads", "batch", "calibration"]


@dataclass(frozen=True)
class Lent:
    """An example of what the model is called with, a folder, and what ends after first answers.

    `example` are the tensors of two requests answered together, so that an exporter takes neither
    number for a constant. The folder is removed before anything is measured.
    """

    example: "tuple[torch.Tensor, ...]"
    scratch: Path
    until_answered: ExitStack

    def open_sizes(self) -> list[tuple[int, ...]]:
        """Return which dimensions of each tensor vary: of texts (texts, tokens) both.

        Of images (images, channels, rows, columns) only the first.
        """
        return [(0, 1) if one.dim() == 2 else (0,) for one in self.example]


# From a model to something that is called like it; it may change the model in place.
Change = Callable[["torch.nn.Module", Lent], Callable[..., "torch.Tensor"]]


@dataclass(frozen=True)
class Tactic:
    """A way to run a candidate: what it does, and where it can.

    Attributes:
        title: what it does, in one line of a report.
        kind: what it changes; a calibration has a known effect and is never offered to a search.
        change: what a tactic of the kind `network` makes of the model.
        layers: classes of `torch.nn`; the model must hold one of them.
        extra: of greenrunner, that must be installed.
        compiles: it needs a C++ compiler.
        stores: a deployment keeps other weights than the model's own.
        fixes: no later tactic can change the network or its threads.

    """

    name: str
    title: str
    kind: Kind = "network"
    change: Change | None = None
    runtimes: tuple[Runtime, ...] = TORCH
    devices: tuple[str, ...] = ("cpu", "cuda", "mps")
    layers: tuple[str, ...] = ()
    extra: str = ""
    compiles: bool = False
    stores: bool = False
    fixes: bool = False
