"""How a worker applies tactics: in order, booked, with the first answers; without a process."""

import pytest
from networks import Sizes
from torch import nn

from tools.bench.accelerators import NoAccelerator
from tools.bench.answerers import Data, Ready
from tools.bench.meters import ModelledMeter
from tools.bench.protocol import Serve
from tools.bench.tactics.applying import apply, check
from tools.bench.windows import Instruments, serve

TEXTS = [f"{'long ' * number}text" for number in range(40)]


@pytest.fixture
def sizes():
    return Sizes()


@pytest.fixture
def applied(films_job, sizes):
    """Apply tactics to the network that tells odd lengths from even ones."""

    def with_tactics(*tactics):
        candidate = films_job.candidate.model_copy(update={"tactics": tactics})
        job = films_job.model_copy(update={"candidate": candidate, "runtime": "transformers"})
        ready = Ready(sizes.classify, network=sizes)
        return job, *apply(job, ready, TEXTS, ModelledMeter(job.power))

    return with_tactics


def window(job, ready, n):
    data = Data(labels=["even", "odd"], train=[], test=[(t, len(t) % 2) for t in TEXTS])
    order = Serve(start=0, n=n, most_s=0, updates=0)
    instruments = Instruments(ModelledMeter(job.power), NoAccelerator())
    return serve(job, order, ready.answer, data, instruments)


def test_without_tactics_nothing_is_done_and_nothing_booked(applied, sizes):
    _, ready, costs = applied()
    assert (ready.answer, costs, sizes.counted.calls) == (sizes.classify, (), [])


def test_every_tactic_is_booked_in_order_with_first_answers_of_three_lengths(applied, sizes):
    _, _, costs = applied("prune_local_30", "twice")
    assert [cost.tactic for cost in costs] == ["prune_local_30", "twice"]
    assert all(cost.wall_s > 0 and cost.energy.mid > 0 for cost in costs)
    # Three requests after the first tactic, three worked through twice after the second.
    assert sizes.counted.calls == [1] * (3 + 6)


def test_twice_works_every_request_through_twice(applied, sizes):
    job, ready, _ = applied("twice")
    sizes.counted.calls.clear()
    assert all(window(job, ready, 10).correct)
    assert sizes.counted.calls == [1] * 20


def test_a_batch_is_answered_at_once_and_gives_each_request_its_whole_time(applied, sizes):
    job, ready, _ = applied("batch_8")
    # Groups as the last of a window may be were tried too: of 8, then of 7 and of 1.
    assert sorted(sizes.counted.calls) == [1, 7, 8, 8, 8]
    sizes.counted.calls.clear()
    found = window(job, ready, 20)
    assert sizes.counted.calls == [8, 8, 4]
    assert (len(found.latency_s), found.requests) == (20, 20)
    assert [len(set(found.latency_s[a:b])) for a, b in ((0, 8), (8, 16), (16, 20))] == [1, 1, 1]
    assert len(set(found.latency_s)) == 3


def test_batches_get_the_answers_of_single_requests(applied):
    alone, together = (window(*applied(*tactics)[:2], 40) for tactics in ((), ("batch_32",)))
    assert alone.predicted == together.predicted
    assert all(alone.correct)


def test_the_network_is_the_one_that_answers_after_a_change(applied, sizes):
    # Both weights: 0.5 is the smaller one, and 30 % of 2 are one, rounded.
    _, ready, _ = applied("prune_local_30")
    assert sizes.counted.inside.weight.flatten().tolist() == [0, 1]
    assert ready.answer(["odd", "even"]) == [1, 0]


def test_what_the_network_lacks_is_refused(applied):
    with pytest.raises(ValueError, match="channels_last changes Conv2d layers, and it has none"):
        applied("prune_local_30", "channels_last")


def test_a_runtime_without_a_network_is_refused_before_anything_is_loaded(films_job):
    candidate = films_job.candidate.model_copy(update={"tactics": ("bf16",)})
    with pytest.raises(ValueError, match="bf16 changes a torch model, and this one runs on tfidf"):
        check(films_job.model_copy(update={"candidate": candidate}))


def test_quantized_layers_stand_where_the_linear_ones_stood(applied, sizes):
    _, ready, _ = applied("dynamic_int8")
    assert not isinstance(sizes.counted.inside, nn.Linear)
    assert ready.answer(["odd", "even"]) == [1, 0]
