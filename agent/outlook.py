"""The whole price of a search before anything is spent: time, energy, emissions, money, bytes."""

from collections.abc import Callable

from pydantic import Field

from agent import words
from agent.electricity import grid_words, price_words, usd_per_kwh
from agent.evidence import Known
from agent.prices import Bound
from agent.report import Named, named
from tools.cost.places import Place
from tools.domain import Budget, Estimate, Interval, Listing, Spent, Value
from tools.selection.race import BATCH, Race, together
from tools.units import kwh

_BOUNDS: tuple[Bound, ...] = ("low", "mid", "high")


class Price(Value):
    """What something would cost; every interval is to hold in four cases of five."""

    wall_s: Interval
    energy_j: Interval
    carbon_g: Interval
    usd: Interval = Field(description="of the electricity")
    downloads_bytes: int


class Guess(Value):
    """A candidate, what is estimated of it, and whether stored results are used instead."""

    named: Named
    estimate: Estimate
    answers_stored: int


class Passed(Value):
    """A candidate that a known fact rules out, and the fact."""

    named: Named
    reason: str


class Outlook(Value):
    """What a search would do and cost."""

    candidates: tuple[Guess, ...]
    dropped: tuple[Passed, ...]
    examples: int
    likely: Price
    everything: Price = Field(description="every candidate on every example")
    place: Place
    text: str = Field(description="the plan, as it is asked about")


def outlook(known: Known, place: Place, text: str) -> Outlook:
    """Return what a search of these candidates would do and cost."""
    return Outlook(
        candidates=tuple(_guess(one, known) for one in known.running),
        dropped=tuple(
            Passed(named=named(one.candidate), reason=one.dropped)
            for one in known.listings
            if one.dropped
        ),
        examples=known.scenario.dataset.n_test,
        likely=priced(known, likely, place),
        everything=priced(known, everything, place),
        place=place,
        text=text,
    )


def priced(known: Known, of: Callable[[Race], Spent], place: Place) -> Price:
    """Return what part of a race costs: with every estimate low, as it is, and high.

    What is wrong with one estimate is mostly wrong with all, so their ends add up.
    """
    low, mid, high = (of(known.supposing(bound).models(Budget())) for bound in _BOUNDS)
    energies = low.energy_j, mid.energy_j, high.energy_j
    grid, usd = place.grid_g_per_kwh, usd_per_kwh(place)
    return Price(
        wall_s=_interval(low.wall_s, mid.wall_s, high.wall_s),
        energy_j=_interval(*energies),
        carbon_g=_interval(
            *(kwh(e) * g for e, g in zip(energies, (grid.low, grid.mid, grid.high), strict=True))
        ),
        usd=_interval(*(kwh(energy_j) * usd for energy_j in energies)),
        downloads_bytes=mid.downloads_bytes,
    )


def likely(race: Race) -> Spent:
    """Return about what a race will spend: all on the first rung, the cheaper half on all.

    Where all that is stored and the race is not over, it is what everybody still lacks.
    """
    by_price = sorted(race.running, key=lambda entry: entry.price(race.pool).wall_s)
    half = by_price[: (len(by_price) + 1) // 2]
    goals = [(one, race.pool if one in half else min(BATCH, race.pool)) for one in by_price]
    expected = together((one, goal - race.answered(one)) for one, goal in goals)
    return expected if expected.wall_s else everything(race)


def everything(race: Race) -> Spent:
    """Return what it costs that everybody answers everything that is not stored."""
    return together((one, race.pool - race.answered(one)) for one in race.running)


def in_words(price: Price, place: Place) -> str:
    """Return between what a price lies, and what it emits and costs."""
    wall, energy = price.wall_s, price.energy_j
    return (
        f"Four times in five the search would take {words.seconds(wall.low)} to "
        f"{words.seconds(wall.high)} and {words.between(energy.low, energy.high)} J to its end. It "
        f"would emit about {words.grams(price.carbon_g.mid)} CO2e at {grid_words(place)}, and "
        f"its electricity would cost {words.dollars(price.usd.mid)} at {price_words(place)}."
    )


def _guess(listing: Listing, known: Known) -> Guess:
    return Guess(
        named=named(listing.candidate),
        estimate=known.estimates[listing.candidate],
        answers_stored=known.answered.get(listing.candidate.key, 0),
    )


def _interval(low: float, mid: float, high: float) -> Interval:
    return Interval(low=min(low, mid), mid=mid, high=max(mid, high), provenance="modelled")
