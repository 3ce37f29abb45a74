"""Fixtures that every part shares."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_home() -> Path:
    """A home that is kept between runs, so that the catalogue's weights are fetched once."""
    home = Path.home() / ".cache" / "greenrunner-tests"
    home.mkdir(parents=True, exist_ok=True)
    return home
