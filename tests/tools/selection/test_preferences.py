from tools.domain import Preferences, Requirements
from tools.selection.preferences import emphasised, preferences_of


def test_without_priorities_the_stated_defaults_hold():
    expected = Preferences(energy=1, latency=0.5, price=0.5, memory=0.25, size=0.1)
    assert preferences_of(Requirements()) == expected


def test_a_cost_named_first_counts_four_times_and_the_second_twice():
    said = Requirements(priorities=("energy", "latency", "memory"))
    assert preferences_of(said) == Preferences(
        energy=4, latency=1, price=0.5, memory=0.25, size=0.1
    )


def test_quality_first_divides_every_rate_by_four():
    said = Requirements(priorities=("quality", "latency"))
    expected = Preferences(energy=0.25, latency=0.25, price=0.125, memory=0.0625, size=0.025)
    assert preferences_of(said) == expected


def test_what_does_not_matter_has_no_rate():
    said = Requirements(priorities=("energy",), indifferent=("memory", "size"))
    rates = preferences_of(said)
    assert (rates.energy, rates.memory, rates.size) == (4, 0, 0)


def test_a_cost_that_matters_more_counts_four_times():
    assert emphasised(Preferences(latency=0.5), "latency").latency == 2
    assert emphasised(Preferences(latency=0.5), "latency", factor=10).latency == 5


def test_a_cost_that_did_not_matter_starts_from_its_default():
    assert emphasised(Preferences(memory=0), "memory").memory == 1


def test_quality_matters_more_when_all_costs_matter_less():
    expected = Preferences(energy=0.25, latency=0.125, price=0.125, memory=0.0625, size=0.025)
    assert emphasised(Preferences(), "quality") == expected
