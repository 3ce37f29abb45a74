"""Writes rows of the store to files that other tools read."""

from collections.abc import Sequence
from pathlib import Path

from tools.errors import RequestError
from tools.results.rows import Row


def write_parquet(rows: Sequence[Row], path: Path) -> None:
    """Write flat rows as one Parquet file; the columns are those of the rows.

    Raises:
        RequestError: the folder cannot be written.

    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), path)
    except OSError as error:
        raise RequestError(
            f"{path} cannot be written ({error.strerror or error}). Name another folder with --out."
        ) from error
