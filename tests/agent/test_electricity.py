"""Whose electricity a request is held against: said before set, own figures before tables."""

from pathlib import Path

import pytest

from agent.doctor import machine
from agent.electricity import grid_words, load_known, place_of, price_words, said_anew
from agent.settings import Settings
from tools.cost.places import load_places
from tools.domain import Request
from tools.errors import RequestError

PLACES = load_places(Path(__file__).parents[2] / "data")


def held_against(request=None, **settings):
    return place_of(request or Request(), Settings(**settings), PLACES)


def test_nothing_said_and_nothing_set_is_the_world_and_says_so():
    place = held_against()
    assert (place.code, place.grid_g_per_kwh.mid) == ("world", 480)
    assert grid_words(place) == (
        "the world's average of 480 g per kWh (56.0 to 713, published for 2023: Ember; say where "
        "it runs for a closer one)"
    )
    assert price_words(place) == (
        "0.15 USD per kWh (assumed, for any place; set GREENRUNNER_USD_PER_KWH to yours)"
    )


def test_what_is_said_goes_before_what_is_set():
    assert held_against(place="FR").name == "France"
    assert held_against(Request(place="Sweden"), place="FR").name == "Sweden"


def test_a_country_says_its_figure_its_width_its_year_and_its_source():
    # 56.0 / 1.4 = 40 and 56.0 * 1.4 = 78.4.
    assert grid_words(held_against(place="France")) == (
        "56.0 g per kWh in France (40.0 to 78.4, published for 2023: Ember by way of Our World in "
        "Data)"
    )
    assert price_words(held_against(place="France")) == (
        "0.25 USD per kWh (assumed, household price of 2023, from memory: check before you quote "
        "it)"
    )


def test_the_users_own_figures_stand_in_place_of_the_tables():
    set_ = held_against(place="France", grid_g_per_kwh=120, usd_per_kwh=0.3)
    assert (set_.name, set_.grid_g_per_kwh.mid, set_.usd_per_kwh.mid) == ("France", 120, 0.3)
    assert grid_words(set_) == "the 120 g per kWh in France that you state"
    assert price_words(set_) == "the 0.3 USD per kWh that you state"
    said = held_against(Request(grid_g_per_kwh=0.0), grid_g_per_kwh=120)
    assert grid_words(said) == "the 0 g per kWh that you state"


def test_who_moves_leaves_the_old_grid_and_price_behind():
    assert said_anew(Request(place="France")) == {
        "place": "France",
        "grid_g_per_kwh": None,
        "usd_per_kwh": None,
    }
    assert said_anew(Request(usd_per_kwh=0.2)) == {"usd_per_kwh": 0.2}


def test_the_doctor_says_whose_electricity_is_assumed():
    found = [
        machine.electricity(Settings(**told))
        for told in ({}, {"place": "FR"}, {"grid_g_per_kwh": 90}, {"place": "Germny"})
    ]
    assert [one.status for one in found] == ["limited", "ok", "ok", "broken"]
    assert found[0].text.startswith("the world's average of 480 g per kWh (")
    assert found[1].text.startswith("56.0 g per kWh in France (")


def test_a_place_that_is_set_and_unknown_is_a_sentence():
    with pytest.raises(RequestError, match=r"GREENRUNNER_PLACE: .*'Germny'\. Do you mean Germany"):
        load_known(Settings(place="Germny"))
