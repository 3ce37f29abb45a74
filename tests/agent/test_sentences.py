"""Sentences on candidates and searches; every expected text was worked out by hand."""

from datetime import UTC, datetime

import pytest
from measured_values import answers, between, evidence

from agent import sentences
from tools.domain import Budget, Candidate, Preferences, Requirements, Spent
from tools.selection.limits import judgements
from tools.selection.paired import compare
from tools.selection.race import Entry, Race
from tools.selection.recommend import recommend

SURE = evidence("own/sure", correct=answers(88, 100), quality=between(0.82, 0.88, 0.92), energy_j=4)
MAYBE = evidence(
    "own/maybe", correct=answers(87, 100), quality=between(0.78, 0.87, 0.93), energy_j=1
)
AT_LEAST_80 = Requirements(min_quality=0.80)


def test_a_candidate_that_may_miss_a_limit_is_said_to_with_both_numbers():
    needs = Requirements(min_quality=0.80, max_size_bytes=1_000)
    small = evidence("small", quality=between(0.78, 0.87, 0.93), size_bytes=1_500)
    assert sentences.standing(judgements(small.measurement, needs)) == (
        "It may miss the limit on quality: 87.0 % (78.0 % to 93.0 %) against 80.0 %; it misses the "
        "limit on size: 1.50 kB against 1.00 kB."
    )
    assert sentences.standing(judgements(SURE.measurement, AT_LEAST_80)) == "It meets every limit."
    assert sentences.standing(()) == "No limit was set."


def test_a_comparison_gives_the_paired_difference_the_ratios_and_the_outcome():
    said = sentences.comparison(compare(SURE, MAYBE, Preferences(energy=4)))
    # One more right answer of 100; Agresti and Min: (1 - 0) / 102 +- 1.96 sqrt(2 - 1/102) / 102.
    assert said.startswith(
        "Against maybe (as is), on the 100 examples both answered, the accuracy of sure (as is) is "
        "1.0 points higher (-1.7 to +3.7) and it takes 4.00 times the energy, as much latency"
    )
    # One point for the accuracy, and four for each of two doublings of energy.
    assert "in score -7.0 points (" in said
    assert said.endswith("): maybe (as is) is ahead.")


def test_reasons_say_among_how_many_the_choice_is_best():
    found = recommend([SURE, MAYBE], AT_LEAST_80, Preferences(energy=0))
    first, second, third = sentences.reasons(found)
    assert first == "sure (as is) has the best score of the 1 that surely meet every limit."
    assert second == "It meets every limit."
    assert third.startswith("Against maybe (as is), ")


def test_the_nearest_is_the_reason_where_none_can_be_chosen():
    found = recommend([SURE], Requirements(max_size_bytes=1), Preferences())
    first, second = sentences.reasons(found)
    assert first == "sure (as is) comes nearest to the limits, which none can meet."
    assert second.startswith("It misses the limit on size: ")
    assert list(sentences.reasons(recommend([], AT_LEAST_80, Preferences()))) == [
        "Nothing was measured."
    ]


@pytest.mark.parametrize(
    ("needs", "pool", "said"),
    [
        # 0.09 below the middle and 0.07 from the limit: 100 x (9 / 7)^2 = 166 in all.
        (
            AT_LEAST_80,
            100,
            "quality is undecided; about 66 more labelled examples would decide it.",
        ),
        (
            AT_LEAST_80,
            140,
            "quality is undecided; about 66 more labelled examples would decide it, 40 of which "
            "are at hand.",
        ),
        (
            AT_LEAST_80,
            300,
            "quality is undecided; about 66 of the 200 examples that it has not answered would "
            "decide it.",
        ),
        (
            Requirements(max_latency_s=9.0, latency_percentile=99),
            100,
            "latency is undecided after 100 requests; it takes at least 299.",
        ),
        (
            Requirements(max_price_usd_per_1k=1),
            100,
            "price is undecided; the price is not measured yet.",
        ),
    ],
)
def test_what_would_decide_a_limit_is_said(needs, pool, said):
    found = recommend([MAYBE], needs, Preferences())
    questions = list(
        sentences.open_questions(found, percentile=needs.latency_percentile, pool=pool)
    )
    assert questions == [f"maybe (as is): {said}"]


def test_stored_results_are_named_with_their_date():
    at = datetime(2026, 11, 25, 8, 5, tzinfo=UTC)
    assert sentences.reused([(SURE.candidate, 1_011, at), (MAYBE.candidate, 64, at)]) == (
        "Stored results are used again: sure (as is) (1,011 answers, 2026-11-25 08:05 UTC) and "
        "maybe (as is) (64 answers, 2026-11-25 08:05 UTC)."
    )


@pytest.mark.parametrize(
    ("budget", "likely_s", "said"),
    [
        (Budget(wall_s=180), 60, "Finding out takes about 60.0 s, 5.00 J = 0.00139 Wh (estimated), "
         "and 3.0 min at most."),
        (Budget(wall_s=30, downloads_bytes=5e6), 60, "This search takes 30.0 s and 5.00 MB of "
         "downloads at most. To run to its end it would need about 60.0 s, 5.00 J = 0.00139 Wh "
         "(estimated), so it goes by rounds, the cheap first, ever fewer go on, and the "
         "dearest may stay unmeasured."),
        (Budget(), 60, "Finding out takes about 60.0 s, 5.00 J = 0.00139 Wh (estimated)."),
    ],
)  # fmt: skip
def test_a_plan_says_what_will_be_spent_and_what_would_be(budget, likely_s, said):
    cost = Spent(wall_s=1, energy_j=1)
    entries = [
        Entry(
            candidate=Candidate(model=name, revision="1", strategy="linear_probe"),
            setup=cost,
            per_example=cost,
        )
        for name in "ab"
    ]
    race = Race(entries=entries, evidence=(), budget=budget, pool=1_000)
    everything = Spent(wall_s=150, energy_j=7.2)
    text = sentences.plan(
        race=race,
        new=2,
        dropped=1,
        likely=Spent(wall_s=likely_s, energy_j=5),
        everything=everything,
    )
    assert text == (
        f"2 candidates, all new; 1 more dropped before measuring. {said} Measuring all of them on "
        "all 1,000 examples would take about 2.5 min, 7.20 J = 0.00200 Wh."
    )
