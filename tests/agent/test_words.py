"""Numbers as people read them; every expected text was worked out by hand."""

import pytest

from agent import words
from tools.domain import Interval, Spent


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (0.0123456, "0.0123"),
        (1.5, "1.50"),
        (12.34, "12.3"),
        (123.4, "123"),
        (1_234.5, "1,230"),
        (-0.5, "-0.500"),
        (9.4e-8, "0.0000000940"),
    ],
)
def test_a_number_has_three_significant_digits_and_no_exponent(value, said):
    assert words.significant(value) == said


@pytest.mark.parametrize(
    ("share", "said"), [(0.85, "85.0 %"), (1, "100.0 %"), (0.91237, "91.2 %"), (0, "0.0 %")]
)
def test_a_share_is_a_percentage(share, said):
    assert words.percent(share) == said


@pytest.mark.parametrize(
    ("time_s", "said"),
    [
        (0.0000586, "58.6 µs"),
        (0.0011, "1.10 ms"),
        (0.02, "20.0 ms"),
        (1.25, "1.2 s"),
        (20, "20.0 s"),
        (119, "119 s"),
        (150, "2.5 min"),
    ],
)
def test_a_time_is_said_in_the_unit_that_reads_best(time_s, said):
    assert words.seconds(time_s) == said


@pytest.mark.parametrize(
    ("amount_bytes", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (4_080, "4.08 kB"),
        (18_226_892, "18.2 MB"),
        (1_500_000_000, "1.50 GB"),
    ],
)
def test_a_size_has_a_decimal_prefix(amount_bytes, said):
    assert words.size(amount_bytes) == said


@pytest.mark.parametrize(
    ("energy_j", "said"),
    [
        # 3,600 J are a watt-hour, 3.6 MJ a kilowatt-hour.
        (3_600, "3,600 J = 1.00 Wh"),
        (0.36, "0.360 J = 0.000100 Wh"),
        (7_200_000, "7,200,000 J = 2.00 kWh"),
    ],
)
def test_an_energy_is_said_in_joules_and_as_on_a_bill(energy_j, said):
    assert words.energy(energy_j) == said


@pytest.mark.parametrize(("mass_g", "said"), [(0.0431, "0.0431 g"), (2_500, "2.50 kg")])
def test_a_mass_is_grams_or_kilograms(mass_g, said):
    assert words.grams(mass_g) == said


def test_an_accuracy_comes_with_its_interval_and_where_it_is_from():
    interval = Interval(low=0.912, mid=0.95, high=0.99, provenance="measured")
    assert words.quality(interval, 1_011, "accuracy") == (
        "right on 95.0 % of 1,011 (95 % interval 91.2 to 99.0 %, measured)"
    )
    assert words.quality(interval, 1_011, "macro_f1") == (
        "macro-F1 of 95.0 % on 1,011 (95 % interval 91.2 to 99.0 %, measured)"
    )


def test_spending_names_downloads_only_where_there_are_any():
    spent = Spent(wall_s=90, energy_j=360)
    assert words.spending(spent) == "90.0 s, 360 J = 0.100 Wh"
    fetched = spent.model_copy(update={"downloads_bytes": 2_500_000})
    assert words.spending(fetched) == "90.0 s, 360 J = 0.100 Wh and 2.50 MB of downloads"


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), ("abc", "a, b and c")]
)
def test_items_are_listed_as_in_a_sentence(items, said):
    assert words.listed(items) == said
