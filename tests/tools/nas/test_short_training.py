"""Short training on pictures that are told apart at a glance."""

from dataclasses import replace
from math import isnan

import numpy as np
import pytest
import torch
from torch import nn

from tools.nas.search.training import Examples, Schedule, accuracy, shifted, train
from tools.nas.spaces.small_images import small_images
from tools.nas.spaces.space import Space

GENES = (1, "full", 3, 4, 1.0, 0, 0, "mean", 0)
SPACE = small_images(1, 8, 2)
SHORT = Schedule(epochs=4, batch=16)
LONG = Schedule(epochs=15, batch=16, learning_rate=0.1)


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def still():
    return 0.0


def ticking():
    """A clock that is a second later each time it is read."""
    times = iter(range(1_000))
    return lambda: float(next(times))


def pictures(count, seed):
    """Dark pictures are class 0, bright ones class 1; both are noisy."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, count)
    noise = rng.normal(0, 0.1, (count, 1, 8, 8))
    return Examples((noise + 2 * labels[:, None, None, None]).astype(np.float32), labels)


PARTS = (pictures(120, 0), pictures(60, 1))


def test_bright_and_dark_are_told_apart():
    trained = train(SPACE, GENES, PARTS, LONG, seed=0, clock=still)
    assert trained.quality == 1.0
    assert accuracy(trained.network, pictures(80, 2)) == 1.0
    assert not trained.network.training


def test_the_same_seed_is_the_same_network_and_nobody_elses_chance_is_touched():
    before = torch.random.get_rng_state()
    one, two = (train(SPACE, GENES, PARTS, SHORT, seed=5, clock=still) for _ in range(2))
    pairs = zip(one.network.parameters(), two.network.parameters(), strict=True)
    assert all(torch.equal(first, second) for first, second in pairs)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_another_seed_is_another_network():
    one, two = (train(SPACE, GENES, PARTS, SHORT, seed=seed, clock=still) for seed in (1, 2))
    pairs = zip(one.network.parameters(), two.network.parameters(), strict=True)
    assert not all(torch.equal(first, second) for first, second in pairs)


def test_no_epoch_begins_after_the_time_is_up():
    # Read at 0, then after each epoch at 1, 2, 3; and once more when it is over.
    schedule = replace(SHORT, epochs=50, patience=50, most_s=3.0)
    trained = train(SPACE, GENES, PARTS, schedule, seed=0, clock=ticking())
    assert (trained.epochs, trained.spent_s) == (3, 4.0)


def test_one_epoch_is_trained_however_short_the_time():
    trained = train(SPACE, GENES, PARTS, replace(SHORT, most_s=0.0), seed=0, clock=still)
    assert trained.epochs == 1


def test_it_stops_where_validation_no_longer_improves_and_keeps_the_best_state():
    # Labels that nothing tells apart: what is learnt of them does not hold for others.
    rng = np.random.default_rng(3)
    parts = tuple(Examples(part.pictures, rng.integers(0, 2, len(part.labels))) for part in PARTS)
    schedule = Schedule(epochs=40, batch=32, learning_rate=0.1, patience=2)
    trained = train(SPACE, GENES, parts, schedule, seed=0, clock=still)
    assert trained.epochs < 40
    assert accuracy(trained.network, parts[1]) == trained.quality


def test_a_slow_start_is_no_end():
    # The rate rises at first, and the classes stay mixed up; the likelihood says that it learns.
    patient = replace(LONG, patience=15)
    impatient = train(SPACE, GENES, PARTS, replace(LONG, patience=3), seed=0, clock=still)
    assert impatient.quality == train(SPACE, GENES, PARTS, patient, seed=0, clock=still).quality


class Broken(nn.Module):
    """A network whose logits are no numbers."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(2))

    def forward(self, inputs):
        return inputs.new_full((len(inputs), 2), float("nan")) + self.weight


def test_a_network_that_gives_no_numbers_has_no_quality():
    space = Space("broken", {"only": (1,)}, (1, 8, 8), lambda genes: Broken())
    trained = train(space, (1,), PARTS, SHORT, seed=0, clock=still)
    assert isnan(trained.quality)


def test_fewer_examples_than_a_batch_are_one_batch():
    tiny = (pictures(3, 0), pictures(3, 1))
    assert train(SPACE, GENES, tiny, replace(SHORT, epochs=1), seed=0, clock=still).epochs == 1


def test_pictures_are_moved_by_up_to_so_many_pixels_and_zeros_come_in():
    dot = torch.zeros(400, 2, 3, 3)
    dot[:, 0, 1, 1] = 1.0
    dot[:, 1, 1, 1] = 2.0
    torch.manual_seed(0)
    moved = shifted(dot, 1)
    # Nine places for the dot, the same in both channels; it never leaves the picture.
    assert torch.equal(moved[:, 1], 2 * moved[:, 0])
    assert moved[:, 0].sum() == 400
    assert len({int(one.argmax()) for one in moved[:, 0]}) == 9
    # By two pixels it leaves it in 16 of 25 ways.
    gone = float((shifted(dot, 2)[:, 0].sum(dim=(1, 2)) == 0).double().mean())
    assert gone == pytest.approx(16 / 25, abs=0.1)
    assert shifted(dot, 0) is dot
