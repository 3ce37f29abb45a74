"""Seconds between measured shapes, by hand."""

import pytest
from calibrated import CALIBRATION, CALL_S, FLOP_PER_S

from tools.cost.roofline import Machine
from tools.cost.work import Profile, Work
from tools.domain import Calibration, Rate

MACHINE = Machine(CALIBRATION)


def machine(*rates: Rate) -> Machine:
    return Machine(Calibration(rates=(*CALIBRATION.rates, *rates)))


def test_where_every_shape_is_as_quick_time_follows_from_the_operations():
    assert MACHINE.call_s("product", (1, 32, 384, 1_536)) == pytest.approx(
        2 * 32 * 384 * 1_536 / FLOP_PER_S
    )
    assert MACHINE.call_s("attention", (2, 5, 5, 4, 4)) == pytest.approx(800 / FLOP_PER_S)
    assert MACHINE.pace("product", (1, 7, 7, 7)) == pytest.approx(FLOP_PER_S)


def test_a_measured_shape_takes_about_what_was_measured():
    """A slow shape counts twenty to one against others that are far away."""
    slow = machine(Rate(kind="product", shape=(1, 1, 4_096, 4_096), s=100 * 2**25 / FLOP_PER_S))
    found = slow.call_s("product", (1, 1, 4_096, 4_096))
    assert found == pytest.approx(100 * 2**25 / FLOP_PER_S, rel=0.05)


def test_between_two_sizes_of_an_elementwise_operation_the_pace_is_between():
    """1e-9 s an element at 1,000 and 4e-9 at 16,000: at 4,000 the geometric mean."""
    two = machine(
        Rate(kind="gelu", shape=(1_000,), s=1e-6), Rate(kind="gelu", shape=(16_000,), s=64e-6)
    )
    assert two.call_s("gelu", (4_000,)) == pytest.approx(4_000 * 2e-9)
    # Beyond either end it stays as it is there.
    assert two.call_s("gelu", (32_000,)) == pytest.approx(32_000 * 4e-9)


def test_small_calls_do_not_get_cheaper_than_the_smallest_that_was_measured():
    assert MACHINE.call_s("mul", (1,)) == pytest.approx(1e-6)


def test_what_was_not_measured_takes_as_long_as_its_like_or_as_a_product_of_elements():
    assert MACHINE.call_s("empty") == CALL_S
    assert MACHINE.call_s("something_new", (2_000,)) == pytest.approx(2e-6)
    assert MACHINE.call_s("relu_", (2_000,)) == pytest.approx(2e-6)


def test_a_request_is_its_calls_and_what_python_adds_to_each():
    works = (
        Work(kind="product", shape=(1, 10, 10, 10), calls=3),
        Work(kind="view", calls=2),
    )
    profile = Profile(parameters=1, weight_bytes=4, activation_bytes=4, works=works)
    # A layer of three calls takes 30 us and its three additions 1 us each: 9 us a call.
    expected = 3 * 2_000 / FLOP_PER_S + 2 * CALL_S + 5 * 9e-6
    assert MACHINE.cpu_s(profile) == pytest.approx(expected)


def test_weights_that_stay_in_a_cache_are_multiplied_at_the_pace_of_the_cache():
    quick = machine(Rate(kind="cached", shape=(1, 32, 64, 64), s=1e-9))
    work = Work(kind="product", shape=(1, 32, 64, 64))
    small, big = (
        Profile(parameters=1, weight_bytes=n, activation_bytes=0, works=(work,))
        for n in (10**6, 10**9)
    )
    assert quick.cpu_s(small) < quick.cpu_s(big) / 2
