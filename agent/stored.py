"""What the store knows, for those who only want to look or ask."""

from pathlib import Path

from agent.settings import Settings
from tools.results.asking import Answer, ResultsQuery
from tools.results.query import answered
from tools.results.rows import StoredResult
from tools.results.store import open_store
from tools.results.views import VIEWS, Column, View

__all__ = [
    "VIEWS",
    "Answer",
    "Column",
    "ResultsQuery",
    "StoredResult",
    "View",
    "ask_results",
    "stored_results",
]

# DuckDB's name for a database without a file: what is asked of a home that has none.
_NOWHERE = Path(":memory:")


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


def ask_results(question: str | ResultsQuery, settings: Settings) -> Answer:
    """Return what one SELECT on the views yields; the store is let go of before it runs.

    Raises:
        QueryError: it is none that may be asked, or takes too much time or memory.
        StoreLockedError: another process holds the results database.

    """
    path = settings.home / "results.duckdb"
    with open_store(path if path.exists() else _NOWHERE) as store:
        copy = store.copy()
    return answered(question, copy, settings.worker_environment())
