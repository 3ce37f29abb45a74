"""Images that nobody took: noise that a network without training is shown.

No picture is needed to read how a network carries signals. White noise has no structure; pink
noise has the spectrum of natural images (amplitude over frequency: Field 1987,
doi 10.1364/JOSAA.4.002379), so neighbours are alike.
"""

from collections.abc import Callable, Mapping
from functools import reduce

import torch
from torch import Tensor


def white(shape: tuple[int, ...], source: torch.Generator) -> Tensor:
    """Return standard normal noise of a shape (examples, channels, ...)."""
    return torch.randn(shape, generator=source)


def pink(shape: tuple[int, ...], source: torch.Generator) -> Tensor:
    """Return noise of a shape (examples, channels, ...) whose amplitude falls as 1/frequency.

    It has mean 0 and standard deviation 1 over all values.
    """
    sides = shape[2:]
    if not sides:
        return white(shape, source)
    axes = tuple(range(2, len(shape)))
    grids = torch.meshgrid(*(torch.fft.fftfreq(side) for side in sides), indexing="ij")
    frequency = reduce(torch.add, (grid.square() for grid in grids)).sqrt()
    # A wave cannot be longer than the image: the constant part gets the longest one's amplitude.
    frequency = frequency.clamp_min(1 / max(sides))
    waves = torch.fft.fftn(white(shape, source), dim=axes) / frequency
    noise: Tensor = torch.fft.ifftn(waves, dim=axes).real
    return (noise - noise.mean()) / noise.std()


NOISES: Mapping[str, Callable[[tuple[int, ...], torch.Generator], Tensor]] = {
    "white": white,
    "pink": pink,
}
