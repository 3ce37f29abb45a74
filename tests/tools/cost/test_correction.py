"""What earlier estimates teach the next, by hand where one past suffices."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from tools.cost.correction import Past, corrected


def past(ratio: float, *, model="other", family="another") -> Past:
    return Past(model=model, family=family, estimated=1.0, measured=ratio)


def found(*known: Past, spread=2.0):
    return corrected(1.0, model="m", family="f", past=known, spread=spread)


def test_before_anything_is_known_the_spread_of_the_method_holds():
    """Four imagined measurements: 1.533 times the spread holds four in five (Student's t)."""
    reach = exp(log(2.0) * student.ppf(0.9, 4))
    assert found().mid == 1.0
    assert found().high == pytest.approx(reach)
    assert found().low == pytest.approx(1 / reach)


@pytest.mark.parametrize(
    ("one", "share"),
    [
        (past(2.0), 0.3),
        (past(2.0, family="f"), 0.5),
        (past(2.0, family="f", model="m"), 0.7),
    ],
)
def test_one_past_moves_the_next_the_more_the_closer_it_is(one, share):
    assert found(one).mid == pytest.approx(2.0**share)


def test_what_hits_sharpens_and_what_misses_widens():
    hits = [past(1.0, model=str(i), family=str(i)) for i in range(20)]
    misses = [past(4.0 if i % 2 else 0.25, model=str(i), family=str(i)) for i in range(20)]
    assert found(*hits).high < found().high < found(*misses).high


def test_a_factor_that_all_share_is_learned():
    known = [past(3.0, model=str(i), family=str(i)) for i in range(30)]
    assert found(*known).mid == pytest.approx(3.0, rel=0.1)


def test_four_in_five_of_what_comes_next_lies_inside():
    """Misses drawn as the model says, of 12 families of 3 models each; the last family is new."""
    source, inside, repeats = np.random.default_rng(0), 0, 300
    for _ in range(repeats):
        everywhere = source.normal(0, 0.3**0.5)
        known = []
        for family in range(12):
            shared = everywhere + source.normal(0, 0.2**0.5)
            for model in range(3):
                miss = shared + source.normal(0, 0.5**0.5)
                known.append(past(exp(0.5 * miss), model=f"{family}{model}", family=str(family)))
        *before, _, _, new = known
        interval = corrected(1.0, model="new", family=new.family, past=before[:33], spread=exp(0.5))
        inside += interval.low <= new.measured <= interval.high
    assert 0.74 < inside / repeats < 0.86


@given(
    st.lists(st.tuples(st.floats(1e-3, 1e3), st.sampled_from("abc"), st.sampled_from("fg"))),
    st.floats(1e-9, 1e9),
)
def test_whatever_came_before_an_estimate_is_an_interval(known, estimated):
    before = [past(ratio, model=model, family=family) for ratio, model, family in known]
    interval = corrected(estimated, model="a", family="f", past=before, spread=1.5)
    assert 0 < interval.low <= interval.mid <= interval.high
