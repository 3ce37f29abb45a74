"""Copies what the views are made of: out of the store, and into a database that has no file.

A copy is a sequence of Arrow streams, one a table, in the order of `_COPIED`. A million predictions
are 26 MB and take a tenth of a second.
"""

from io import BytesIO
from typing import BinaryIO

import duckdb

from tools.results.schema import VIEWS

# The columns that the views read; no others leave the store.
_COPIED = {
    "dataset": "sha256, name, task",
    "candidate": "*",
    "trial": "*",
    "setup": "trial, load_s, fit_s, warm_up_s, size_bytes, measured_at",
    "batch": "trial, n, requests, cpu_s, memory_bytes, energy_low_j, energy_mid_j, energy_high_j, "
    "energy_provenance, meter, measured_at",
    "prediction": "trial, example, predicted, correct, latency_s",
    "failure": "*",
    "experiment": "experiment, dataset_sha256, machine, device",
    "run": "experiment, block, place, candidate, setup, measured, measured_at",
    "forecast": "*",
}


def copied(cursor: duckdb.DuckDBPyConnection) -> bytes:
    """Return a copy of what the views are made of, as of one moment."""
    import pyarrow as pa

    streams = BytesIO()
    for table, columns in _COPIED.items():
        rows = cursor.sql(f"SELECT {columns} FROM {table}").to_arrow_table()
        with pa.ipc.new_stream(streams, rows.schema) as stream:
            stream.write_table(rows)
    return streams.getvalue()


def laid_out(streams: BinaryIO, connection: duckdb.DuckDBPyConnection) -> None:
    """Make the copied tables in another database, and the views over them."""
    import pyarrow as pa

    for table in _COPIED:
        with pa.ipc.open_stream(streams) as stream:
            connection.register("incoming", stream.read_all())
        connection.execute(f"CREATE TABLE {table} AS FROM incoming")
        connection.unregister("incoming")
    connection.execute(VIEWS)
