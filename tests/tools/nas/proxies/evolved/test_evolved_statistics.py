import math
import random

import numpy as np
import pytest
import torch
from torch import nn

from tools.errors import RequestError
from tools.nas.proxies.evolved import signals
from tools.nas.proxies.evolved.inputs import pink, white
from tools.nas.proxies.evolved.profiling import Pair, profile
from tools.nas.proxies.evolved.shown import Album, Setup, looked_at
from tools.nas.proxies.evolved.statistics import LAYERS, NUMBERS, seconds_of


def small():
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1),
        nn.BatchNorm2d(4),
        nn.ReLU(inplace=True),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(0.5),
        nn.Linear(4, 2),
    )


def pair(*shape, seed=0):
    source = torch.Generator().manual_seed(seed)
    return Pair(white(shape, source), white(shape, source))


def test_a_networks_statistics_are_those_a_hand_computes():
    network = nn.Sequential(nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False))
    with torch.no_grad():
        for layer in network:
            layer.weight.copy_(torch.eye(2))
    batch = torch.eye(2)
    seen = profile(network, Pair(batch, batch), seed=7)

    # The logits are the batch itself; the gradient by them is (softmax - label) / 2 examples.
    torch.manual_seed(7)
    labels = np.eye(2)[torch.randint(2, (2,)).numpy()]
    odds = np.exp(np.eye(2)) / np.exp(np.eye(2)).sum(1, keepdims=True)
    returned = (odds - labels) / 2
    # The weights' gradient is returned^T x batch, and the batch is the identity.
    norm = np.linalg.norm(returned)
    assert seen.layers["weights"] == seen.layers["macs"] == [4, 4]
    assert seen.layers["fan_in"] == seen.layers["units"] == [2, 2]
    assert seen.layers["input_deviation"] == seen.layers["output_deviation"] == [0.5, 0.5]
    assert seen.layers["input_likeness"] == pytest.approx([0, 0])
    assert seen.layers["returned_norm"] == pytest.approx([norm, norm], rel=1e-5)
    assert seen.layers["gradient_norm"] == pytest.approx([norm, norm], rel=1e-5)
    trace = np.abs(np.diag(returned)).sum()
    assert seen.layers["saliency"] == pytest.approx([trace, trace], rel=1e-5)
    assert seen.layers["reached"] == [1, 1]
    assert seen.numbers["parameters"] == 8
    assert seen.numbers["depth"] == 2
    assert seen.numbers["image_gradient_norm"] == pytest.approx(norm, rel=1e-5)
    assert seen.layers.keys() == LAYERS.keys()
    assert seen.numbers.keys() == NUMBERS.keys()


def test_signals_are_read_as_a_hand_reads_them():
    same = torch.ones(3, 2, 4)
    assert signals.likeness(same) == pytest.approx(1)
    # One bit pattern for all three: the kernel is all ones, with the jitter on its diagonal.
    assert signals.codes(same) == pytest.approx(math.log(3e-12), abs=0.01)
    stripes = torch.tensor([1.0, -1.0, 1.0, -1.0]).expand(1, 1, 4)
    # Neighbours differ by 2: 4 / (2 x variance 1).
    assert signals.roughness(stripes) == pytest.approx(2)
    # Two uncorrelated channels of equal variance: log 2 nats, and a least eigenvalue of 1.
    crossed = torch.tensor([[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]])[None]
    assert signals.entropy(crossed) == pytest.approx(math.log(2))
    assert signals.least(crossed) == pytest.approx(1, abs=1e-5)
    # Squared singular values 1 and 3 of 4.
    expected = -(0.25 * math.log(0.25) + 0.75 * math.log(0.75))
    assert signals.spectrum(torch.diag(torch.tensor([1.0, math.sqrt(3)]))) == pytest.approx(
        expected
    )


@pytest.mark.parametrize("name", ["likeness", "diversity", "entropy", "least", "roughness"])
def test_a_dead_signal_tells_nothing(name):
    assert getattr(signals, name)(torch.zeros(4, 3, 5)) == 0


