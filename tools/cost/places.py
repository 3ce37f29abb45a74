"""What a kWh of electricity emits and costs, by country and cloud region, from shipped tables.

The widths of the intervals are those between tables of different years and makers: they hold for
a year's average and not for an hour of it (SOURCES.md, "Carbon").
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from tools.domain import Interval, Provenance, Value
from tools.errors import RequestError

_NEAREST, _LIKENESS = 3, 0.6


class Place(Value):
    """Where electricity is used: what a kWh emits there, what it costs, and who says so."""

    name: str
    code: str
    grid_g_per_kwh: Interval
    grid_year: int | None
    grid_source: str
    usd_per_kwh: Interval | None = None
    usd_source: str = ""


class Places(Value):
    """All places that the tables know.

    `names` leads from what people call a place, in lower case, to its name, and `codes` from the
    codes of ISO 3166: few people mean Italy by "it".
    """

    world: Place
    by_name: dict[str, Place]
    names: dict[str, str]
    codes: dict[str, str]

    def find(self, asked: str) -> Place:
        """Return a country by its name or ISO 3166 code, or a cloud region.

        Raises:
            RequestError: the tables have no such place.

        """
        plain = " ".join(asked.casefold().split())
        name = self.codes.get(plain) or self.names.get(plain)
        if name is not None:
            return self.by_name[name]
        near = get_close_matches(plain, self.names, n=_NEAREST, cutoff=_LIKENESS)
        like = " or ".join(dict.fromkeys(self.names[one] for one in near))
        raise RequestError(
            f"The tables know no place {asked!r}."
            + (f" Do you mean {like}?" if like else "")
            + " Name a country (France, FR) or a cloud region (aws:eu-west-1), or state what your "
            "grid emits, in g of CO2e per kWh."
        )


class _World(Value):
    low: float
    mid: float
    high: float
    year: int
    source: str


class _Reading(Value):
    """How the figures of a table are read: within which factor they hold, and whose they are."""

    within: float
    sources: dict[str, str]


class _Assumed(Value):
    world: _World
    country: _Reading
    region: _Reading
    price: _Reading


def load_places(facts: Path) -> Places:
    """Read the tables of a folder: grid.toml, grid.csv, regions.csv and prices.csv.

    Raises:
        ValueError: a table is damaged: a mistake in this project, not the user's.

    """
    text = (facts / "grid.toml").read_text(encoding="utf-8")
    assumed = _Assumed.model_validate(tomllib.loads(text))
    prices = {row["alpha3"]: row for row in _rows(facts / "prices.csv")}
    found: dict[str, Place] = {}
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    for row in _rows(facts / "grid.csv"):
        place = _country(row, assumed.country)
        found[place.name] = _priced(place, prices.get(row["alpha3"]), assumed.price)
        names |= {n.casefold(): place.name for n in (place.name, *row["also"].split(";")) if n}
        codes |= {row[code].casefold(): place.name for code in ("alpha2", "alpha3")}
    for row in _rows(facts / "regions.csv"):
        place = _region(row, found[codes[row["alpha3"].casefold()]], assumed.region)
        found[place.name] = place
        written = (place.code, place.code.replace(":", " "), row["region"])
        names |= dict.fromkeys(written, place.name)
    return Places(world=_world(assumed.world), by_name=found, names=names, codes=codes)


def around(figure: float, within: float, provenance: Provenance) -> Interval:
    """Return a figure with bounds that lie a factor away."""
    return Interval(low=figure / within, mid=figure, high=figure * within, provenance=provenance)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _world(row: _World) -> Place:
    return Place(
        name="the world",
        code="world",
        grid_g_per_kwh=Interval(low=row.low, mid=row.mid, high=row.high, provenance="published"),
        grid_year=row.year,
        grid_source=row.source,
    )


def _country(row: Mapping[str, str], reading: _Reading) -> Place:
    return Place(
        name=row["name"],
        code=row["alpha2"],
        grid_g_per_kwh=around(float(row["g_per_kwh"]), reading.within, "published"),
        grid_year=int(row["year"]),
        grid_source=reading.sources[row["source"]],
    )


def _region(row: Mapping[str, str], country: Place, reading: _Reading) -> Place:
    """Return a region with its own figure or else its country's, and its country's price."""
    own, code = row["g_per_kwh"], f"{row['provider']}:{row['region']}"
    figure = float(own) if own else country.grid_g_per_kwh.mid
    year = int(row["year"]) if row["year"] else None
    return country.model_copy(
        update={
            "name": code,
            "code": code,
            "grid_g_per_kwh": around(figure, reading.within, "published"),
            "grid_year": year if own else country.grid_year,
            "grid_source": reading.sources[row["source"]].format(
                where=row["where"], country=country.name
            ),
        }
    )


def _priced(place: Place, row: Mapping[str, str] | None, reading: _Reading) -> Place:
    if row is None:
        return place
    return place.model_copy(
        update={
            "usd_per_kwh": around(float(row["usd_per_kwh"]), reading.within, "assumed"),
            "usd_source": f"{row['kind']} price of {row['year']}, {reading.sources[row['source']]}",
        }
    )
