"""From a text to a request: each field with the words it was read from.

Of two binding limits the stricter holds. Where a limit is said and also said not to matter, the
limit is kept and the field is unsure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from agent.extract.baseline import find_baseline
from agent.extract.indifferent import find_indifferent
from agent.extract.languages import find_languages
from agent.extract.licences import find_licences
from agent.extract.limits import ASPECTS, SEARCH, Reading, read_limits
from agent.extract.metric import find_metric
from agent.extract.priorities import WISH, find_priorities
from agent.extract.rates import find_rates
from agent.extract.strategy import find_strategy
from agent.extract.surroundings import find_devices, find_no_downloads
from agent.extract.tariff import without_tariff
from agent.extract.topics import find_dataset, find_task
from tools.domain import Budget, Origin, Priority, Request, Requirements

LONGEST_TEXT = 4_000
_DOWNLOADS = f"{SEARCH}downloads_bytes"
_TYPOGRAPHY = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00a0": " ", "\u202f": " ", "\t": " "})
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class _Notes:
    """The words behind each field and the fields that are unsure, as they are found."""

    words: dict[str, str] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)

    def keep(self, name: str, found: tuple[_Found, str] | None) -> _Found | None:
        """Return what was found, having noted its words."""
        if found is None:
            return None
        self.words[name] = found[1].strip()
        return found[0]


def understand(text: str) -> Request:
    """Return what a text asks for; what it does not say stays None or empty.

    Only the first `LONGEST_TEXT` characters are read; `text` is unsure when there are more.
    """
    return read_request(text, terse=False)


def read_request(text: str, *, terse: bool) -> Request:
    """Return what a text asks for; `terse` takes a bare amount for a limit, as in an answer."""
    notes = _Notes(unsure=["text"] if len(text) > LONGEST_TEXT else [])
    plain = without_tariff(text[:LONGEST_TEXT].translate(_TYPOGRAPHY))
    lower = lowered(plain)
    readings = read_limits(plain, terse=terse)
    limits = _strictest(readings, notes)
    if (none := notes.keep(_DOWNLOADS, find_no_downloads(lower))) is not None:
        limits[_DOWNLOADS] = none
    task = notes.keep("task", find_task(lower, later=terse))
    wishes = [reading for reading in readings if reading.soft]
    requirements = {
        **{name: value for name, value in limits.items() if name in ASPECTS},
        **_preferences(lower, limits, wishes, notes=notes),
        "rates": {
            cost: notes.keep(f"rates.{cost}", one) for cost, one in find_rates(lower).items()
        },
        "latency_percentile": _percentile(readings, limits),
        "licences": notes.keep("licences", find_licences(lower)) or (),
        "languages": notes.keep("languages", find_languages(plain)) or (),
    }
    return Request(
        task=task,
        dataset=notes.keep("dataset", find_dataset(lower, task)),
        device=_device(lower, notes),
        volume_per_day=limits.get("volume_per_day"),
        baseline=find_baseline(lower),
        metric=find_metric(lower),
        strategy=notes.keep("strategy", find_strategy(lower)),
        requirements=Requirements.model_validate(
            requirements
            | {"origins": {n: Origin(source="said", words=w) for n, w in notes.words.items()}}
        ),
        budget=Budget.model_validate(
            {n.removeprefix(SEARCH): v for n, v in limits.items() if n.startswith(SEARCH)}
        ),
        unsure=tuple(dict.fromkeys(notes.unsure)),
    )


def lowered(text: str) -> str:
    """Return a text in lower case with every character at its place."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _strictest(readings: Sequence[Reading], notes: _Notes) -> dict[str, float]:
    """Return the binding value of each field: the least that is allowed, the most that is asked."""
    kept: dict[str, Reading] = {}
    for reading in readings:
        if reading.soft:
            continue
        other = kept.setdefault(reading.field, reading)
        asks_more = reading.field in ("min_quality", "volume_per_day")
        if reading.value > other.value if asks_more else reading.value < other.value:
            kept[reading.field] = reading
    per_day, volume = kept.pop("usd_per_day", None), kept.get("volume_per_day")
    if per_day and volume:
        price = 1000.0 * per_day.value / volume.value
        kept["max_price_usd_per_1k"] = Reading("max_price_usd_per_1k", price, per_day.words)
    elif per_day:
        notes.unsure.append("max_price_usd_per_1k")
    notes.words.update({name: reading.words for name, reading in kept.items()})
    notes.unsure.extend(name for name, reading in kept.items() if reading.guessed)
    return {name: reading.value for name, reading in kept.items()}


def _preferences(
    lower: str, limits: Mapping[str, float], wishes: Sequence[Reading], *, notes: _Notes
) -> dict[str, tuple[Priority, ...]]:
    """Return the priorities and what does not matter; where both are said, the concrete one."""
    indifferent, unmoved, rest = find_indifferent(lower)
    said = find_priorities(rest)
    said += [(WISH, ASPECTS[w.field], w.words) for w in wishes if w.field in ASPECTS]
    priorities = tuple(
        dict.fromkeys(aspect for _, aspect, _ in sorted(said, key=lambda found: found[0]))
    )
    limited = {ASPECTS[name]: name for name in limits if name in ASPECTS}
    notes.unsure.extend(limited[aspect] for aspect in indifferent if aspect in limited)
    notes.unsure.extend("priorities" for aspect in indifferent if aspect in priorities)
    free = tuple(a for a in indifferent if a not in limited and a not in priorities)
    if priorities:
        notes.words["priorities"] = " … ".join(dict.fromkeys(words for _, _, words in said))
    if free:
        notes.words["indifferent"] = unmoved
    return {"priorities": priorities, "indifferent": free}


def _percentile(readings: Sequence[Reading], limits: Mapping[str, float]) -> int:
    """Return the percentile said with the binding latency, 95 where none is."""
    said = [
        reading.percentile
        for reading in readings
        if reading.field == "max_latency_s"
        and not reading.soft
        and reading.value == limits[reading.field]
        and reading.percentile is not None
    ]
    return max(said, default=95)


def _device(lower: str, notes: _Notes) -> str | None:
    """Return the first device named; with several it is unsure."""
    devices = find_devices(lower)
    if len(devices) > 1:
        notes.unsure.append("device")
    return notes.keep("device", devices[0] if devices else None)
