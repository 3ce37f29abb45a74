"""Short training: what a network reaches within a budget, as the costly evaluation of a search."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf, isnan, nan

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, pad

from tools.nas.spaces.space import Genes, Space

Clock = Callable[[], float]
_WARM_UP = 0.3
"""Share of the steps in which a one-cycle schedule rises; then it falls (arXiv 1708.07120)."""


@dataclass(frozen=True)
class Examples:
    """Pictures `(examples, channels, height, width)`, float32, and classes `(examples,)`."""

    pictures: NDArray[np.float32]
    labels: NDArray[np.int64]


@dataclass(frozen=True)
class Schedule:
    """How a network is trained, and when that ends; the schedule is stretched over all epochs."""

    epochs: int = 20
    batch: int = 64
    learning_rate: float = 0.01
    """The highest, of AdamW (arXiv 1711.05101)."""
    weight_decay: float = 0.01
    patience: int = 8
    """Epochs without a better validation (accuracy, then likelihood) after which training stops."""
    most_s: float = float("inf")
    """Seconds after which no further epoch begins."""
    shift: int = 0
    """Pixels by which each picture is moved at most, anew in each epoch (arXiv 1512.03385, 4.2)."""


@dataclass(frozen=True)
class Trained:
    """A trained network, in the state of its best epoch."""

    network: nn.Module
    quality: float
    """The share of validation examples that are right; nan where no epoch gave finite logits."""
    epochs: int
    spent_s: float


def train(
    space: Space,
    genes: Genes,
    examples: tuple[Examples, Examples],
    schedule: Schedule,
    *,
    seed: int,
    clock: Clock,
) -> Trained:
    """Return a network trained on the first examples, as good as the second ones ever found it.

    The caller pins torch's threads. Weights and the order of batches come from the seed; torch's
    global generator is left as it was. The budget is checked after each epoch, and one is always
    trained.
    """
    begun = clock()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = space.build(genes)
        best, state, waited, epochs = (nan, -inf), _copied(network), 0, 0
        for _ in _epochs(network, examples[0], schedule):
            epochs += 1
            reached = _validated(network, examples[1])
            if isnan(best[0]) or reached > best:
                best, state, waited = reached, _copied(network), 0
            else:
                waited += 1
            if waited >= schedule.patience or clock() - begun >= schedule.most_s:
                break
    network.load_state_dict(state)
    return Trained(network.eval(), best[0], epochs, clock() - begun)


def accuracy(network: nn.Module, examples: Examples) -> float:
    """Return the share of examples that are right; nan where a logit is not finite."""
    return _validated(network, examples)[0]


def _validated(network: nn.Module, examples: Examples) -> tuple[float, float]:
    """Return the accuracy and, to tell equals apart, the mean log likelihood; nan for both."""
    network.eval()
    with torch.inference_mode():
        logits, labels = network(_tensor(examples.pictures)), _tensor(examples.labels)
        if not bool(torch.isfinite(logits).all()):
            return nan, nan
        right = logits.argmax(dim=1) == labels
        return float(right.double().mean()), -float(cross_entropy(logits, labels))


def _epochs(network: nn.Module, examples: Examples, schedule: Schedule) -> Iterator[None]:
    """Train an epoch at a time."""
    inputs, labels = _tensor(examples.pictures), _tensor(examples.labels)
    steps = -(-len(labels) // schedule.batch)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=schedule.learning_rate, weight_decay=schedule.weight_decay
    )
    rate = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        max_lr=schedule.learning_rate,
        total_steps=max(2, steps * schedule.epochs),
        pct_start=_WARM_UP,
    )
    for _ in range(schedule.epochs):
        network.train()
        for some in torch.randperm(len(labels)).split(schedule.batch):
            loss = cross_entropy(network(shifted(inputs[some], schedule.shift)), labels[some])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rate.step()
        yield


def shifted(pictures: Tensor, most: int) -> Tensor:
    """Return pictures `(examples, channels, height, width)`, each moved by up to so many pixels.

    Zeros come in at the edge. Where each goes is drawn from torch's global generator.
    """
    if not most:
        return pictures
    count, channels, height, width = pictures.shape
    padded = pad(pictures, (most, most, most, most))
    down, right = torch.randint(0, 2 * most + 1, (2, count, 1))
    rows, columns = down + torch.arange(height), right + torch.arange(width)
    one, channel = torch.arange(count), torch.arange(channels)
    return padded[
        one[:, None, None, None],
        channel[:, None, None],
        rows[:, None, :, None],
        columns[:, None, None, :],
    ]


def _tensor(values: NDArray[np.float32] | NDArray[np.int64]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(values))


def _copied(network: nn.Module) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in network.state_dict().items()}
