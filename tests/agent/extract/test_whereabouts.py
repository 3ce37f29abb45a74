"""Where a model will run is read where it is said, and nothing else is taken for a place."""

from pathlib import Path

import pytest

from agent.extract import follow_up, located, understand
from agent.readback import doubts, understood
from tools.cost.places import load_places

NAMES = load_places(Path(__file__).parents[3] / "data").names


def read(text):
    return located(understand(text), text, NAMES)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("we run in France", "France"),
        ("sort support tickets, in Germany, at least 80 % right", "Germany"),
        ("in Germany", "Germany"),
        ("it will run on AWS eu-west-1", "aws:eu-west-1"),
        ("classify tweets in us-east-1", "aws:us-east-1"),
        ("deployed on gcp us-east1 at 20 ms", "gcp:us-east1"),
        ("the service lives in Azure westeurope", "azure:westeurope"),
        ("spam or not; our servers are in the Netherlands", "Netherlands"),
        ("We run it in production in South Korea.", "South Korea"),
        ("Classify tweets and reviews. It is hosted in the UK!", "United Kingdom"),
        ("sort tweets, and we run in france today", "France"),
        ("we\u2019re in New Zealand", "New Zealand"),
        ("the country is Brazil", "Brazil"),
        ("it runs in mainland China", "China"),
        ("hosted in Northern Ireland", "United Kingdom"),
    ],
)
def test_where_it_runs_is_read(text, place):
    request = read(text)
    assert request.place == place
    assert "place" in request.requirements.origins
    assert request.unsure == ()
    assert f"running in {place}" in understood(request)


@pytest.mark.parametrize(
    "text",
    [
        "we run in production",
        "summarise reviews in English",
        "it runs in real time in Docker",
        "reviews of hotels in Italy",
        "turkey or chicken in turkey sandwiches reviews",
        "it runs in turkey sandwich shops",
        "sort tweets in Turkey into happy and sad",
        "our customers are based in Spain",
        "we run restaurants in Greece",
        "tell us in 10 ms, it must be in it, us or me",
        "China plates, Jordan shoes and Georgia fonts in pictures",
        "In Italy most reviews are short: sort them",
    ],
)
def test_words_that_say_of_no_place_that_something_runs_there_are_none(text):
    request = read(text)
    assert request.place is None
    assert list(doubts(request)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We run in Atlantis.", "Atlantis"),
        ("we run in germny", "germny"),
        ("on aws eu-west-9", "eu-west-9"),
        ("hosted in Wonder Land", "Wonder Land"),
    ],
)
def test_a_place_that_cannot_be_found_is_a_doubt(text, words):
    request = read(text)
    assert request.place is None
    assert list(doubts(request)) == [
        f"I know no place “{words}”: say a country (France) or a cloud region (aws:eu-west-1), or "
        "what your grid emits (120 g per kWh)."
    ]


@pytest.mark.parametrize(
    ("text", "g_per_kwh"),
    [
        ("our grid is 120 g/kWh", 120.0),
        ("at 56 grams of CO2 per kWh", 56.0),
        ("our grid: 0.35 kg CO2e/kWh", 350.0),
        ("480 kg per MWh", 480.0),
        ("the grid emits 90.5 gCO2eq/kWh", 90.5),
        ("at most 5 g of packaging", None),
    ],
)
def test_what_the_users_own_grid_emits_is_read(text, g_per_kwh):
    assert read(text).grid_g_per_kwh == g_per_kwh


@pytest.mark.parametrize(
    ("text", "usd"),
    [
        ("we pay 0.30 USD per kWh", 0.30),
        ("$0.12/kWh", 0.12),
        ("20 cents a kWh", 0.20),
        ("0.30 EUR per kWh", None),
        ("at most 2 kWh for the search", None),
    ],
)
def test_what_a_kwh_costs_the_user_is_read_and_limits_nothing(text, usd):
    request = read(text)
    assert request.usd_per_kwh == usd
    assert request.requirements.max_price_usd_per_1k is None


def test_numbers_about_the_grid_do_not_spoil_the_limits_beside_them():
    request = read("spam, at least 85 % right, under 20 ms, our grid: 95 g/kWh at 0.2 USD per kWh")
    assert (request.requirements.min_quality, request.requirements.max_latency_s) == (0.85, 0.02)
    assert (request.grid_g_per_kwh, request.usd_per_kwh) == (95.0, 0.2)
    assert "on a grid of 95.0 g CO2e per kWh; electricity at 0.2 USD per kWh" in understood(request)


@pytest.mark.parametrize(
    ("text", "place", "count"),
    [
        ("what if it ran in Sweden?", "Sweden", 1_000),
        ("and in Poland?", "Poland", 1_000),
        ("what about France?", "France", 1_000),
        ("what if we moved to aws eu-north-1", "aws:eu-north-1", 1_000),
        ("How much CO2 would it emit in the UK?", "United Kingdom", 1_000),
        ("what does it cost per million in Germany?", "Germany", 1_000_000),
        ("what would a million requests a day emit in Germany?", "Germany", 1_000_000),
        ("how much energy do 10,000 requests take in Poland?", "Poland", 10_000),
        (
            "what does it cost to run in Germany for a year at 2 requests per second",
            "Germany",
            63_072_000,
        ),
        ("in norway?", "Norway", 1_000),
    ],
)
def test_another_place_is_asked_about(text, place, count):
    asked = follow_up(text, ["wordllama-64"], NAMES)
    assert (asked.kind, asked.place, asked.count) == ("elsewhere", place, count)


def test_a_place_that_is_asked_about_and_unknown_is_named():
    asked = follow_up("what if it ran in Atlantis?", [], NAMES)
    assert (asked.kind, asked.place, asked.place_words) == ("elsewhere", None, "Atlantis")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("what if 80 % were enough?", "changed_requirement"),
        ("what if latency matters more in production?", "what_if"),
        ("and in English?", "changed_requirement"),
        ("what about wordllama?", "why_not"),
        ("what does it cost per million?", "price"),
        ("we run in France", "changed_requirement"),
        ("our grid is 120 g/kWh", "changed_requirement"),
        ("and in production?", "unknown"),
        ("what if it ran on Fridays?", "unknown"),
        ("what if we moved to BERT?", "unknown"),
        ("how much does it cost to run on GPUs?", "price"),
    ],
)
def test_other_follow_ups_stay_what_they_are(text, kind):
    assert follow_up(text, ["wordllama-64"], NAMES).kind == kind


def test_a_hostile_text_takes_no_time_to_speak_of():
    read("in " * 1_300)
    read("run in the " + "A " * 1_900)
    read("we are " + "it " * 1_300)
    read("1" * 3_900 + " g/kWh")
    read("run in Xlandia, " * 250)
    follow_up("what if " + "it was " * 600, [], NAMES)
