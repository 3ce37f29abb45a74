"""Models that are on the disk already."""

import json

import pytest
from little_hub import CLASSIFIER, classifier, little_hub

from tools.domain import Budget, Candidate, Listing, Model, Requirements
from tools.hub.cache import cached_models, fetched_before
from tools.hub.live import LiveHub
from tools.hub.same import merged


@pytest.fixture
def hub():
    with little_hub() as lent:
        lent.models["acme/mood"] = classifier()
        yield lent


@pytest.fixture
def found(hub, tweets_like, tmp_path):
    live = LiveHub(endpoint=hub.endpoint, token="")
    asked = {"requirements": Requirements(), "budget": Budget(), "home": tmp_path / "home"}
    (one,) = live.find(tweets_like, **asked).listings
    return live, one


def test_a_cache_that_the_real_client_filled_is_read(hub, found, tmp_path):
    from huggingface_hub import HfApi

    hub.models["acme/pickled"] = classifier()
    del hub.models["acme/pickled"].files["model.safetensors"]
    hub.models["acme/pickled"].files["pytorch_model.bin"] = b"x"
    api = HfApi(endpoint=hub.endpoint, token=False)
    for name in hub.models:
        api.snapshot_download(name, cache_dir=tmp_path / "cache")
    mood, pickled = cached_models(tmp_path / "cache")
    one = hub.models["acme/mood"]
    assert mood.dropped == ""
    assert (mood.model.id, mood.model.revision) == ("acme/mood", one.sha)
    assert (mood.model.source, mood.model.download_bytes) == ("cache", 0)
    assert mood.model.weights == found[1].model.weights
    assert json.loads((tmp_path / "cache").joinpath(mood.model.config).read_text()) == CLASSIFIER
    assert "pickle" in pickled.dropped
    # The hub's own listing of it is the same candidate.
    assert merged([mood], [found[1]]) == (mood,)


def test_no_cache_is_no_models(tmp_path):
    assert cached_models(tmp_path / "nowhere") == ()
    (tmp_path / "file").write_text("")
    assert cached_models(tmp_path / "file") == ()


def test_what_was_fetched_is_known_without_the_hub(hub, found, tmp_path):
    live, one = found
    home = tmp_path / "home"
    assert list(fetched_before(home)) == []
    folder = live.fetch(one.model, home=home, report=lambda *_: None)
    (again,) = fetched_before(home)
    assert again.candidate == one.candidate
    assert (again.model.folder, again.model.archives) == (str(folder), {})
    for file in (home / "hub").glob("*.listing.json"):
        file.write_bytes(b"\xff")
    assert list(fetched_before(home)) == []


def listing(name: str, revision: str = "1", **known: object) -> Listing:
    facts = {
        "id": name,
        "revision": revision,
        "runtime": "transformers",
        "tasks": ["text-classification"],
        "parameters": 1,
        "size_bytes": 1,
        "licence": "MIT",
        "source": "hub",
        "folder": "f",
    }
    model = Model.model_validate(facts | known)
    candidate = Candidate(model=name, revision=revision, strategy="linear_probe")
    return Listing(candidate=candidate, model=model)


def test_sources_are_put_together_without_the_same_weights_twice():
    packaged = listing("acme/packaged", source="catalogue")
    mine = listing("mine", source="cache", weights="w" * 64)
    more = [
        listing("acme/packaged", "2"),
        listing("acme/copy", weights="w" * 64),
        listing("mine", source="hub", weights="w" * 64),
        listing("acme/new", weights="v" * 64),
    ]
    result = merged([packaged, mine], more)
    assert [one.model.id for one in result] == [
        "acme/packaged", "mine", "acme/packaged", "acme/copy", "acme/new",
    ]  # fmt: skip
    assert [one.dropped for one in result] == [
        "", "", "The catalogue has it, from a package.", "It has the weights of mine.", "",
    ]  # fmt: skip
