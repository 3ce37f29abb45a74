"""What running the choice costs, here and elsewhere: from the report and the tables alone."""

from agent import words
from agent.electricity import STATED, price_words
from agent.explain import called, row_of, running_cost
from agent.report import Report, Row
from tools.cost.places import Place
from tools.units import kwh

_NOTHING = "Nothing was measured, so there is nothing to price."


def price(report: Report, requests: int, place: Place) -> str:
    """Return what so many requests take, emit and cost where they run."""
    row = _choice(report)
    if row is None:
        return _NOTHING
    return (
        f"{called(row)}: {running_cost(row, requests, place)} {_electricity(row, requests, place)}"
        "Machine time comes on top: "
        f"{words.seconds(row.cpu_s_per_request * requests)} of one core (measured)."
    )


def elsewhere(report: Report, requests: int, here: Place, there: Place) -> str:
    """Return what so many requests would emit and cost at another place, by the same energy."""
    row = _choice(report)
    if row is None:
        return _NOTHING
    ratio = there.grid_g_per_kwh.mid / here.grid_g_per_kwh.mid if here.grid_g_per_kwh.mid else None
    against = (
        ""
        if ratio is None or here == there
        else f" That is {words.significant(ratio)} times as much as {_where(here)}."
    )
    return (
        f"In {there.name}, {called(row)}: {running_cost(row, requests, there)}{against} "
        f"{_electricity(row, requests, there)}Nothing was measured for this: the joules are those "
        "of this machine."
    )


def _choice(report: Report) -> Row | None:
    return row_of(report, report.recommendation.chosen or report.recommendation.nearest)


def _electricity(row: Row, requests: int, place: Place) -> str:
    if place.usd_per_kwh is None:
        return f"What a kWh costs in {place.name} is not in the tables. "
    usd = kwh(row.energy_j_per_request.mid * requests) * place.usd_per_kwh.mid
    return f"The electricity is {words.dollars(usd)} at {price_words(place)}. "


def _where(place: Place) -> str:
    if place.grid_source == STATED:
        return "by the figure that you state"
    return "by the world's average" if place.code == "world" else f"in {place.name}"
