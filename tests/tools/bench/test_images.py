"""Pictures as they are sent: rows of grey values, and JPEG, PNG and Netpbm files."""

import base64
import io

import numpy as np
import pytest
from PIL import Image, UnidentifiedImageError

from tools.bench.encoders.images import Pixels
from tools.pictures import planes


def address(image: Image.Image, kind: str = "png") -> str:
    file = io.BytesIO()
    image.save(file, kind)
    return f"data:image/{kind};base64,{base64.b64encode(file.getvalue()).decode()}"


def test_a_grey_picture_gives_equal_channels_and_is_enlarged_between_its_pixels():
    seen = planes([[0, 1], [0, 1]], side=4, channels=3, crop=0.875)
    assert seen.shape == (3, 4, 4)
    # The centres of four pixels lie at 1/8, 3/8, 5/8, 7/8 and those of two at 1/4, 3/4: between
    # them the values run evenly, beyond them they stay.
    assert np.allclose(seen, [0, 0.25, 0.75, 1])


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_photo_gives_its_three_colours(kind):
    blue = Image.new("RGB", (40, 30), (51, 102, 204))
    seen = planes(address(blue, kind), side=8, channels=3, crop=1.0)
    assert seen.shape == (3, 8, 8)
    assert np.allclose(seen.mean(axis=(1, 2)), [0.2, 0.4, 0.8], atol=0.01)


def test_of_a_photo_the_middle_is_seen():
    """64 x 48: half of the smaller side is 24, so columns 20 to 44 and rows 12 to 36."""
    photo = Image.new("L", (64, 48), 0)
    photo.paste(255, (20, 12, 44, 36))
    assert planes(address(photo), side=8, channels=1, crop=0.5).min() == 1.0
    whole = planes(address(photo), side=8, channels=1, crop=1.0)
    # Of the whole square, columns 8 to 56: the white part is a quarter of it.
    assert (whole[0, 4, 4], whole[0, 0, 0]) == (1.0, 0.0)
    assert whole.mean() == pytest.approx(0.25, abs=0.02)


def test_a_small_picture_is_seen_whole_whatever_the_crop():
    corners = [[1.0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0], [1, 0, 0, 1]]
    assert np.array_equal(planes(corners, side=4, channels=1, crop=0.5)[0], corners)


def test_a_photo_is_grey_to_a_network_of_one_channel():
    # Pillow weighs by ITU-R 601-2: 0.299 of red.
    red = Image.new("RGB", (8, 8), (255, 0, 0))
    assert np.allclose(planes(address(red), side=4, channels=1, crop=1.0), 0.299, atol=0.002)


def test_a_palette_and_a_transparent_picture_are_read_too():
    palette = Image.new("RGB", (8, 8), (0, 255, 0)).convert("P")
    clear = Image.new("RGBA", (8, 8), (0, 255, 0, 128))
    for image in (palette, clear):
        assert np.allclose(
            planes(address(image), side=4, channels=3, crop=1.0).mean((1, 2)), [0, 1, 0]
        )


def test_grey_values_are_the_same_as_rows_and_as_a_file():
    grey = np.arange(784, dtype=np.uint16).reshape(28, 28).astype(np.uint8)
    rows = (grey / 255).tolist()
    netpbm = b"P5 28 28 255\n" + grey.tobytes()
    sent = [
        rows,
        address(Image.fromarray(grey)),
        f"data:image/x-portable-graymap;base64,{base64.b64encode(netpbm).decode()}",
    ]
    features = Pixels().encode(sent)
    assert features.shape == (3, 784)
    assert np.allclose(features, grey.reshape(-1) / 255)


def test_files_of_any_size_are_scaled_to_one():
    black = Image.new("L", (500, 375))
    black.paste(255, (250, 0, 500, 375))
    features = Pixels().encode([address(black), address(Image.new("L", (8, 8)))])
    left, right = np.split(features[0].reshape(28, 28), 2, axis=1)
    # Where they meet, a pixel is of both.
    assert (left[:, :-1].max(), right[:, 1:].min()) == (0, 1)
    assert features[1].tolist() == [0] * 784


@pytest.mark.parametrize("kind", ["gif", "bmp", "tiff"])
def test_a_file_that_nobody_sends_is_refused(kind):
    with pytest.raises(UnidentifiedImageError):
        planes(address(Image.new("L", (8, 8)), kind), side=4, channels=1, crop=1.0)
