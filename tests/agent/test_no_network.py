"""Without a network the search goes on with the models that need no download."""

import os
import socket

import pytest
from talking import TFIDF, talking


@pytest.fixture
def no_network(monkeypatch):
    """Pip's settings lead to a port of this machine where nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{port}/simple")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("no_network")
async def test_models_that_cannot_be_fetched_fail_and_are_tried_again_by_the_next_search(
    tmp_path, opinions
):
    need = "tell positive texts from negative ones, try at most three models"
    async with talking(tmp_path) as talk:
        found = await talk.ask(need, opinions)
        again = await talk.ask(need, opinions)
    for heard in (found, again):
        tried = {m: s for m, s in heard.statuses().items() if s != "dropped"}
        assert sorted(tried.values())[:2] == ["failed", "failed"]
        assert heard.kinds().count("failed") == 2
        assert heard.report["recommendation"]["chosen"]["model"] == TFIDF
        assert heard.report["search"]["downloads_bytes"] == 0
        assert heard.report["search"]["asked_before"] is None
    assert (found.statuses()[TFIDF], again.statuses()[TFIDF]) == ("measured", "stored")
    reasons = [r for m, r in found.reasons().items() if found.statuses()[m] == "failed"]
    assert all("could not be fetched" in reason for reason in reasons)
