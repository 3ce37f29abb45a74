"""Scores of estimates, by hand."""

import pytest

from tools.cost.scoring import Case, score
from tools.domain import Interval


def case(estimated: float, measured: float, *, plain: float = 1.0, reach: float = 1.5) -> Case:
    interval = Interval(
        low=estimated / reach, mid=estimated, high=estimated * reach, provenance="modelled"
    )
    return Case(estimated=interval, uncorrected=plain, measured=measured)


def test_bias_error_and_coverage_of_four_estimates():
    """Ratios of 2, 0.5, 1.25 and 1.25: errors of 1, 0.5, 0.25 and 0.25; two lie within 1.5."""
    found = score([case(2, 1), case(1, 2), case(5, 4), case(5, 4)])
    assert found.n == 4
    assert found.bias == pytest.approx((2 * 0.5 * 1.25 * 1.25) ** 0.25)
    assert found.error == pytest.approx(0.375)
    # 1 against 1, 2, 4 and 4.
    assert found.uncorrected_error == pytest.approx((0.5 + 0.75) / 2)
    assert found.inside == 0.5


def test_nothing_has_no_score():
    with pytest.raises(ValueError, match="nothing to score"):
        score([])
