"""What the shipped tables say of places, and what is said of a place that they lack."""

import csv
from pathlib import Path

import pytest

from tools.cost.places import load_places
from tools.errors import RequestError

FACTS = Path(__file__).parents[3] / "data"
PLACES = load_places(FACTS)


@pytest.mark.parametrize(
    ("asked", "name", "g_per_kwh"),
    [
        ("France", "France", 56.0),
        ("fr", "France", 56.0),
        ("FRA", "France", 56.0),
        ("  united   KINGDOM ", "United Kingdom", 237.6),
        ("UK", "United Kingdom", 237.6),
        ("Holland", "Netherlands", 267.6),
        ("aws:eu-west-1", "aws:eu-west-1", 290.8),
        ("AWS eu-west-1", "aws:eu-west-1", 290.8),
        ("europe-west9", "gcp:europe-west9", 34.0),
        ("us-east1", "gcp:us-east1", 560.0),
        ("us-east-1", "aws:us-east-1", 245.0),
        ("westeurope", "azure:westeurope", 267.6),
    ],
)
def test_a_place_is_found_by_name_code_or_region(asked, name, g_per_kwh):
    found = PLACES.find(asked)
    assert (found.name, found.grid_g_per_kwh.mid) == (name, g_per_kwh)


def test_a_country_says_its_year_and_source_and_how_wide_the_figure_is():
    sweden = PLACES.find("Sweden")
    # 40.7 / 1.4 and 40.7 * 1.4.
    assert sweden.grid_g_per_kwh.low == pytest.approx(29.07, abs=0.01)
    assert sweden.grid_g_per_kwh.high == pytest.approx(56.98, abs=0.01)
    assert sweden.grid_g_per_kwh.provenance == "published"
    assert (sweden.code, sweden.grid_year) == ("SE", 2023)
    assert sweden.grid_source == "Ember by way of Our World in Data"


def test_a_region_without_a_figure_of_its_own_has_its_countrys_and_says_so():
    region, ireland = PLACES.find("eu-west-1"), PLACES.find("Ireland")
    assert region.grid_g_per_kwh.mid == ireland.grid_g_per_kwh.mid
    assert region.grid_g_per_kwh.high == 2 * ireland.grid_g_per_kwh.mid
    assert region.grid_source == "Ember by way of Our World in Data, the average of Ireland"
    assert region.usd_per_kwh == ireland.usd_per_kwh


def test_a_region_with_a_figure_of_its_own_says_whose_it_is():
    assert PLACES.find("gcp europe-west9").grid_source == "Google, for its region in Paris"
    virginia = PLACES.find("aws:us-east-1")
    assert virginia.grid_source == "eGRID of the US EPA, power plants of Virginia"
    assert virginia.grid_year == 2023


def test_a_price_is_an_assumption_that_says_so():
    germany = PLACES.find("Germany")
    assert germany.usd_per_kwh.provenance == "assumed"
    assert "from memory: check before you quote it" in germany.usd_source
    assert PLACES.find("Kenya").usd_per_kwh is None


@pytest.mark.parametrize(
    ("asked", "like"), [("Germny", "Germany"), ("eu-west-9", "aws:eu-west-"), ("Atlantis", "")]
)
def test_an_unknown_place_is_a_sentence_that_names_the_nearest(asked, like):
    with pytest.raises(RequestError, match=f"no place '{asked}'.*{like}.*Name a country"):
        PLACES.find(asked)


def test_the_world_is_not_found_by_any_country():
    assert PLACES.world.name == "the world"
    assert PLACES.world.name not in PLACES.by_name


def test_no_two_places_share_a_name_or_a_code():
    with (FACTS / "grid.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    called = [
        one.casefold()
        for row in rows
        for one in (row["name"], row["alpha2"], row["alpha3"], *row["also"].split(";"))
        if one
    ]
    # "US" and "USA" are both codes of the United States and what people call them.
    assert {one for one in called if called.count(one) > 1} == {"us", "usa"}
    with (FACTS / "regions.csv").open(encoding="utf-8") as lines:
        regions = [row["region"] for row in csv.DictReader(lines)]
    assert len(regions) == len(set(regions)) == 130


def test_every_intensity_is_one_that_a_grid_can_have():
    for place in PLACES.by_name.values():
        assert 1 < place.grid_g_per_kwh.mid < 1_400, place.name
