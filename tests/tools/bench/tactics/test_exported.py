"""Models handed to another runtime answer as they did in torch. Needs the extras."""

import pytest
import torch
from networks import convolutions, lent
from torch import nn

from tools.bench.tactics import exported
from tools.bench.tactics.weights import stored_bytes

# torch.export and OpenVINO's decoder warn of themselves.
pytestmark = pytest.mark.filterwarnings("ignore")


class Texts(nn.Module):
    """Of each token a vector; padding is zero. As encoders do, from (texts, tokens)."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.table, self.mix = nn.Embedding(20, 64), nn.Linear(64, 64)

    def forward(self, ids, mask):
        return torch.tanh(self.mix(self.table(ids))) * mask[:, :, None]


@pytest.fixture(params=["onnx", "openvino"])
def change(request):
    pytest.importorskip(request.param)
    if request.param == "onnx":
        pytest.importorskip("onnxscript")
    return getattr(exported, request.param)


@pytest.fixture
def text_example(tmp_path):
    (tmp_path / "nothing beside").mkdir()
    ids = torch.tensor([[1, 2, 3, 4], [5, 6, 0, 0]])
    return lent(tmp_path, ids, (ids > 0).long())


def test_texts_of_any_number_and_length_are_answered_as_in_torch(change, text_example):
    model = Texts().eval()
    there = change(model, text_example)
    for shape in ((1, 1), (1, 7), (2, 2), (5, 3), (33, 64)):
        ids = torch.randint(1, 20, shape)
        assert torch.allclose(
            there(ids, torch.ones_like(ids)), model(ids, torch.ones_like(ids)), atol=1e-5
        )
    ids, mask = text_example.example
    assert torch.allclose(there(ids, mask), model(ids, mask), atol=1e-5)


def test_any_number_of_images_is_answered_as_in_torch(change, tmp_path):
    model = convolutions()
    there = change(model, lent(tmp_path, torch.randn(2, 3, 8, 8)))
    for number in (1, 2, 9):
        images = torch.randn(number, 3, 8, 8)
        assert torch.allclose(there(images), model(images), atol=1e-5)


def test_a_deployment_keeps_the_exported_file(change, text_example, tmp_path):
    there = change(Texts().eval(), text_example)
    floats = 20 * 64 + 64 * 64 + 64
    # The rest is the graph.
    assert 4 * floats < stored_bytes(there, tmp_path / "nothing beside") < 4 * floats + 60_000


def test_matrix_products_in_8_bits_are_near_and_smaller(text_example, tmp_path):
    for module in ("onnx", "onnxscript"):
        pytest.importorskip(module)
    model = Texts().eval()
    whole, small = (make(model, text_example) for make in (exported.onnx, exported.onnx_int8))
    ids, mask = text_example.example
    assert torch.allclose(small(ids, mask), model(ids, mask), atol=0.05)
    assert not torch.equal(small(ids, mask), whole(ids, mask))
    # 64 x 64 weights lose 3 of their 4 bytes.
    assert whole.size_bytes - small.size_bytes == pytest.approx(3 * 64 * 64, abs=6_000)
