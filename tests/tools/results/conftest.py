from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from stored_values import Calendar

from tools.results.store import Store, open_store


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "results.duckdb"


@pytest.fixture
def store(path: Path, calendar: Calendar) -> Iterator[Store]:
    with open_store(path, clock=calendar) as opened:
        yield opened


@pytest.fixture
def reopened(store: Store, path: Path) -> Callable[[], Store]:
    def close_and_open() -> Store:
        store.close()
        return open_store(path)

    return close_and_open
