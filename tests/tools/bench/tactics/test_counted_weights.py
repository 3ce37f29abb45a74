"""What a deployment keeps: counted by hand, and against a file that torch wrote."""

import pytest
import torch
from networks import convolutions, layer, lent
from torch import nn

from tools.bench.tactics import network
from tools.bench.tactics.weights import Counts, counts, stored_bytes

# 3*4*9 + 4, 4*2*9 + 2, 32*2 + 2.
PARAMETERS = 112 + 74 + 66


def test_parameters_are_counted_and_zeros_of_layers_that_multiply():
    model = nn.Sequential(nn.Embedding(3, 2), layer([1, 0, 0, 4], (2, 2)))
    with torch.no_grad():
        model[0].weight.zero_()
    assert counts(model) == Counts(parameters=10, nonzero=8)


def test_quantized_layers_keep_their_number_of_parameters(tmp_path):
    quantized = network.dynamic_int8(
        nn.Sequential(layer([0, 1, 1, 1, 1, 1], (2, 3)), nn.Linear(2, 1)), lent(tmp_path)
    )
    assert counts(quantized).parameters == 6 + 2 + 1
    assert counts(quantized).nonzero == 8


def test_another_runtime_hides_its_parameters():
    assert counts(lambda images: images) is None


@pytest.mark.parametrize(
    ("change", "bytes_each"),
    [(network.channels_last, 4), (network.pruned_locally, 4), (network.bf16, 2)],
)
def test_weights_take_their_type_s_bytes_each(change, bytes_each, tmp_path):
    changed = change(convolutions(), lent(tmp_path))
    assert stored_bytes(changed, tmp_path) == PARAMETERS * bytes_each


def test_what_lies_beside_the_weights_is_kept_too(tmp_path):
    (tmp_path / "tokenizer.json").write_bytes(b"x" * 1_000)
    (tmp_path / "model.safetensors").write_bytes(b"x" * 50_000)
    assert stored_bytes(convolutions(), tmp_path) == PARAMETERS * 4 + 1_000


def test_the_size_is_that_of_a_saved_state_dict(tmp_path):
    model = nn.Sequential(nn.Embedding(1_000, 300), nn.Linear(300, 600), nn.Linear(600, 300))
    quantized = network.dynamic_int8(model, lent(tmp_path))
    torch.save(quantized.state_dict(), tmp_path / "saved.pt")
    saved = (tmp_path / "saved.pt").stat().st_size
    # 1.2 MB of embeddings, and a byte for each of 360,000 weights.
    assert 1.56e6 < stored_bytes(quantized, tmp_path) < 1.57e6
    assert stored_bytes(quantized, tmp_path) == pytest.approx(saved, rel=0.01)
