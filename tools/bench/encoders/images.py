"""The grey values of pictures as features."""

from collections.abc import Sequence

import numpy as np

from tools.pictures import Features, Picture, grey

# What Fashion-MNIST's have: photos may be of any size, and their pixels are too many to learn from.
_SMALL = (28, 28)


class Pixels:
    """The grey values themselves as features; a file's picture is scaled to 28 x 28 first."""

    def encode_all(self, pictures: Sequence[Picture]) -> Features:
        """Return pictures, of one size where they are rows of values, as (pictures, pixels)."""
        rows = [grey(one, _SMALL) if isinstance(one, str) else one for one in pictures]
        return np.asarray(rows, dtype=np.float32).reshape(len(pictures), -1)

    encode = encode_all
