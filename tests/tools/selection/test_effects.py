"""Effects of tactics against numbers that were worked out by hand."""

from math import exp, log, sqrt

import pytest
from runs_by_hand import PARENT, blocks, tactic

from tools.selection.effects import cliffs_delta, effects, holm, log_ratios, ratio_of


def test_a_ratio_is_the_geometric_mean_over_the_blocks_with_a_t_interval():
    found = ratio_of([log(1), log(2), log(4)])
    # Mean ln 2, standard deviation ln 2, t(0.975, 2) = 4.302653.
    reach = 4.302653 * log(2) / sqrt(3)
    assert found.mid == pytest.approx(2)
    assert found.low == pytest.approx(exp(log(2) - reach))
    assert found.high == pytest.approx(exp(log(2) + reach))


def test_holm_steps_down_and_never_back():
    # Sorted .01, .02, .03, .04 times 4, 3, 2, 1: .04, .06, .06, .04 -> .06.
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


def test_cliffs_delta_counts_pairs():
    assert cliffs_delta([1, 2], [3, 4]) == -1
    assert cliffs_delta([1, 3], [2, 3]) == pytest.approx((0 - 2 + 1 - 0) / 4)


def test_runs_are_paired_by_block_so_a_slow_block_cancels():
    parents = blocks(PARENT, [1, 10, 100])
    quicker = blocks(tactic("bf16"), [0.5, 5, 50])
    assert log_ratios(quicker, parents, "energy") == pytest.approx([log(0.5)] * 3)
    (energy,) = (e for e in effects(quicker, parents) if e.quantity == "energy")
    assert energy.ratio.mid == pytest.approx(0.5)
    assert energy.p_value == 0.0


def test_a_block_that_only_one_of_them_ran_in_does_not_count():
    parents = blocks(PARENT, [1, 1])
    assert len(log_ratios(blocks(tactic("bf16"), [2, 2, 2]), parents, "energy")) == 2


def test_with_one_block_there_is_no_effect():
    assert effects(blocks(tactic("bf16"), [2]), blocks(PARENT, [1])) == []
