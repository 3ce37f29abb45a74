"""A designed network leaves as words and weights, and answers elsewhere as it did here."""

import numpy as np
import pytest
import torch
from torch import nn

from tools.bench.encoders import vision
from tools.nas.deploying import PROGRAM, WEIGHTS, layers_of, save
from tools.nas.spaces.small_images import small_images

GENES = [
    (2, "full", 3, 8, 1.5, 0, 1, "mean", 0),
    (3, "depthwise", 5, 4, 2.0, 1, 2, "max", 32),
    (1, "full", 3, 16, 1.0, 0, 0, "none", 0),
]


def test_layers_are_said_in_the_words_of_the_catalogue():
    network = nn.Sequential(
        nn.Conv2d(1, 4, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.Conv2d(4, 4, 5, padding=2, groups=4),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(4, 10),
    )
    said = "conv:1:4:3:2:1 relu conv:4:4:5:1:4 max flatten linear:4:10"
    assert layers_of(network) == said


def test_a_layer_without_words_is_refused():
    with pytest.raises(TypeError, match="a Dropout has no words"):
        layers_of(nn.Sequential(nn.Dropout()))


@pytest.mark.parametrize("genes", GENES)
def test_a_network_answers_in_the_bench_and_elsewhere_as_it_did_when_it_was_made(genes, tmp_path):
    space = small_images(1, 8, 10)
    network = space.build(genes).eval()
    size_bytes = save(network, tmp_path, input_shape=space.input_shape)
    assert size_bytes == (tmp_path / WEIGHTS).stat().st_size
    pictures = np.random.default_rng(0).random((5, 8, 8)).astype(np.float32)
    with torch.inference_mode():
        expected = network(torch.from_numpy(pictures[:, None]))
        elsewhere = torch.export.load(tmp_path / PROGRAM).module()(
            torch.from_numpy(pictures[:1, None])
        )
    options = {
        "layers": layers_of(network), "input_size": 8, "channels": 1, "mean": 0.0, "std": 1.0
    }  # fmt: skip
    bench = vision.load("cnn", tmp_path, options, device="cpu", head=True)
    assert bench.classify(pictures.tolist()) == expected.argmax(dim=1).tolist()
    assert torch.allclose(elsewhere, expected[:1], atol=1e-5)
