"""A search of 200 served models, twelve of them plausible: what it asks, reads and drops."""

from collections import Counter

import pytest
from little_hub import little_hub
from two_hundred import LIMITS, PLAUSIBLE, stock

from tools.domain import Budget, Requirements
from tools.hub.live import LiveHub
from tools.hub.search import drop


@pytest.fixture
def hub():
    with little_hub() as lent:
        stock(lent)
        yield lent


def test_nine_in_ten_are_dropped_without_a_weight_byte(hub, tweets_like, tmp_path):
    requirements = Requirements.model_validate(LIMITS)
    found = LiveHub(endpoint=hub.endpoint, token="").find(
        tweets_like, requirements=requirements, budget=Budget(), home=tmp_path
    )
    judged = drop(found.listings, tweets_like, requirements=requirements, budget=Budget())
    assert len(judged) == len({one.model.id for one in judged}) == 200
    left = [one.model.id for one in judged if not one.dropped]
    assert len(left) == PLAUSIBLE
    assert all(name.startswith("fine/") for name in left)
    assert hub.weight_bytes == 0
    about = {model: n for model, n in hub.sent.items() if model}
    # Most were dropped by the listing alone: nothing was asked about them.
    assert len(about) <= 22
    assert max(about.values()) <= 256_000
    asked = Counter(address.split("?")[0] for address in hub.asked)
    assert asked["GET /api/models"] == 2 + 4  # two pipelines without models, four pages of 50
    assert len(hub.asked) - asked["GET /api/models"] <= 22 * 7
    assert found.fetched_bytes == sum(hub.sent.values()) < 1_000_000
