"""What a recommendation rests on, as a list: each number with its unit, bounds and wording.

The template and whoever else phrases the recommendation say these and nothing else.
"""

from collections.abc import Iterator

from agent import words
from agent.electricity import grid_words
from agent.report import Report, Row
from tools.cost.places import Place
from tools.domain import Interval, Provenance, Requirements, Value
from tools.units import kwh, wh

REQUESTS = 1_000


class Fact(Value):
    """One thing that is known; `text` is how the template words it, `also` how else it may be."""

    name: str
    text: str
    value: float | None = None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    provenance: Provenance | None = None
    also: tuple[str, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        """All the ways in which it may be said."""
        return (self.text, *self.also)


def facts(report: Report, row: Row, place: Place) -> tuple[Fact, ...]:
    """Return what is known of a candidate that was measured, and how it does against the next."""
    versus = report.recommendation.versus
    found = [*_of_quality(row, report.requirements), *_of_latency(row, report.requirements)]
    found += [*_of_energy(row, place), *_of_memory(row)]
    return (*found, *([Fact(name="versus", text=versus)] if versus else ()))


def _of_quality(row: Row, needs: Requirements) -> Iterator[Fact]:
    metric = words.METRICS[row.metric]
    yield Fact(name="metric", text=metric, also=("F1",) if row.metric == "macro_f1" else ())
    yield _fact("quality", row.quality, "1", words.percent(row.quality.mid))
    low, high = f"{100 * row.quality.low:.1f}", words.percent(row.quality.high)
    yield _fact("quality_interval", row.quality, "1", f"95 % interval {low} to {high}")
    counted = f"{row.n:,}"
    wordings = (f"of {counted}", f"on {counted}", f"{words.counted(row.n, 'example')}")
    yield Fact(name="examples", value=row.n, unit="1", text=wordings[0], also=wordings[1:])
    if needs.min_quality:
        least = words.percent(needs.min_quality)
        also = (f"at least {least}",)
        yield Fact(name="min_quality", value=needs.min_quality, unit="1", text=least, also=also)


def _of_latency(row: Row, needs: Requirements) -> Iterator[Fact]:
    median = words.seconds(row.latency_p50_s)
    yield Fact(
        name="latency_p50_s",
        value=row.latency_p50_s,
        unit="s",
        provenance="measured",
        text=median,
    )
    yield Fact(name="percentile", text="p95")
    if row.latency_p95_s is not None:
        p95 = words.seconds(row.latency_p95_s)
        seen = row.latency_p95 or Interval(
            low=row.latency_p95_s,
            mid=row.latency_p95_s,
            high=row.latency_p95_s,
            provenance="measured",
        )
        yield _fact("latency_p95_s", seen, "s", p95)
    if needs.max_latency_s:
        most, also = words.seconds(needs.max_latency_s), f"p{needs.latency_percentile}"
        yield Fact(name="percentile", text=also)
        yield Fact(
            name="max_latency_s",
            value=needs.max_latency_s,
            unit="s",
            text=most,
            also=(f"at most {most}",),
        )


def _of_energy(row: Row, place: Place) -> Iterator[Fact]:
    total = row.energy_j_per_request.scaled(REQUESTS)
    in_j, in_wh = words.energy(total.mid).split(" = ")
    yield Fact(name="requests", value=REQUESTS, unit="1", text=f"{REQUESTS:,} requests")
    yield _fact("energy_j", total, "J", f"{in_j} = {in_wh}", in_j)
    yield _fact("energy_wh", total.scaled(wh(1)), "Wh", in_wh)
    yield _fact("energy_interval", total, "J", f"{words.between(total.low, total.high)} J")
    carbon_g = kwh(total.mid) * place.grid_g_per_kwh.mid
    yield Fact(name="carbon_g", value=carbon_g, unit="g", text=f"{words.grams(carbon_g)} CO2e")
    grid = f"{words.significant(place.grid_g_per_kwh.mid)} g per kWh"
    yield _fact("grid_g_per_kwh", place.grid_g_per_kwh, "g per kWh", grid_words(place), grid)


def _of_memory(row: Row) -> Iterator[Fact]:
    memory = words.size(row.memory_bytes)
    yield Fact(
        name="memory_bytes",
        value=row.memory_bytes,
        unit="bytes",
        provenance="measured",
        text=memory,
        also=(f"{memory} of memory at most", f"at most {memory} of memory"),
    )
    size = words.size(row.size_bytes)
    yield Fact(name="size_bytes", value=row.size_bytes, unit="bytes", text=size)


def _fact(name: str, seen: Interval, unit: str, text: str, *also: str) -> Fact:
    return Fact(
        name=name,
        value=seen.mid,
        unit=unit,
        low=seen.low,
        high=seen.high,
        provenance=seen.provenance,
        text=text,
        also=also,
    )
