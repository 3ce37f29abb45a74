"""torch.compile on a small network: compiled with the first answers and not again."""

import pytest
import torch
from networks import Sizes, layer
from torch import nn
from torch._dynamo.utils import counters

from tools.bench.answerers import Ready
from tools.bench.meters import ModelledMeter
from tools.bench.tactics.applying import apply
from tools.bench.tactics.refusals import refusal

# With its special tokens no text is as short as one token, for which torch compiles apart.
TEXTS = ["a" * length for length in range(2, 42)]

pytestmark = [
    pytest.mark.skipif(
        refusal(["compile"], runtime="transformers", device="cpu") is not None,
        reason="no compiler here",
    ),
    # torch warns of itself while it compiles.
    pytest.mark.filterwarnings("ignore"),
]


class Parity(nn.Module):
    """The two scores of a row of ones: for an even number of them, and for an odd one."""

    def forward(self, ones):
        odd = ones.flatten(1).sum(dim=1, keepdim=True) % 2
        return torch.cat([0.5 - odd, odd - 0.5], dim=1)


class Texts(Sizes):
    """From (texts, letters), as an encoder takes them."""

    def __init__(self) -> None:
        self.module = Parity()

    def tensors(self, texts):
        rows = torch.zeros(len(texts), max(map(len, texts)), dtype=torch.long)
        for row, text in zip(rows, texts, strict=True):
            row[: len(text)] = 1
        return (rows,)


class Images(Texts):
    """From (images, 1, 8, 8), through layers of torch's own: one that sees the first number."""

    def __init__(self) -> None:
        self.module = nn.Sequential(nn.Flatten(), layer([-1, *[0] * 63, 1, *[0] * 63], (2, 64)))

    def tensors(self, texts):
        images = torch.zeros(len(texts), 1, 8, 8)
        for image, text in zip(images, texts, strict=True):
            image[0, 0, 0] = 1 if len(text) % 2 else -1
        return (images,)


@pytest.fixture
def compiled(films_job):
    """Apply `compile` after other tactics; from then on, compiling again is an error."""
    counters.clear()

    def with_tactics(network, *tactics):
        candidate = films_job.candidate.model_copy(update={"tactics": (*tactics, "compile")})
        job = films_job.model_copy(update={"candidate": candidate, "runtime": "transformers"})
        ready, costs = apply(
            job, Ready(network.classify, network=network), TEXTS, ModelledMeter(job.power)
        )
        torch.compiler.set_stance("fail_on_recompile")
        return ready, costs

    yield with_tactics
    torch.compiler.set_stance("default")
    torch.compiler.reset()


def test_it_is_compiled_once_for_all_lengths_and_its_compiler_is_booked(compiled):
    ready, costs = compiled(Texts())
    assert [ready.answer([text]) for text in TEXTS] == [[len(text) % 2] for text in TEXTS]
    assert counters["stats"]["unique_graphs"] == 1
    # g++ alone takes seconds: at 5 W a core as the job says, joules that a child process used.
    assert (costs[0].tactic, costs[0].wall_s > 1, costs[0].energy.mid > 5) == (
        "compile",
        True,
        True,
    )


@pytest.mark.slow
@pytest.mark.parametrize("network", [Texts, Images])
def test_groups_of_any_size_are_compiled_for_too(compiled, network):
    ready, _ = compiled(network(), "batch_8")
    for size in (1, 2, 3, 5, 7, 8):
        assert ready.answer(TEXTS[:size]) == [len(text) % 2 for text in TEXTS[:size]]
    assert counters["stats"]["calls_captured"] >= 2
