"""What racing costs a candidate, worked out by hand."""

import pytest
from measured_values import exactly
from runs_by_hand import PARENT, run

from agent import prices
from tools.domain import Estimate, Spent

# A core takes 8 W here.
_W = 8.0


def estimated(latency_s: float) -> Estimate:
    return Estimate(
        candidate=PARENT,
        download_s=exactly(1),
        setup_s=exactly(3),
        latency_s=exactly(latency_s),
        cpu_s_per_request=exactly(latency_s),
        energy_j_per_request=exactly(_W * latency_s),
        memory_bytes=exactly(1),
        size_bytes=1,
        download_bytes=10**7,
        method="by hand",
    )


def test_a_set_up_is_priced_as_it_was_and_a_fitted_head_is_not_fitted_again():
    setup = run(PARENT, 0, 0.1).setup
    fitted = setup.model_copy(update={"fit_s": 6.0, "energy": exactly(16)})
    assert prices.of_first_setup(fitted, estimated(0.1), _W) == Spent(wall_s=8, energy_j=16)
    # 2 of the 8 s are loading and warming up.
    assert prices.of_setup(fitted, estimated(0.1), _W) == Spent(wall_s=2, energy_j=4)
    for price in (prices.of_setup, prices.of_first_setup):
        assert price(None, estimated(0.1), _W) == Spent(wall_s=3, energy_j=24)


def test_an_answer_costs_what_its_windows_took_with_every_repetition():
    window = run(PARENT, 0, 0.001).window
    # 4 answers; the batch was passed 50 times.
    again = window.model_copy(update={"requests": 200, "wall_s": 0.2, "energy": exactly(1.6)})
    assert prices.of_answer([again], estimated(0.5), "cpu") == Spent(wall_s=0.05, energy_j=0.4)


def test_an_answer_not_yet_measured_costs_a_share_of_the_shortest_window():
    slow, quick = (prices.of_answer([], estimated(s), "cpu") for s in (0.5, 1e-6))
    assert slow == Spent(wall_s=0.5, energy_j=4)
    # Six laps of 20 ms for 64 answers.
    assert quick.wall_s == pytest.approx(0.12 / 64)
    assert quick.energy_j == pytest.approx(_W * 0.12 / 64)
    # Twenty updates of 0.1 s, and as many of idle before and after.
    on_gpu = prices.of_answer([], estimated(1e-6), "cuda:0")
    assert on_gpu.wall_s == pytest.approx(6 / 64)


def test_each_archive_has_its_price():
    assert prices.of_fetching({"a": 10**7}) == {"a": Spent(wall_s=1, downloads_bytes=10**7)}
