"""Whatever a hub does, a search is left with what it gave, and says what it did not."""

import socket
import time

import pytest
from little_hub import classifier, little_hub

from tools.domain import Budget, Requirements
from tools.hub.live import LiveHub


@pytest.fixture
def hub():
    with little_hub() as lent:
        lent.models = {f"acme/m{i}": classifier(seed=i) for i in range(4)}
        yield lent


@pytest.fixture
def find(tweets_like, tmp_path):
    def run(live: LiveHub, budget: Budget | None = None):
        return live.find(
            tweets_like, requirements=Requirements(), budget=budget or Budget(), home=tmp_path
        )

    return run


def live(hub) -> LiveHub:
    return LiveHub(endpoint=hub.endpoint, token="", patience_s=0.3)


def usable(found) -> list[str]:
    return sorted(one.model.id for one in found.listings if not one.dropped)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("500", "it answers 500"),
        ("503", "it answers 503"),
        ("429 3600", "it has too many requests (again in 3600 s)"),
        ("429", "it has too many requests"),
        ("slow 0.6", "it does not answer within 0.3 s"),
        ("drop", "the connection broke off"),
        ("cut", "the connection broke off"),
        ("says <html>Welcome", "its answer is not JSON"),
        ("says " + "[" * 200_000, "its answer is not JSON"),
        ("says {}", "its answer is not a list of models"),
        ("401", "it gives no list of models"),
    ],
)
def test_a_hub_that_gives_no_listing_is_left_out_and_not_asked_again_at_once(hub, find, fault, why):
    hub.faults["/api/models"] = fault
    one = live(hub)
    found = find(one)
    assert found.listings == ()
    (note,) = found.notes
    assert note.startswith("The hub is left out: ")
    assert why in note
    asked = len(hub.asked)
    assert find(one).notes[0].startswith("The hub is not asked again so soon: ")
    assert len(hub.asked) == asked == 1


def test_a_port_where_nobody_listens_costs_no_time(find):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
    started = time.monotonic()
    found = find(LiveHub(endpoint=nobody, token=""))
    assert "it cannot be reached" in found.notes[0]
    assert time.monotonic() - started < 3


def test_a_short_pause_that_the_hub_asks_for_is_made_once(hub, find):
    hub.faults["/api/models"] = "once 429 0"
    assert len(usable(find(live(hub)))) == 4
    hub.faults["/api/models"] = "429 0"
    hub.asked.clear()
    assert usable(find(live(hub))) == []
    assert len(hub.asked) == 2


def test_offline_asks_nothing(hub, find):
    found = find(LiveHub(endpoint=hub.endpoint, token="", offline=True))
    assert found.notes == ("Offline: no hub is asked; candidates are those that are known here.",)
    assert hub.asked == []


def test_where_nothing_may_be_downloaded_the_hub_is_not_asked(hub, find):
    found = find(live(hub), Budget(downloads_bytes=1e6))
    assert "less than 2 MB may be downloaded" in found.notes[0]
    assert hub.asked == []


@pytest.mark.parametrize(
    "fault", ["500", "slow 0.6", "drop", "cut", "says {", "says []", "404", "403", "429"]
)
@pytest.mark.parametrize("where", ["m2/revision", "m2/resolve/.*config", "m2/resolve/.*model"])
def test_one_model_that_cannot_be_asked_about_hides_no_other(hub, find, where, fault):
    hub.faults[where] = fault
    found = find(live(hub))
    assert usable(found) == ["acme/m0", "acme/m1", "acme/m3"]
    (gone,) = (one for one in found.listings if one.dropped)
    assert gone.model.id == "acme/m2"


def test_a_hub_that_fails_on_and_on_is_let_go(hub, find):
    hub.models = {f"acme/m{i}": classifier(seed=i) for i in range(30)}
    hub.faults["/revision/"] = "500"
    found = find(live(hub))
    assert usable(found) == []
    assert "In part it did not answer: it answers 500." in found.notes
    assert sum("/revision/" in asked for asked in hub.asked) < 15
    reasons = {one.dropped for one in found.listings}
    assert "The hub stopped answering before it was looked at." in reasons


def test_a_page_that_fails_leaves_those_before_it(hub, find):
    hub.page = 2
    hub.faults["cursor=2"] = "500"
    found = find(live(hub))
    assert usable(found) == ["acme/m0", "acme/m1"]
    assert found.notes[-1] == "In part it did not answer: it answers 500."


def test_a_next_page_on_another_host_is_not_asked_for(hub, find):
    with little_hub() as other:
        hub.page = 2
        hub.endpoint, mine = other.endpoint, hub.endpoint
        found = find(LiveHub(endpoint=mine, token="secret"))
        assert other.asked == []
    assert usable(found) == ["acme/m0", "acme/m1"]
