"""Files of a hub model: whole and checked, or not at all."""

import hashlib
from types import SimpleNamespace

import pytest
from little_hub import classifier, little_hub

from tools.errors import FetchError, HashMismatchError
from tools.hub.client import HubClient
from tools.hub.snapshot import fetch_snapshot, folder_of, slug


@pytest.fixture
def hub():
    with little_hub() as lent:
        lent.models["acme/mood"] = classifier(parameters=100_000)
        yield lent


@pytest.fixture
def fetch(hub, tmp_path):
    def run(report=lambda *_: None):
        client = HubClient(hub.endpoint, "", patience_s=1.0)
        return fetch_snapshot(named(hub), client, home=tmp_path, report=report)

    return run


def named(hub, model_id="acme/mood"):
    return SimpleNamespace(id=model_id, revision=hub.models[model_id].sha)


def left(tmp_path) -> list[str]:
    return [path.name for path in (tmp_path / "models").iterdir() if path.name != ".lock"]


def test_what_is_needed_is_fetched_once_and_its_bytes_are_told(hub, fetch, tmp_path):
    one = hub.models["acme/mood"]
    one.files |= {
        "../../evil.json": b"{}",
        "modeling_mood.py": b"raise SystemExit",
        "pytorch_model.bin": b"pickle",
        "vocab.txt": b"a",
    }
    told = []
    folder = fetch(lambda *said: told.append(said))
    assert folder == folder_of(named(hub), tmp_path)
    wanted = {"config.json", "tokenizer.json", "model.safetensors", "vocab.txt"}
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        name: one.files[name] for name in wanted
    }
    assert told[-1] == (slug(named(hub)), *[sum(len(one.files[name]) for name in wanted)] * 2)
    asked = len(hub.asked)
    assert fetch() == folder
    assert len(hub.asked) == asked


def test_a_fetch_can_be_stopped_in_the_middle_and_leaves_nothing(hub, fetch, tmp_path):
    class EnoughError(Exception):
        pass

    def stop(_: str, so_far: int, total: int) -> None:
        if so_far > 100_000:
            assert so_far < total
            raise EnoughError

    with pytest.raises(EnoughError):
        fetch(stop)
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("500", "it answers 500"),
        ("403", "you have no access"),
        ("404", "does not give it out"),
        ("drop", "the connection broke off"),
        ("cut", "the connection broke off"),
    ],
)
@pytest.mark.parametrize("where", ["/revision/", "/resolve/.*/model"])
def test_what_the_hub_does_not_give_is_a_sentence_and_leaves_nothing(
    hub, fetch, tmp_path, where, fault, said
):
    hub.faults[where] = fault
    with pytest.raises(FetchError, match=f"acme/mood could not be fetched from the hub: .*{said}"):
        fetch()
    assert left(tmp_path) == []


@pytest.mark.parametrize("sent", ["other bytes", "x" * 1_000_000])
def test_what_is_not_the_listed_file_is_thrown_away(hub, fetch, tmp_path, sent):
    hub.faults["/resolve/.*/model"] = f"says {sent}"
    with pytest.raises(HashMismatchError, match=r"model.safetensors of acme/mood"):
        fetch()
    assert left(tmp_path) == []


def test_another_model_under_the_same_address_is_refused(hub, fetch, tmp_path):
    hub.models["acme/mood"].said["sha"] = "0" * 40
    with pytest.raises(FetchError, match="gives another model"):
        fetch()
    assert left(tmp_path) == []


def test_no_name_leads_out_of_the_home():
    ids = ("a/b", "a-b", "a_b", "../../x", "/etc/passwd", "a/" + "b" * 500)
    slugs = {slug(SimpleNamespace(id=one, revision="0" * 40)) for one in ids}
    assert len(slugs) == len(ids)
    assert all("/" not in one and ".." not in one and len(one) < 120 for one in slugs)
    assert hashlib.sha256(b"a/b@" + b"0" * 40).hexdigest()[:16] in "".join(slugs)
