"""From a picture as it is sent to arrays, and what a network sees of it.

A picture is rows of grey values in 0..1, or a file in a `data:image/...;base64,` address, which is
decoded with Pillow as part of the request.
"""

import base64
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.Image import Image

Rows = Sequence[Sequence[float]]
Picture = str | Rows
Features = NDArray[np.float32]

# JPEG, PNG and Netpbm; Pillow opens many more, which nobody here sends.
_FORMATS = ("JPEG", "PNG", "PPM")


def planes(picture: Picture, *, side: int, channels: int, crop: float) -> Features:
    """Return a picture as a network sees it: (channels, side, side) in 0..1.

    Of a picture larger than the network's input, `crop` of the square in its middle is scaled down
    bicubically; a smaller one is scaled up bilinearly, whole. Grey gives three equal channels.
    """
    from PIL.Image import Resampling

    image = _image(picture)
    if image.mode not in ("F", "L"):
        image = image.convert("RGB" if channels > 1 else "L")
    if max(image.size) <= side:
        image = image.resize((side, side), Resampling.BILINEAR)
    else:
        image = image.crop(_middle(*image.size, crop)).resize((side, side), Resampling.BICUBIC)
    scaled = _values(image).reshape(side, side, -1).transpose(2, 0, 1)
    return np.broadcast_to(scaled, (channels, side, side))


def rgb(picture: Picture) -> "Image":
    """Return a picture in colour, as the processors of pretrained models take it."""
    image = _image(picture)
    if image.mode == "F":
        from PIL import Image

        image = Image.fromarray((_values(image) * 255).round().clip(0, 255).astype(np.uint8))
    return image.convert("RGB")


def _middle(width: int, height: int, share: float) -> tuple[int, int, int, int]:
    size = int(share * min(width, height))
    left, top = (width - size + 1) // 2, (height - size + 1) // 2
    return left, top, left + size, top + size


def grey(picture: Picture, size: tuple[int, int]) -> Features:
    """Return a file's picture in grey, scaled bilinearly: (rows, columns) in 0..1."""
    from PIL.Image import Resampling

    return _values(_image(picture).convert("L").resize(size, Resampling.BILINEAR))


def _image(picture: Picture) -> "Image":
    from PIL import Image

    if isinstance(picture, str):
        _, _, content = picture.partition(",")
        return Image.open(io.BytesIO(base64.b64decode(content)), formats=_FORMATS)
    return Image.fromarray(np.asarray(picture, dtype=np.float32))


def _values(image: "Image") -> Features:
    """Return an image's values in 0..1: (rows, columns) or (rows, columns, channels)."""
    values = np.asarray(image, dtype=np.float32)
    return values if image.mode == "F" else values / np.float32(255)
