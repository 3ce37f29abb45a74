"""Which place's electricity a request is held against, and how that is said."""

from agent import words
from agent.settings import Settings
from tools.cost.places import Place, Places, around, load_places
from tools.domain import Request
from tools.errors import RequestError

# A round figure of ours, said to be assumed wherever it is used.
_USD_PER_KWH, _WITHIN = 0.15, 2.0
STATED = "stated by you"


def place_of(request: Request, settings: Settings, places: Places) -> Place:
    """Return where a request runs: as said, else as set, else the world as a whole.

    What the user states of the grid and of the price stands in place of the tables'.

    Raises:
        RequestError: the tables lack that place.

    """
    name = request.place or settings.place
    place = places.find(name) if name else places.world
    own_g = _first(request.grid_g_per_kwh, settings.grid_g_per_kwh)
    if own_g is not None:
        stated = around(own_g, 1.0, "assumed")
        place = place.model_copy(
            update={"grid_g_per_kwh": stated, "grid_year": None, "grid_source": STATED}
        )
    own_usd = _first(request.usd_per_kwh, settings.usd_per_kwh)
    if own_usd is not None:
        stated = around(own_usd, 1.0, "assumed")
        return place.model_copy(update={"usd_per_kwh": stated, "usd_source": STATED})
    if place.usd_per_kwh is None:
        assumed = around(_USD_PER_KWH, _WITHIN, "assumed")
        source = "for any place; set GREENRUNNER_USD_PER_KWH to yours"
        return place.model_copy(update={"usd_per_kwh": assumed, "usd_source": source})
    return place


def load_known(settings: Settings) -> Places:
    """Return the places of the shipped tables.

    Raises:
        RequestError: the place that is set is none of them.

    """
    places = load_places(settings.facts)
    try:
        place_of(Request(), settings, places)
    except RequestError as error:
        raise RequestError(f"GREENRUNNER_PLACE: {error}") from None
    return places


def _first(said: float | None, set_: float | None) -> float | None:
    return set_ if said is None else said


def grid_words(place: Place) -> str:
    """Return what a kWh emits at a place, with the bounds and whose figure it is."""
    grid, where = place.grid_g_per_kwh, f" in {place.name}"
    figure = f"{words.significant(grid.mid)} g per kWh"
    if place.grid_source == STATED:
        return f"the {figure}{'' if place.code == 'world' else where} that you state"
    year = "" if place.grid_year is None else f" for {place.grid_year}"
    origin = f"{words.between(grid.low, grid.high)}, {grid.provenance}{year}: {place.grid_source}"
    if place.code == "world":
        return f"the world's average of {figure} ({origin}; say where it runs for a closer one)"
    return f"{figure}{where} ({origin})"


def price_words(place: Place) -> str:
    """Return what a kWh costs at a place and whose figure it is; empty where nobody knows."""
    if place.usd_per_kwh is None:
        return ""
    usd = f"{place.usd_per_kwh.mid:g} USD per kWh"
    if place.usd_source == STATED:
        return f"the {usd} that you state"
    return f"{usd} ({place.usd_per_kwh.provenance}, {place.usd_source})"


def usd_per_kwh(place: Place) -> float:
    """Return the price at a place that `place_of` gave, which has always one."""
    assert place.usd_per_kwh is not None
    return place.usd_per_kwh.mid


def said_anew(asked: Request) -> dict[str, str | float | None]:
    """Return what a later request says; who moves leaves the old grid and price behind."""
    said = asked.model_dump(include={"place", "grid_g_per_kwh", "usd_per_kwh"})
    return {name: value for name, value in said.items() if asked.place or value is not None}
