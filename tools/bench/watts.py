"""Chooses the watts that the modelled meter assumes: stated by the user, or by the CPU's name."""

import re
import tomllib
from pathlib import Path

from tools.bench.protocol import Power

Watts = tuple[float, float, float]

# A statement of the user is taken to hold within a fifth: our allowance.
_STATED_ERROR = 0.2


def watts(
    cpu: str, table: Path, *, w_per_core: float | None = None, w_per_gib: float | None = None
) -> Power:
    """Return the first row of the table that matches a CPU's name, else the generic one.

    What the user states (`w_per_core`, `w_per_gib`) stands in its place.
    """
    rows = tomllib.loads(table.read_text(encoding="utf-8"))
    found = next((row for row in rows["cpu"] if re.search(row["match"], cpu)), None)
    row = found or {"name": "any CPU"} | rows["generic"]
    assumed = Power.model_validate({key: value for key, value in row.items() if key != "match"})
    stated = {"W per core": w_per_core, "W per GiB": w_per_gib}
    said = " and ".join(f"{w:g} {unit}" for unit, w in stated.items() if w is not None)
    if not said:
        return assumed
    rest = "" if None not in stated.values() else f"; the rest: {assumed.source}"
    return assumed.model_copy(
        update={
            "name": "stated by you",
            "w_per_core": assumed.w_per_core if w_per_core is None else _around(w_per_core),
            "w_per_gib": assumed.w_per_gib if w_per_gib is None else _around(w_per_gib),
            "source": f"{said} stated by you (±{100 * _STATED_ERROR:.0f} %){rest}",
        }
    )


def _around(stated_w: float) -> Watts:
    return (stated_w * (1 - _STATED_ERROR), stated_w, stated_w * (1 + _STATED_ERROR))
