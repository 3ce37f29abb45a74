"""What the store knows, for those who only want to look."""

from pathlib import Path

from tools.results.rows import StoredResult
from tools.results.store import open_store

__all__ = ["StoredResult", "stored_results"]


def stored_results(home: Path) -> list[StoredResult]:
    """Return every stored result; none where nothing was ever measured.

    Raises:
        StoreLockedError: another process holds the results database.

    """
    path = home / "results.duckdb"
    if not path.exists():
        return []
    with open_store(path) as store:
        return store.listing()
