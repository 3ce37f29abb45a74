"""Tactics within torch, on networks so small that the outcome is worked out by hand."""

import pytest
import torch
from networks import convolutions, layer, lent
from torch import nn

from tools.bench.tactics import network
from tools.bench.tactics.weights import Counts, counts


@pytest.fixture
def lending(tmp_path):
    return lent(tmp_path)


def two_layers():
    """Weights 1 to 10 and -11 to -20: 30 % of 20 are 6, of 10 they are 3."""
    return nn.Sequential(layer(range(1, 11), (2, 5)), layer(range(-20, -10), (5, 2)))


def zeros(module):
    return [int((one == 0).sum()) for one in module.parameters()]


def test_local_pruning_zeroes_the_same_share_of_every_layer(lending):
    pruned = network.pruned_locally(two_layers(), lending)
    assert zeros(pruned) == [3, 3]
    assert pruned[0].weight.tolist() == [[0, 0, 0, 4, 5], [6, 7, 8, 9, 10]]
    assert sorted(pruned[1].weight.flatten().tolist()) == [*range(-20, -13), 0, 0, 0]
    assert counts(pruned) == Counts(parameters=20, nonzero=14)


def test_global_pruning_zeroes_the_smallest_wherever_they_are(lending):
    pruned = network.pruned_globally(two_layers(), lending)
    assert zeros(pruned) == [6, 0]
    assert pruned[0].weight.tolist() == [[0, 0, 0, 0, 0], [0, 7, 8, 9, 10]]
    assert counts(pruned) == Counts(parameters=20, nonzero=14)


@pytest.mark.parametrize("prune", [network.pruned_locally, network.pruned_globally])
def test_pruned_weights_are_plain_parameters_again(prune, lending):
    pruned = prune(convolutions(), lending)
    assert set(pruned.state_dict()) == set(convolutions().state_dict())
    assert not any(one._forward_pre_hooks for one in pruned.modules())


def test_dynamic_int8_puts_quantized_layers_in_the_place_of_linear_ones(lending):
    model = nn.Sequential(nn.Embedding(10, 4), nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2)).eval()
    ids = torch.arange(10)
    before = model(ids)
    quantized = network.dynamic_int8(model, lending)
    kinds = [type(one) for one in quantized]
    assert kinds[0] is nn.Embedding
    assert kinds[1] is kinds[3] is torch.ao.nn.quantized.dynamic.Linear
    # 8 bits a weight and an input: errors of a per cent of the greatest value.
    assert torch.allclose(quantized(ids), before, atol=0.05)


def test_bfloat16_takes_and_gives_what_the_model_did(lending):
    images = torch.randn(2, 3, 8, 8)
    before = convolutions()(images)
    narrow = network.bf16(convolutions(), lending)
    assert {one.dtype for one in narrow.parameters()} == {torch.bfloat16}
    out = narrow(images)
    assert out.dtype == torch.float32
    # 8 bits of precision: 2^-8 of a value, in each of three layers.
    assert torch.allclose(out, before, atol=0.05)
    assert not torch.equal(out, before)


def test_bfloat16_leaves_token_ids_alone(lending):
    narrow = network.bf16(nn.Sequential(nn.Embedding(300, 2), nn.Linear(2, 2)).eval(), lending)
    # 257 has no bfloat16 of its own: it would be 256.
    assert not torch.equal(narrow(torch.tensor([256])), narrow(torch.tensor([257])))


def test_channels_last_moves_filters_and_images_and_no_answer(lending):
    images = torch.randn(2, 3, 8, 8)
    moved, seen = network.channels_last(convolutions(), lending), []
    moved[0].register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    assert torch.allclose(moved(images), convolutions()(images), atol=1e-5)
    last = {"memory_format": torch.channels_last}
    assert (seen[0].is_contiguous(**last), moved[0].weight.is_contiguous(**last)) == (True, True)
