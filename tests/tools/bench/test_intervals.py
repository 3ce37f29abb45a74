import numpy as np
import pytest

from tools.bench.latency import proportion, quantile


def test_the_median_of_ten_lies_between_the_second_and_the_ninth():
    # P(at most 1 of 10 below the median) = 11/1024 <= 2.5 % < P(at most 2) = 56/1024.
    found = quantile([7, 3, 9, 1, 10, 5, 2, 8, 4, 6], 0.5)
    assert (found.low, found.mid, found.high) == (2, 5.5, 9)


def test_the_median_of_a_hundred_lies_between_the_40th_and_the_61st():
    # The classical table: P(B <= 39) = 1.76 % <= 2.5 %, and P(B <= 60) = 98.24 %.
    found = quantile(range(1, 101), 0.5)
    assert (found.low, found.mid, found.high) == (40, 50.5, 61)


def test_there_is_no_median_below_five_samples():
    # 0.5 ** 4 = 6.25 %, 0.5 ** 5 = 3.1 %.
    assert quantile([1, 2, 3, 4], 0.5) is None
    assert quantile([1, 2, 3, 4, 5], 0.5) is not None


def test_nothing_has_no_quantile():
    assert quantile([], 0.5) is None


def test_p95_starts_at_59_samples():
    # 0.95 ** 58 = 5.1 %, 0.95 ** 59 = 4.8 %. P(at most 51 of 59 below) = 0.9 %, of 52 > 2.5 %.
    assert quantile(range(1, 59), 0.95) is None
    found = quantile(range(1, 60), 0.95)
    assert (found.low, found.high) == (52, 59)
    assert found.mid == pytest.approx(56.1)  # 1 + 0.95 * 58


def test_p99_starts_at_299_samples():
    # 0.99 ** 298 = 5.004 %, 0.99 ** 299 = 4.954 %. P(at most 291 of 299 below) = 1.1 %.
    assert quantile(range(1, 299), 0.99) is None
    found = quantile(range(1, 300), 0.99)
    assert (found.low, found.high) == (292, 299)
    assert found.mid == pytest.approx(296.02)  # 1 + 0.99 * 298


def test_equal_samples_have_a_quantile_without_width():
    found = quantile([0.25] * 60, 0.95)
    assert (found.low, found.mid, found.high) == (0.25, 0.25, 0.25)


@pytest.mark.parametrize(
    ("probability", "n", "truth"), [(0.5, 30, np.log(2)), (0.95, 100, np.log(20))]
)
def test_the_interval_covers_the_true_quantile_of_a_skewed_distribution(probability, n, truth):
    samples = np.random.default_rng(7).exponential(size=(2_000, n))
    found = [quantile(row, probability) for row in samples]
    covered = sum(one.low <= truth <= one.high for one in found) / len(found)
    # Three standard errors of 2,000 draws at 95 % are 1.5 points.
    assert covered > 0.935


def test_p95_of_59_samples_errs_above_in_5_percent_and_below_in_1_percent():
    # The largest of 59 lies below the true p95 with 4.85 %: one-sided 95 %, not two-sided.
    samples = np.random.default_rng(8).uniform(size=(4_000, 59))
    found = [quantile(row, 0.95) for row in samples]
    too_low = sum(one.high < 0.95 for one in found) / len(found)
    too_high = sum(one.low > 0.95 for one in found) / len(found)
    assert too_low == pytest.approx(0.0485, abs=0.0105)
    assert too_high == pytest.approx(0.0089, abs=0.0045)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        # (p + z2/2n -+ z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n), z2 = 3.8415
        (8, 10, 0.49016, 0.94331),
        (0, 10, 0.0, 0.27753),
        (10, 10, 0.72247, 1.0),
        (1, 1, 0.20654, 1.0),
    ],
)
def test_a_proportion_has_its_wilson_interval(right, n, low, high):
    found = proportion(right, n)
    assert found.mid == right / n
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-5), pytest.approx(high, abs=1e-5))
