"""What knowing an exchange rate is worth, by hand and by its invariants."""

import pytest

from tools.domain import Candidate, Estimate, Interval, Preferences, Requirements
from tools.selection.asking import worth_asking


def sure(value: float) -> Interval:
    return Interval(low=value, mid=value, high=value, provenance="modelled")


def about(low: float, high: float) -> Interval:
    return Interval(low=low, mid=(low + high) / 2, high=high, provenance="assumed")


def candidate(
    name: str, quality: Interval | None, energy_j: float, latency_s: float = 0.01
) -> Estimate:
    return Estimate(
        candidate=Candidate(model=name, revision="1", strategy="as_is"),
        download_s=sure(0),
        setup_s=sure(1),
        latency_s=sure(latency_s),
        cpu_s_per_request=sure(latency_s),
        energy_j_per_request=sure(energy_j),
        memory_bytes=sure(1e8),
        quality=quality,
        size_bytes=10**6,
        download_bytes=0,
        method="by hand",
    )


NO_LIMITS = Requirements()
GOOD, CHEAP = candidate("good", sure(0.9), 4.0), candidate("cheap", sure(0.86), 0.25)


def asked(estimates, requirements=NO_LIMITS, **more):
    return worth_asking(estimates, requirements, Preferences(), **more)


def test_the_worth_of_knowing_is_what_the_choice_would_gain():
    """Four points against four halvings: at a rate of 1, as is usual, the two are equal."""
    found = asked([GOOD, CHEAP])
    assert (found.cost, found.if_low.model, found.if_high.model) == ("energy", "good", "cheap")
    # The first is chosen, and the other is better by 4 (r - 1) where r > 1. With r = 4^z:
    # E[(r - 1)+] = exp(ln(4)^2 / 2) N(ln 4) - N(0) = 1.90; sixteen rates miss some of the tail.
    assert found.gain == pytest.approx(4 * 1.90, rel=0.2)


def test_where_one_is_better_in_everything_nothing_is_worth_asking():
    found = asked([candidate("best", sure(0.95), 0.1), GOOD, CHEAP])
    assert found.gain == 0


def test_who_is_alone_decides_without_questions():
    assert asked([GOOD]) is None


def test_what_is_known_or_does_not_matter_is_not_asked():
    quick = candidate("quick", sure(0.88), 0.25, latency_s=0.001)
    assert asked([GOOD, quick]).cost == "energy"
    assert asked([GOOD, quick], known=("energy",)).cost == "latency"
    free = Preferences(energy=0, latency=0, memory=0, size=0)
    assert worth_asking([GOOD, quick], NO_LIMITS, free) is None


def test_a_limit_that_rules_one_out_leaves_nothing_to_ask():
    strict = Requirements(min_quality=0.88)
    assert asked([GOOD, CHEAP], strict).gain == pytest.approx(0)
    assert asked([GOOD, CHEAP], Requirements(max_energy_j=1.0)).gain == pytest.approx(0)


def test_what_was_named_is_known_better_so_it_is_worth_less_to_ask():
    named = asked([GOOD, CHEAP], Requirements(priorities=("energy",)))
    assert named.gain < asked([GOOD, CHEAP]).gain


def test_an_unknown_quality_may_be_any_and_the_same_seed_gives_the_same():
    unknown = [candidate("a", None, 4.0), candidate("b", about(0.7, 0.9), 1.0)]
    assert asked(unknown, seed=3) == asked(unknown, seed=3)
    assert asked(unknown).gain > 0
