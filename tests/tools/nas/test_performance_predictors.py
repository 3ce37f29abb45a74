"""Regressions from few examples, and the choice among them by leave-one-out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.nas.predictors.choosing import best_of, choose, leave_one_out, off, order_kept
from tools.nas.predictors.distilling import distilled
from tools.nas.predictors.fitting import (
    bayesian_ridge,
    forest,
    gaussian_process,
    line,
    mean,
    usual,
)
from tools.nas.predictors.translation import Translator, features

ONE = Translator(
    name="one",
    encoder_embed=512,
    encoder_layers=6,
    encoder_ffn=(1024, 1024, 2048, 2048, 2048, 1024),
    encoder_heads=(4, 4, 4, 8, 4, 4),
    decoder_embed=640,
    decoder_layers=2,
    decoder_ffn=(3072, 1024),
    decoder_heads=(8, 4),
    cross_heads=(4, 4),
    cross_reach=(2, -1),
    flops=3e9,
)


def column(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=float)[:, None]


def test_the_ten_features_are_means_over_the_layers_that_there_are():
    found = features([ONE])
    expected = [0.8, 1, 0.5, 4.6667 / 8, 1, 2 / 6, 2 / 3, 0.75, 0.5, 0.5, 0.75]
    assert found.shape == (1, 11)
    assert found[0] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("decoder_ffn", (3072.0,), "decoder_ffn has 1 values for 2 layers"),
        ("cross_reach", (1.0,) * 3, "cross_reach has 3 values for 2 layers"),
        ("encoder_heads", (8.0,), "encoder_heads has 1 values for 6 layers"),
        ("flops", 0, "greater than 0"),
        ("encoder_embed", float("nan"), "encoder_embed"),
    ],
)
def test_an_architecture_has_a_value_for_each_layer(field, value, why):
    with pytest.raises(ValueError, match=why):
        Translator.model_validate({**ONE.model_dump(), field: value})


def test_leave_one_out_never_shows_an_example_to_its_own_fit():
    """The mean of the other two: of 1, 2 and 6 those are 4, 3.5 and 1.5."""
    left_out = leave_one_out(mean, column(0, 0, 0), np.array([1.0, 2.0, 6.0]))
    assert left_out == pytest.approx([4.0, 3.5, 1.5])
    assert off(left_out, np.array([1.0, 2.0, 6.0])) == pytest.approx(3.0)


def test_a_line_is_least_squares_in_one_column_and_the_mean_where_that_is_constant():
    """Through (0, 1), (1, 1), (2, 4): slope 1.5, and 2 in the middle."""
    fitted = line(1)(np.array([[9, 0], [7, 1], [8, 2.0]]), np.array([1.0, 1.0, 4.0]))
    assert fitted(np.array([[5, 3.0]])) == pytest.approx([5.0])
    assert line(0)(column(2, 2), np.array([1.0, 3.0]))(column(7)) == pytest.approx([2.0])


@pytest.mark.parametrize("fit", [bayesian_ridge, gaussian_process])
def test_what_is_straight_is_carried_on(fit):
    x = column(*np.linspace(0, 1, 12))
    predicted = fit(x, 20 + 3 * x[:, 0])(column(0.25, 0.75))
    assert predicted == pytest.approx([20.75, 22.25], abs=0.05)


def test_a_forest_says_the_same_twice():
    x, y = column(*range(8)), np.arange(8.0) ** 2
    assert (forest(x, y)(x) == forest(x, y)(x)).all()


def test_the_smallest_error_is_used():
    targets = np.zeros(3)
    left_out = {"a": np.full(3, 2.0), "b": np.full(3, 1.0), "c": np.full(3, 3.0)}
    assert best_of(left_out, targets) == ("b",)


def test_the_best_two_are_averaged_where_their_errors_cancel():
    """1 above and 1.5 below are 0.25 below together."""
    left_out = {"far": np.full(3, 9.0), "above": np.full(3, 1.0), "below": np.full(3, -1.5)}
    assert best_of(left_out, np.zeros(3)) == ("above", "below")


def test_of_equals_the_plainest_is_used():
    left_out = {"plain": np.ones(3), "clever": np.ones(3)}
    assert best_of(left_out, np.zeros(3)) == ("plain",)


def test_what_is_chosen_predicts_with_all_examples_and_says_how_far_off_it_is():
    """On a straight line, leave-one-out of the line is exact and of the mean is not."""
    x, y = column(0, 1, 2, 3), np.array([1.0, 3.0, 5.0, 7.0])
    found = choose({"mean": mean, "line": line(0)}, x, y)
    assert found.names == ("line",)
    assert found.predict(column(10)) == pytest.approx([21.0])
    assert (found.mean_absolute_error, found.spread) == pytest.approx((0, 0), abs=1e-9)
    # The others' means are 5, 13/3, 11/3 and 3.
    assert found.errors["mean"] == pytest.approx((4 + 4 / 3 + 4 / 3 + 4) / 4)


def test_the_spread_is_the_root_mean_square_of_what_leave_one_out_missed():
    """Of 1, 2 and 6 the mean of the others is off by 3, 1.5 and 4.5."""
    found = choose({"mean": mean}, column(0, 0, 0), np.array([1.0, 2.0, 6.0]))
    assert found.spread == pytest.approx(((9 + 2.25 + 20.25) / 3) ** 0.5)
    assert found.predict(column(5, 6)) == pytest.approx([3.0, 3.0])


def test_noise_is_left_to_the_mean():
    source = np.random.default_rng(3)
    found = choose({"mean": mean, "line": line(0)}, source.normal(size=(9, 1)), np.arange(9) % 2.0)
    assert found.errors["mean"] <= found.errors["line"]
    assert found.names[0] == "mean"


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (column(1, 2), np.array([1.0, 2.0])),
        (column(1, 2, 3), np.array([1.0, 2.0])),
        (column(1, 2, np.nan), np.array([1.0, 2.0, 3.0])),
        (column(1, 2, 3), np.array([1.0, np.inf, 3.0])),
    ],
)
def test_too_few_examples_and_what_is_no_number_are_refused(x, y):
    with pytest.raises(ValueError, match=r"examples|finite"):
        choose({"mean": mean}, x, y)


def test_order_kept_is_tau_b_by_hand():
    """Of six pairs four agree, one disagrees and one is tied in the first: 3 / sqrt(5 * 6)."""
    tau = order_kept(np.array([1.0, 2.0, 2.0, 4.0]), np.array([2.0, 1.0, 3.0, 4.0]))
    assert tau == pytest.approx(3 / 30**0.5)


def test_a_constant_has_no_order():
    assert order_kept(np.ones(3), np.arange(3.0)) is None
    assert order_kept(np.arange(3.0), np.ones(3)) is None
    assert order_kept(np.ones(1), np.ones(1)) is None


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 100)), min_size=3, max_size=5)
)
def test_whatever_the_examples_are_something_finite_is_chosen(rows):
    table = np.array(rows)
    # A forest takes whatever a mean takes, and its time.
    quick = {name: fit for name, fit in usual(-1).items() if name != "random forest"}
    found = choose(quick, table[:, :2], table[:, 2])
    assert found.mean_absolute_error <= min(found.errors.values()) + 1e-9
    assert np.isfinite(found.predict(table[:, :2])).all()


def test_a_student_repeats_its_teacher_and_says_how_well():
    source = np.random.default_rng(0)
    seen, new = source.uniform(size=(200, 3)), source.uniform(size=(50, 3))

    def teacher(x):
        return 25 + 2 * x[:, 0] - x[:, 1]

    student = distilled(seen, teacher(seen))
    assert off(student.predict(new), teacher(new)) < 0.15
    assert student.unlike_teacher < 0.15


def test_a_student_needs_ten_labels():
    with pytest.raises(ValueError, match="10 labels"):
        distilled(np.zeros((9, 2)), np.zeros(9))
