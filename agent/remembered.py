"""Preferences that somebody confirmed, for the next conversation: one small file in the home."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import Field, ValidationError

from tools.domain import Cost, Origin, Requirements, Value
from tools.hub.home import write_whole

_FILE = "preferences.json"


class Confirmed(Value):
    """A rate that was answered, and when."""

    rate: float = Field(ge=0, description="points of quality given up to halve the cost")
    on: date


class Memory(Value):
    """What is remembered of somebody."""

    rates: dict[Cost, Confirmed] = Field(default_factory=dict)


def recall(home: Path) -> Memory:
    """Return what is remembered; nothing where the file is not there or damaged."""
    try:
        return Memory.model_validate_json((home / _FILE).read_bytes())
    except (OSError, ValidationError):
        return Memory()


def confirm(home: Path, rates: Mapping[Cost, float]) -> None:
    """Remember rates that were just answered, beside those of before.

    Raises:
        HomeError: the home cannot be written.

    """
    today = datetime.now(UTC).date()
    new = {cost: Confirmed(rate=rate, on=today) for cost, rate in rates.items()}
    memory = Memory(rates={**recall(home).rates, **new})
    write_whole(home / _FILE, json.dumps(memory.model_dump(mode="json"), indent=2))


def forget(home: Path) -> bool:
    """Forget everything; return whether there was something."""
    file = home / _FILE
    there = file.exists()
    file.unlink(missing_ok=True)
    return there


def with_memory(needs: Requirements, home: Path) -> Requirements:
    """Take over what was answered in an earlier conversation and not said otherwise in this one."""
    for cost, one in recall(home).rates.items():
        if cost not in (*needs.rates, *needs.priorities, *needs.indifferent):
            origin = Origin(source="remembered", words=one.on.isoformat())
            needs = with_rate(needs, cost, one.rate, origin)
    return needs


def with_rate(needs: Requirements, cost: Cost, rate: float, origin: Origin) -> Requirements:
    """Return requirements with one more rate that is known, and where it came from."""
    return needs.model_copy(
        update={
            "rates": {**needs.rates, cost: rate},
            "origins": {**needs.origins, f"rates.{cost}": origin},
        }
    )
