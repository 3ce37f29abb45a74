"""Answers what was measured before, of any search on this machine, from the views on the store."""

from collections.abc import Callable, Iterator, Mapping

from pydantic import JsonValue

from agent import words
from agent.services import Services
from tools.results.asking import Answer, ResultsQuery
from tools.results.query import answered

_MOST_ROWS = 20
_WAYS = {"linear_probe": "encoders with a new last layer", "as_is": "they are"}
_LIMITS: dict[str, Callable[[float], str]] = {
    "min_quality": lambda share: f"right on at least {words.percent(share)}",
    "max_latency_p50_s": lambda time_s: f"median latency at most {words.seconds(time_s)}",
    "max_energy_j": lambda energy_j: f"at most {words.significant(energy_j)} J a request",
    "max_memory_bytes": lambda size: f"at most {words.size(size)} of memory",
    "max_size_bytes": lambda size: f"at most {words.size(size)} on disk",
}


def recalled(asked: ResultsQuery, services: Services) -> str:
    """Return which stored results of this machine fit what is asked, the least energy first.

    Raises:
        QueryError: the store's copy could not be asked in time.

    """
    query = asked.model_copy(update={"machine": services.machine})
    found = answered(query, services.store.copy(), services.settings.worker_environment())
    what = words.listed(list(_said(asked)))
    if not found.rows:
        return (
            f"Nothing that was measured on this machine is {what}."
            if what
            else "Nothing was measured on this machine yet."
        )
    count = words.counted(len(found.rows), "stored result")
    lines = [_line(row) for row in _rows(found)][:_MOST_ROWS]
    more = len(found.rows) - len(lines)
    rest = [f"... and {more:,} more: `greenrunner results` lists all."] if more else []
    head = f"{count} of this machine{f', {what}' if what else ''}, the least energy first:"
    return "\n".join([head, *lines, *rest])


def _said(asked: ResultsQuery) -> Iterator[str]:
    for name, say in _LIMITS.items():
        if (value := getattr(asked, name)) is not None:
            yield say(value)
    if asked.strategy is not None:
        way = asked.strategy
        yield f"used as {_WAYS[way]}" if way in _WAYS else f"put to it {way.replace('_', ' ')}"
    if asked.task is not None:
        yield f"for {asked.task}"


def _rows(found: Answer) -> Iterator[Mapping[str, JsonValue]]:
    names = [column.name for column in found.columns]
    for row in found.rows:
        yield dict(zip(names, row, strict=True))


def _line(row: Mapping[str, JsonValue]) -> str:
    tactics = row["tactics"]
    how = ", ".join([str(row["strategy"]).replace("_", " "), *map(str, _list(tactics))])
    size = row["size_bytes"]
    disk = f", {words.size(_number(size))} on disk" if size is not None else ""
    return (
        f"- {row['model']} ({how}) on {row['dataset']}: right on "
        f"{words.percent(_number(row['accuracy']))} of {_number(row['n']):,.0f}, median "
        f"{words.seconds(_number(row['latency_p50_s']))}, "
        f"{words.energy(_number(row['energy_mid_j']) * 1000)} per 1,000 "
        f"({row['energy_provenance']}), {words.size(_number(row['memory_bytes']))} of memory{disk}"
    )


def _number(value: JsonValue) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
