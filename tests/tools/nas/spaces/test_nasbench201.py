"""Sizes are facts of NATS-Bench: v-tao/nats-bench-landscape b307ae5, HamsterMimi/MeCo 0d830dd.

Both count what convolutions and the linear layer multiply, and nothing else.
"""

from math import prod
from random import Random

import pytest
import torch
from torch import Tensor, nn

from tools.errors import RequestError
from tools.nas.spaces.cells import Cell
from tools.nas.spaces.nasbench201 import genes_of, nasbench201

KNOWN = {
    "a1s1ss": (129_306, 15_647_360),
    "33as3s": (802_426, 113_951_360),
    "a33aaa": (559_386, 78_561_920),
    "asnnns": (73_306, 7_783_040),
}


def _macs(module: nn.Module) -> int:
    """Count what convolutions and the classifier multiply for one image."""
    counted = []

    def convolved(layer: nn.Module, _: object, output: Tensor) -> None:
        counted.append(layer.weight[0].numel() * output[0].numel())

    for layer in module.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            layer.register_forward_hook(convolved)
    module.eval()(torch.zeros(1, 3, 32, 32))
    return sum(counted)


@pytest.mark.parametrize(("code", "parameters", "macs"), [(c, *n) for c, n in KNOWN.items()])
def test_has_the_sizes_that_nats_bench_tells(code, parameters, macs):
    module = nasbench201().build(genes_of(code))
    assert sum(weight.numel() for weight in module.parameters()) == parameters
    assert _macs(module) == macs


def test_has_no_more_cells_than_are_known():
    assert prod(len(options) for options in nasbench201().choices.values()) == 15_625


def test_sums_what_arrives_at_each_node():
    inputs = torch.tensor([[[[1.0]]]])
    # Node 1 = x, node 2 = x + node 1 = 2x, node 3 = x + node 1 + node 2 = 4x.
    assert Cell("ssssss", 1, 1)(inputs).item() == 4
    # Node 1 = 0, node 2 = 0 + node 1 = 0, node 3 = x + node 1 + node 2 = x.
    assert Cell("nnssss", 1, 1)(inputs).item() == 1
    assert Cell("nnnnnn", 1, 1)(inputs).item() == 0


def test_pools_without_the_border():
    inputs = torch.arange(4.0).reshape(1, 1, 2, 2)
    # Every window holds all four pixels: (0 + 1 + 2 + 3) / 4 = 1.5; only the first edge carries.
    assert torch.equal(Cell("nnnann", 1, 1)(inputs), torch.full((1, 1, 2, 2), 1.5))


def test_gives_logits_for_any_cell_of_a_small_skeleton():
    space = nasbench201(classes=7, channels=4, cells=1)
    for seed in range(5):
        module = space.build(space.draw(Random(seed)))
        assert module(torch.randn(2, *space.input_shape)).shape == (2, 7)


@pytest.mark.parametrize("code", ["", "33333", "333333s", "33333x"])
def test_knows_no_other_codes(code):
    with pytest.raises(RequestError, match="Give 6 letters"):
        genes_of(code)
