"""Walks every results database that a test session left behind: is each number one?"""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from tools.results.schema import VERSION

# What must not be found: an energy of nothing, or one that does not say where it comes from.
_FORBIDDEN = {
    "batch": "energy_low_j < 0 OR energy_mid_j <= 0 OR meter = '' OR energy_provenance NOT IN "
    "('measured', 'modelled') OR metering IS NULL",
    "setup": "energy_mid_j <= 0 OR payload->>'$.energy.provenance' NOT IN ('measured', 'modelled')",
    "run": "measured IS NOT NULL AND ((measured->>'$.energy.mid')::DOUBLE <= 0 OR "
    "measured->>'$.energy.provenance' NOT IN ('measured', 'modelled') OR "
    "measured->>'$.meter.name' IS NULL)",
}


def rows_without_energy(folder: Path) -> Iterator[str]:
    """Yield a line for every row of every readable database whose energy is 0 or from nowhere."""
    with duckdb.connect() as walker:
        for path in sorted(folder.rglob("results.duckdb")):
            quoted = str(path).replace("'", "''")
            try:
                walker.execute(f"ATTACH '{quoted}' AS walked (READ_ONLY)")
            except duckdb.Error:  # tests damage some on purpose
                continue
            yield from (f"{path}: {found}" for found in _wrong(walker))
            walker.execute("DETACH walked")


def _wrong(walker: duckdb.DuckDBPyConnection) -> Iterator[str]:
    tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'walked'"
    there = {name for (name,) in walker.execute(tables).fetchall()}
    if not _is_of_today(walker, there):
        return
    for table in there & _FORBIDDEN.keys():
        found = walker.execute(
            f"SELECT count(*) FROM walked.{table} WHERE {_FORBIDDEN[table]}"
        ).fetchone()
        if found and found[0]:
            yield f"{found[0]} rows of {table}"


def _is_of_today(walker: duckdb.DuckDBPyConnection, tables: set[str]) -> bool:
    """Tests leave databases of earlier versions, and of others, too."""
    if "schema_version" not in tables:
        return False
    found = walker.execute("SELECT max(version) FROM walked.schema_version").fetchone()
    return found == (VERSION,)
