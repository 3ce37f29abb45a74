"""Three proxies against a second implementation that shares only the weights with the first."""

import pytest
import torch

from benchmarks import plain_cells
from tools.nas.proxies.minibatch import noise
from tools.nas.proxies.registry import PROXIES
from tools.nas.spaces.nasbench201 import genes_of, nasbench201

CELLS, CHANNELS = 1, 4


@pytest.mark.parametrize("code", ["3s1an3", "n13sa1", "aaaaaa", "3nnnns", "13n3ss"])
def test_two_implementations_agree(code):
    space = nasbench201(10, CHANNELS, CELLS)
    torch.manual_seed(1)
    module = space.build(genes_of(code))
    images = noise(space.input_shape, 10, 6, seed=2)
    weights = [w.detach().numpy() for w in module.parameters() if w.dim() > 1]
    bias = module[-1].bias.detach().numpy()

    assert PROXIES["parameters"](module, images) == plain_cells.parameters(
        code, CHANNELS, CELLS, 10
    )
    assert PROXIES["synflow"](module, images) == pytest.approx(
        plain_cells.synflow(code, weights, bias, CELLS), rel=1e-9
    )
    assert PROXIES["naswot"](module, images) == pytest.approx(
        plain_cells.naswot(code, weights, bias, images.inputs.numpy(), CELLS), abs=1e-2
    )


def test_the_arithmetic_knows_the_whole_skeleton():
    # NATS-Bench says 802,426 of this cell (v-tao/nats-bench-landscape b307ae5).
    assert plain_cells.parameters("33as3s", 16, 5, 10) == 802_426


def test_depth_counts_the_longest_way_through_a_cell():
    # 0 -> 1 by a 3x3, 1 -> 2 by a 1x1, 2 -> 3 by a 1x1: three layers in each of three cells;
    # the stem, two in each block between them, and the linear one.
    space = nasbench201(10, CHANNELS, CELLS)
    module = space.build(genes_of("3s1a31"))
    assert PROXIES["depth"](module, noise(space.input_shape, 10, 2, 0)) == 1 + 3 * 3 + 2 * 2 + 1