def test_a_layer_that_no_gradient_reaches_is_known_by_it():
    class Cut(nn.Module):
        def __init__(self):
            super().__init__()
            self.dead, self.live = nn.Linear(4, 4), nn.Linear(4, 2)

        def forward(self, inputs):
            return self.live(inputs + 0 * self.dead(inputs))

    seen = profile(Cut(), pair(6, 4))
    assert seen.layers["reached"] == [0, 1]
    assert seen.layers["gradient_norm"][0] == 0


def test_the_network_and_the_generators_are_left_as_they_were_found():
    network = small().eval()
    network[0].weight.requires_grad_(False)
    called = []
    network[0].register_forward_hook(lambda *_: called.append(1))
    before = {name: value.clone() for name, value in network.state_dict().items()}
    torch.manual_seed(3)
    random.seed(3)
    state, python = torch.get_rng_state(), random.getstate()

    profile(network, pair(6, 3, 8, 8))

    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())
    assert not any(module.training for module in network.modules())
    assert all(parameter.grad is None for parameter in network.parameters())
    assert not network[0].weight.requires_grad
    assert len(network[0]._forward_hooks) == 1
    assert not network[6]._forward_hooks
    assert not called
    assert torch.equal(torch.get_rng_state(), state)
    assert random.getstate() == python


def test_the_same_seed_reads_the_same():
    setup = Setup(shape=(3, 8, 8), examples=4)
    one, other = (looked_at(small, setup) for _ in range(2))
    assert one.layers == other.layers
    assert looked_at(small, Setup(shape=(3, 8, 8), examples=4, seed=1)).layers != one.layers


def test_tokens_and_outputs_of_any_shape_are_read():
    class Words(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedded, self.head = nn.Embedding(10, 4), nn.Linear(4, 3)

        def forward(self, tokens):
            return (self.head(self.embedded(tokens)),)

    tokens = torch.arange(12).reshape(4, 3) % 10
    seen = profile(Words(), Pair(tokens, tokens))
    assert seen.layers["macs"] == [4 * 3 * 3]
    assert seen.numbers["image_gradient_norm"] == 0


def test_says_what_to_do_with_a_network_that_cannot_be_read():
    with pytest.raises(RequestError, match="no convolution and no linear layer"):
        profile(nn.Flatten(), pair(4, 3, 2, 2))


def test_pink_noise_is_smoother_than_white():
    source = torch.Generator().manual_seed(0)
    rough = [signals.roughness(noise((8, 3, 16, 16), source).flatten(2)) for noise in (white, pink)]
    assert rough[0] == pytest.approx(1, abs=0.1)
    assert rough[1] < 0.6


def test_a_formula_pays_for_the_passes_it_needs():
    seconds = {"shape": 1, "forward": 10, "backward": 100, "second": 1000, "input_least": 0.5}
    assert seconds_of({"macs"}, seconds) == 1
    assert seconds_of({"input_least", "macs"}, seconds) == 11.5
    assert seconds_of({"reached"}, seconds) == 111
    assert seconds_of({"agreement"}, seconds) == 1111
    assert seconds_of(set(), seconds) == 0


def test_an_album_looks_at_each_network_once_and_forgives_half_a_line(tmp_path):
    setup = Setup(shape=(3, 8, 8), examples=4)
    built = []

    def build():
        built.append(1)
        return small()

    first = Album(tmp_path / "new", setup, "a space").of("one", build)
    (file,) = (tmp_path / "new").iterdir()
    with file.open("a") as half:
        half.write('\n{"key": "tw')
    again = Album(tmp_path / "new", setup, "a space")
    assert again.of("one", build) == first
    again.of("two", build)
    assert len(built) == 2
    assert "two" in Album(tmp_path / "new", setup, "a space")
    assert "one" not in Album(tmp_path / "new", setup, "another space")
