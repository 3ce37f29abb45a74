"""What the store keeps in memory is what it would read."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from stored_values import KEY, LARGE, TINY, Calendar, batch, set_up

from tools.domain import Failure
from tools.results.store import Store, open_store

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
ELSEWHERE = KEY.model_copy(update={"machine": "m2"})


def write_something(store: Store, calendar: Calendar, chance: Random) -> None:
    who, key = chance.choice((TINY, LARGE)), chance.choice((KEY, KEY, KEY, ELSEWHERE))
    what = chance.choice(("batch", "batch", "batch", "setup", "failure", "day"))
    if what == "batch":  # of 4 answers: some leave a gap, fill one, or overlap what is there
        store.record_window(key, batch(who, start=2 * chance.randrange(6)))
    elif what == "setup":
        store.record_setup(key, set_up(who, load_s=chance.random()))
    elif what == "failure":
        reason = str(chance.random())
        store.record_failure(key, Failure(candidate=who, kind="crashed", reason=reason))
    else:
        calendar.days_pass(1)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_is_what_is_stored(store: Store, path: Path, calendar: Calendar, seed: int):
    chance = Random(seed)
    for _ in range(25):
        write_something(store, calendar, chance)
        with open_store(path) as fresh:
            assert store.windows(KEY) == fresh.windows(KEY)
            assert store.setups(KEY) == fresh.setups(KEY)
            for since in (LONG_AGO, calendar.now):
                assert store.failures(KEY, since=since) == fresh.failures(KEY, since=since)


def test_what_did_not_change_is_the_same_object(store: Store):
    """So that whoever sums it up can tell."""
    store.record_window(KEY, batch(TINY))
    before = store.windows(KEY)
    store.record_window(KEY, batch(LARGE))
    assert store.windows(KEY)[TINY] is before[TINY]
    assert LARGE not in before
