"""Small networks whose weights are known, and what a tactic is lent."""

from contextlib import ExitStack
from pathlib import Path

import torch
from torch import nn

from tools.bench.tactics.tactic import Lent


class Counted(nn.Module):
    """A layer that says how often it was called, and with how many inputs."""

    def __init__(self, inside: nn.Module) -> None:
        super().__init__()
        self.inside = inside
        self.calls: list[int] = []

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        self.calls.append(len(given))
        return self.inside(given)


class Sizes:
    """Answers with the parity of a text's length: a network that is changed like any other."""

    def __init__(self) -> None:
        layer = nn.Linear(1, 2, bias=False)
        with torch.no_grad():
            layer.weight.copy_(torch.tensor([[0.5], [1.0]]))
        self.module = self.counted = Counted(layer)

    def tensors(self, texts):
        return (torch.tensor([[1.0 if len(text) % 2 else -1.0] for text in texts]),)

    def classify(self, texts):
        with torch.inference_mode():
            return self.module(*self.tensors(texts)).argmax(dim=1).tolist()


def layer(values, shape) -> nn.Linear:
    """Return a Linear layer with these weights and no bias."""
    linear = nn.Linear(shape[1], shape[0], bias=False)
    with torch.no_grad():
        linear.weight.copy_(torch.tensor(values, dtype=torch.float32).reshape(shape))
    return linear


def convolutions() -> nn.Sequential:
    """Return a small image network: (images, 3, 8, 8) to two logits."""
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 2, 3), nn.Flatten(), nn.Linear(32, 2)
    ).eval()


def lent(folder: Path, *example: torch.Tensor) -> Lent:
    return Lent(example, folder, ExitStack())
