import pytest
import torch

from tools.bench.devices import blocking


def test_on_a_cpu_there_is_nothing_to_wait_for():
    assert blocking(len, "cpu") is len


@pytest.mark.parametrize(("device", "module"), [("cuda", torch.cuda), ("mps", torch.mps)])
def test_on_a_gpu_an_answer_has_waited_for_the_device(monkeypatch, device, module):
    order = []
    monkeypatch.setattr(module, "synchronize", lambda: order.append("waited"))

    def answer(text):
        order.append("answered")
        return len(text)

    assert blocking(answer, device)("four") == 4
    assert order == ["answered", "waited"]


@pytest.mark.gpu
def test_on_a_real_gpu_what_was_queued_is_done_when_the_answer_is_there():
    square = torch.rand(4_096, 4_096, device="cuda")

    def answer(times):
        for _ in range(times):
            square @ square
        return times

    assert blocking(answer, "cuda")(50) == 50
    assert torch.cuda.current_stream().query()
