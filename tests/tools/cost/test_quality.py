"""What other examples say of the next ones."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.cost.quality import ASKED, Known, quality_prior

MILLIONS = 3 * 10**7


def known(
    model: str, examples: str, quality: float, *, family="bert", parameters=MILLIONS, n=1_000
):
    return Known(
        model=model, family=family, parameters=parameters, examples=examples, quality=quality, n=n
    )


def expected(model: str, *past: Known, family="bert", parameters=MILLIONS):
    return quality_prior(model=model, family=family, parameters=parameters, known=past)


def test_before_anything_is_known_three_in_four_are_expected_and_nobody_is_sure():
    found = expected("m")
    assert found.expected.mid == found.by_size == pytest.approx(0.75)
    # All parts together, in log odds, 1.2816 standard deviations to either side.
    spread = (0.9**2 + 0.35**2 + 0.25**2 + 0.15**2) ** 0.5
    high = 1 / (1 + exp(-(log(3) + 1.2816 * spread)))
    assert found.expected.high == pytest.approx(high)


def test_a_bigger_model_is_expected_to_be_better_and_size_says_so_by_itself():
    """Ten times as large: nothing was known, so the trend is only in the width."""
    small = known("small", "a", 0.80, family="x", parameters=MILLIONS // 10)
    big = known("big", "a", 0.90, family="y", parameters=10 * MILLIONS)
    found = expected("new", small, big, family="z", parameters=10 * MILLIONS)
    less = expected("new", small, big, family="z", parameters=MILLIONS // 10)
    assert found.by_size > less.by_size
    assert found.expected.mid > less.expected.mid


def test_who_was_better_on_other_examples_is_expected_to_be_better_and_size_cannot_tell():
    past = [
        known(model, examples, quality + shift)
        for examples, shift in (("a", 0.0), ("b", -0.1), ("c", 0.05))
        for model, quality in (("good", 0.9), ("bad", 0.7))
    ]
    good, bad = (expected(model, *past) for model in ("good", "bad"))
    assert good.expected.mid > bad.expected.mid + 0.05
    assert good.by_size == pytest.approx(bad.by_size)


def test_a_family_says_less_than_the_model_itself():
    past = [known("known", examples, 0.95) for examples in "abc"]
    past += [known("other", examples, 0.7, family="x") for examples in "abc"]
    itself, kin, stranger = (
        expected(model, *past, family=family).expected.mid
        for model, family in (("known", "bert"), ("new", "bert"), ("new", "y"))
    )
    assert itself > kin > stranger


def test_what_a_stranger_reached_on_the_same_examples_says_how_hard_they_are():
    """Both of typical size: they share the examples alone, whose variance is 0.9^2."""
    found = expected("new", known("other", ASKED, 0.45, family="x", n=1_000))
    odds = log(450.5 / 550.5)
    own = 0.9**2 + 0.35**2 + 0.25**2 + 0.15**2 + 1 / 450.5 + 1 / 550.5
    mean = log(3) + 0.9**2 / own * (odds - log(3))
    assert found.expected.mid == pytest.approx(1 / (1 + exp(-mean)))
    elsewhere = expected("new", known("other", "a", 0.45, family="x", n=1_000))
    assert found.expected.mid < elsewhere.expected.mid < 0.75


def test_four_in_five_of_what_comes_next_lie_inside():
    """Qualities drawn as the model says: three models on twenty data sets, the last one new."""
    source, inside, repeats = np.random.default_rng(1), 0, 400
    for _ in range(repeats):
        common, own = source.normal(0, 0.9 * 0.5**0.5), source.normal(0, 0.35, 3)
        family, past = source.normal(0, 0.25), []
        for examples in range(6):
            hard = source.normal(0, 0.9 * 0.5**0.5)
            for model in range(3):
                odds = log(3) + common + hard + family + own[model] + source.normal(0, 0.15)
                right = source.binomial(1_000, 1 / (1 + exp(-odds))) / 1_000
                past.append(known(str(model), str(examples), right))
        found = expected("0", *past[:15]).expected
        inside += found.low <= past[15].quality <= found.high
    assert 0.74 < inside / repeats < 0.86


@given(
    st.lists(
        st.tuples(st.sampled_from("mn"), st.sampled_from("ab"), st.floats(0, 1), st.integers(1, 99))
    ),
    st.integers(0, 10**12),
)
def test_whatever_is_known_the_prior_is_a_share(past, parameters):
    found = expected("m", *(known(m, d, q, n=n) for m, d, q, n in past), parameters=parameters)
    assert 0 <= found.expected.low <= found.expected.mid <= found.expected.high <= 1
    assert 0 <= found.by_size <= 1
