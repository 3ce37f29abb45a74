"""Tactics in real workers on real weights: what they change, what they leave, what is refused."""

from importlib.util import find_spec
from typing import NamedTuple

import pytest
from worker_process import WorkerProcess

from tools.bench.client import Bench
from tools.bench.protocol import Job, Serve
from tools.domain import Setup, Window

pytestmark = pytest.mark.network

N = 40
TEXT, IMAGE = "sentence-transformers/all-MiniLM-L6-v2", "ccexam/usps"
# 6 layers of 4 matrices 384 x 384 and 2 of 384 x 1536, and the pooler's.
PARAMETERS, MATRICES = 22_713_216, 6 * (4 * 384**2 + 2 * 384 * 1_536) + 384**2


class Served(NamedTuple):
    setup: Setup
    window: Window


@pytest.fixture(scope="module")
def served(job_for, environment):
    """Serve a catalogue model with tactics; what was served before is not served again."""
    known: dict[tuple[str, ...], Served] = {}

    def with_tactics(model_id: str, *tactics: str) -> Served:
        key = (model_id, *tactics)
        if key not in known:
            job = with_these(job_for(model_id), *tactics)
            with WorkerProcess(job, environment) as worker:
                known[key] = Served(worker.ready(), worker.serve(0, N))
        return known[key]

    return with_tactics


def with_these(job: Job, *tactics: str) -> Job:
    candidate = job.candidate.model_copy(update={"tactics": tactics})
    return job.model_copy(update={"candidate": candidate})


def agreement(one: Served, other: Served) -> int:
    pairs = zip(one.window.predicted, other.window.predicted, strict=True)
    return sum(a == b for a, b in pairs)


def test_an_encoder_in_8_bits_shares_its_head_and_is_smaller(served):
    parent, child = served(TEXT), served(TEXT, "dynamic_int8")
    assert child.setup.candidate.parent == parent.setup.candidate
    # The head was fitted on the untouched encoder, and kept.
    assert child.setup.fit_s == 0
    assert [cost.tactic for cost in child.setup.tactics] == ["dynamic_int8"]
    assert child.setup.tactics[0].wall_s > 0
    assert 0 < child.setup.tactics[0].energy.mid < child.setup.energy.mid
    assert parent.setup.parameters == child.setup.parameters == PARAMETERS
    assert child.setup.nonzero_parameters < parent.setup.nonzero_parameters
    # Embeddings and biases keep four bytes, the tokenizer and the head are as before.
    saved = parent.setup.size_bytes - child.setup.size_bytes
    assert saved == pytest.approx(3 * MATRICES, rel=0.001)
    assert agreement(parent, child) >= 0.8 * N


def test_a_pruned_image_network_has_30_percent_of_zeros(served):
    parent, child = served(IMAGE), served(IMAGE, "prune_local_30", "batch_8")
    # 3*3*32, 3*3*32*64, 1024*128 and 128*10 weights; biases and norms are left alone.
    weights = 288 + 18_432 + 131_072 + 1_280
    zeros = child.setup.parameters - child.setup.nonzero_parameters
    assert zeros == pytest.approx(0.3 * weights, abs=2)
    assert parent.setup.nonzero_parameters == parent.setup.parameters == child.setup.parameters
    assert [cost.tactic for cost in child.setup.tactics] == ["prune_local_30", "batch_8"]
    # Every eight requests took one time.
    assert len(set(child.window.latency_s)) == N / 8
    assert agreement(parent, child) >= 0.8 * N


@pytest.mark.skipif(find_spec("onnxscript") is None, reason="needs the onnx extra")
def test_an_exported_encoder_gives_its_parents_answers(served):
    parent, child = served(TEXT), served(TEXT, "onnx")
    assert agreement(parent, child) == N
    assert child.setup.parameters is None
    # The same floats, the graph, and no more.
    assert child.setup.size_bytes == pytest.approx(parent.setup.size_bytes, rel=0.01)


@pytest.mark.slow
def test_a_compiled_encoder_gives_its_parents_answers(served):
    assert agreement(served(TEXT), served(TEXT, "compile")) >= N - 1


@pytest.mark.parametrize(
    ("tactics", "reason"),
    [
        (("channels_last",), "channels_last changes Conv2d layers, and it has none"),
        (("faster",), "there is no tactic faster; there are dynamic_int8, "),
    ],
)
async def test_a_tactic_that_cannot_run_is_a_refusal_and_no_crash(
    job_for, environment, tactics, reason
):
    job = with_these(job_for(TEXT), *tactics)
    async with Bench(environment, most_resident_bytes=10**9) as bench:
        outcome = await bench.measure(job, Serve(start=0, n=1), timeout_s=120)
    assert (outcome.failure.kind, outcome.failure.candidate) == ("refused", job.candidate)
    assert outcome.failure.reason.startswith(reason)
