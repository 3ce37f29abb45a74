"""`greenrunner results`: what the store knows, as a table, CSV or JSON."""

import csv
import json
import sys

from rich.console import Console
from rich.table import Table

from agent import words
from agent.settings import load_settings
from agent.stored import StoredResult, stored_results


def show(*, as_json: bool, as_csv: bool) -> None:
    """Print every stored result, greenest first on each dataset and machine."""
    found = stored_results(load_settings().home)
    if as_json:
        rows = [row.model_dump(mode="json") for row in found]
        sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    elif as_csv:
        _csv(found)
    elif found:
        Console().print(_table(found))
    else:
        Console().print("Nothing is stored yet: `greenrunner ask` measures something.")


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


def _table(found: list[StoredResult]) -> Table:
    table = Table()
    for name in ("data", "model", "strategy", "device", "machine"):
        table.add_column(name, overflow="fold")
    for name in ("right", "of", "median", "J per 1,000", "memory", "measured (UTC)"):
        table.add_column(name, justify="right")
    for row in found:
        table.add_row(
            row.dataset,
            row.model,
            ", ".join((row.strategy.replace("_", " "), *row.tactics)),
            row.device,
            row.machine,
            words.percent(row.accuracy),
            f"{row.n:,}",
            words.seconds(row.latency_p50_s),
            words.significant(row.energy_j_per_request.mid * 1_000),
            words.size(row.memory_bytes),
            f"{row.measured_at:%Y-%m-%d %H:%M}",
        )
    return table
