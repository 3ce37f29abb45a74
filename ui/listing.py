"""`greenrunner results`: what the store knows, as a table, CSV or JSON."""

import csv
import json
import sys

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent import words
from agent.report import Named
from agent.settings import load_settings
from agent.stored import StoredResult, stored_results
from ui.render import short

# Columns of a terminal from which on the time of measuring fits.
_WIDE = 100


def show(*, as_json: bool, as_csv: bool) -> None:
    """Print every stored result, greenest first on each dataset and machine."""
    found = stored_results(load_settings().home)
    console = Console(highlight=False)
    if as_json:
        rows = [row.model_dump(mode="json") for row in found]
        sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    elif as_csv:
        _csv(found)
    elif found:
        console.print(_table(found, console.width))
    else:
        console.print("Nothing is stored yet: `greenrunner ask` measures something.")


def _csv(found: list[StoredResult]) -> None:
    names = [name for name in StoredResult.model_fields if name != "energy_j_per_request"]
    energies = [f"energy_{bound}_j_per_request" for bound in ("low", "mid", "high")]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*names, *energies, "energy_provenance"])
    for row in found:
        flat = row.model_dump(mode="json")
        energy = row.energy_j_per_request
        plain = [";".join(v) if isinstance(v := flat[name], list) else v for name in names]
        writer.writerow([*plain, energy.low, energy.mid, energy.high, energy.provenance])


def _table(found: list[StoredResult], width: int) -> Table:
    """Return a row per result; machine and device only where there are several."""
    rows = [_cells(row) for row in found]
    several = [name for name in ("machine", "device") if len({row[name] for row in rows}) > 1]
    hidden = {"machine", "device", *(() if width >= _WIDE else ("measured (UTC)",))}
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    shown = [name for name in rows[0] if name in several or name not in hidden]
    for name in shown:
        if name in ("data", "model"):
            table.add_column(name, overflow="fold")
        else:
            table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*(row[name] for name in shown))
    return table


def _cells(row: StoredResult) -> dict[str, str]:
    name = short(Named(model=row.model, strategy=row.strategy, tactics=row.tactics))
    return {
        "data": escape(row.dataset),
        "model": escape(name),
        "machine": row.machine,
        "device": row.device,
        "right": words.percent(row.accuracy),
        "of": f"{row.n:,}",
        "median": words.seconds(row.latency_p50_s),
        "J/1,000": words.significant(row.energy_j_per_request.mid * 1_000),
        "memory": words.size(row.memory_bytes),
        "measured (UTC)": f"{row.measured_at:%Y-%m-%d %H:%M}",
    }
