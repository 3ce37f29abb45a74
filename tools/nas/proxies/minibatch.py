"""What an untrained network is shown: a few examples with labels, the same for every network."""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from tools.errors import RequestError

Source = Literal["noise", "digits"]


@dataclass(frozen=True)
class Minibatch:
    """Examples and their labels."""

    inputs: Tensor
    """`(examples, channels, height, width)`, or token ids as `(examples, tokens)`."""
    labels: Tensor
    """`(examples,)`: a class each, from 0."""


def noise(shape: tuple[int, ...], classes: int, examples: int, seed: int) -> Minibatch:
    """Return images of standard Gaussian noise with labels drawn evenly."""
    source = torch.Generator().manual_seed(seed)
    return Minibatch(
        inputs=torch.randn((examples, *shape), generator=source),
        labels=torch.randint(classes, (examples,), generator=source),
    )


def tokens(length: int, vocabulary: int, classes: int, examples: int, seed: int) -> Minibatch:
    """Return sequences of token ids drawn evenly, with labels drawn evenly."""
    source = torch.Generator().manual_seed(seed)
    return Minibatch(
        inputs=torch.randint(vocabulary, (examples, length), generator=source),
        labels=torch.randint(classes, (examples,), generator=source),
    )


def digits(shape: tuple[int, ...], classes: int, examples: int, seed: int) -> Minibatch:
    """Return handwritten digits of scikit-learn (UCI, doi 10.24432/C50P49), drawn at random.

    Each is enlarged to the shape, repeated over the channels and standardized by its mean and
    deviation over the whole minibatch.

    Raises:
        RequestError: there are fewer digits, or fewer classes than ten.

    """
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    if examples > len(images) or classes < 10:
        raise RequestError(
            f"{examples} digits of ten classes cannot be shown to a network of {classes} classes: "
            f"there are {len(images):,}. Ask for a smaller batch, or for --input noise."
        )
    source = torch.Generator().manual_seed(seed)
    chosen = torch.randperm(len(images), generator=source)[:examples]
    small = torch.from_numpy(images).float().reshape(-1, 1, 8, 8)[chosen]
    large = interpolate(small, size=shape[1:], mode="bilinear").expand(-1, shape[0], -1, -1)
    return Minibatch((large - large.mean()) / large.std(), torch.from_numpy(labels)[chosen].long())


SOURCES = {"noise": noise, "digits": digits}
"""Images by the name of their source."""
