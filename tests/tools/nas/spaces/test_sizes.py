"""The space of sizes: five widths of one fixed cell."""

from math import prod

import torch

from tools.nas.spaces.sizes import sizes


def test_has_as_many_sizes_as_nats_bench():
    assert prod(len(options) for options in sizes().choices.values()) == 32_768


def test_counts_the_parameters_that_a_hand_counts():
    module = sizes().build((8, 16, 24, 32, 40))
    # Convolutions: 9 x in x out for 3x3, in x out for 1x1; each with 2 x out of its normalization.
    stem = 9 * 3 * 8 + 16
    first = 5 * (9 * 8 * 8 + 16)
    # A block: two 3x3 units, and a 1x1 shortcut that is not normalized.
    block = (9 * 8 * 16 + 32) + (9 * 16 * 16 + 32) + 8 * 16
    # A cell that widens: two 3x3 edges and the skip leave the input, three 3x3 edges do not.
    middle = 2 * (9 * 16 * 24 + 48) + (16 * 24 + 48) + 3 * (9 * 24 * 24 + 48)
    second = (9 * 24 * 32 + 64) + (9 * 32 * 32 + 64) + 24 * 32
    last = 2 * (9 * 32 * 40 + 80) + (32 * 40 + 80) + 3 * (9 * 40 * 40 + 80)
    head = 2 * 40 + 40 * 10 + 10
    counted = stem + first + block + middle + second + last + head
    assert sum(weight.numel() for weight in module.parameters()) == counted


def test_gives_logits_for_the_smallest_size():
    assert sizes(classes=3).build((8,) * 5)(torch.zeros(2, 3, 32, 32)).shape == (2, 3)
