"""The space of small networks: sizes worked out by hand, and networks that are what they say."""

from random import Random

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from tools.nas.spaces.small_images import macs, parameters, shape_of, small_images

SMALLEST = (1, "full", 3, 4, 1.0, 0, 0, "mean", 0)


def test_the_smallest_network_has_90_weights():
    # 4 kernels of 3 x 3 with a bias each, and 10 neurons on 4 means with a bias: 40 + 50.
    assert parameters(SMALLEST, 1, 8, 10) == 90
    # 64 places x 4 kernels x 9, and 4 x 10.
    assert macs(SMALLEST, 1, 8, 10) == 2_344


def test_a_halved_picture_without_pooling_and_a_hidden_layer_are_counted():
    genes = (2, "full", 3, 8, 2.0, 1, 1, "none", 32)
    # 3 -> 8: 224; 8 -> 16 at stride 2: 1,168; 16 x 4 x 4 -> 32: 8,224; 32 -> 2: 66.
    assert parameters(genes, 3, 8, 2) == 9_682
    # 64 x 8 x 27; 16 x 16 x 72; 256 x 32; 64.
    assert macs(genes, 3, 8, 2) == 13_824 + 18_432 + 8_192 + 64


def test_depthwise_blocks_follow_a_full_one():
    genes = (2, "depthwise", 5, 4, 2.0, 0, 0, "max", 0)
    # Full 1 -> 4: 104. Depthwise 4: 104, 1x1 4 -> 8: 40. Logits 8 -> 10: 90.
    assert parameters(genes, 1, 8, 10) == 338
    network = small_images(1, 8, 10).build(genes)
    assert [one.groups for one in network if isinstance(one, nn.Conv2d)] == [1, 4, 1]


def test_halvings_begin_at_the_first_and_end_with_the_blocks():
    assert shape_of((3, "full", 3, 8, 1.5, 1, 2, "mean", 0)).strides == (1, 2, 2)
    assert shape_of((1, "full", 3, 8, 1.5, 1, 2, "mean", 0)).strides == (1,)
    assert shape_of((3, "full", 3, 8, 1.5, 1, 2, "mean", 0)).widths == (8, 12, 18)


@given(seed=st.integers(0, 10_000), channels=st.sampled_from([1, 3]), side=st.integers(8, 17))
@settings(max_examples=25, deadline=None)
def test_every_network_has_the_counted_weights_and_gives_a_logit_a_class(seed, channels, side):
    space = small_images(channels, side, 7)
    genes = space.draw(Random(seed))
    network = space.build(genes)
    weights = sum(weight.numel() for weight in network.parameters())
    assert weights == parameters(genes, channels, side, 7)
    assert network(torch.zeros(2, channels, side, side)).shape == (2, 7)


@given(seed=st.integers(0, 10_000), side=st.integers(8, 17))
@settings(max_examples=15, deadline=None)
def test_counted_multiplications_are_those_that_run(seed, side):
    space = small_images(1, side, 7)
    genes = space.draw(Random(seed))
    network, counted = space.build(genes), []

    def count(module, _, output):
        if isinstance(module, nn.Conv2d):
            square = module.kernel_size[0] ** 2
            counted.append(output.numel() * module.in_channels // module.groups * square)
        elif isinstance(module, nn.Linear):
            counted.append(module.in_features * module.out_features)

    for module in network:
        module.register_forward_hook(count)
    network(torch.zeros(1, 1, side, side))
    assert sum(counted) == macs(genes, 1, side, 7)


def test_it_reaches_from_under_a_kilobyte_to_over_a_megabyte():
    largest = (4, "full", 5, 32, 2.0, 0, 1, "none", 128)
    assert 4 * parameters(SMALLEST, 1, 8, 10) < 1_000
    assert 4 * parameters(largest, 1, 8, 10) > 1_000_000


@pytest.mark.parametrize("side", [8, 32])
def test_the_space_says_what_a_picture_is(side):
    assert small_images(3, side, 2).input_shape == (3, side, side)
