"""A search for pictures with a model of a hub: as it is, and as an encoder for a new head."""

import pytest
from little_hub import little_hub, shelved
from talking import talking
from tiny_vit import COLOURS, picture, tiny_vit

NEED = "sort pictures; accuracy matters most; at most 3 MB of downloads, in two minutes"


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Pictures in folders by class: three colours that are equally bright in grey."""
    top = tmp_path_factory.mktemp("colours")
    for name in COLOURS:
        (top / name).mkdir()
        for seed in range(60):
            picture(name, seed=seed + 1, side=12).save(top / name / f"{seed}.png")
    return top


@pytest.fixture
def hub(tmp_path_factory):
    with little_hub() as lent:
        vit = tiny_vit(tmp_path_factory.mktemp("vit") / "vit")
        lent.models["acme/vit"] = shelved(vit, pipeline="image-classification")
        yield lent


async def test_a_model_for_pictures_is_found_fetched_measured_and_recommended(
    hub, folders, tmp_path
):
    online = {"offline": False, "hub_endpoint": hub.endpoint, "hub_token": "", "exhaustive": True}
    async with talking(tmp_path, **online) as talk:
        await talk.say(NEED, folders)
        assert hub.weight_bytes == 0
        kept = (await talk.state())["listings"]
        found = await talk.reply("yes")
    ways = {one["candidate"]["strategy"] for one in kept if one["model"]["id"] == "acme/vit"}
    assert ways == {"as_is", "linear_probe"}
    assert found.report["dataset"]["task"] == "image-classification"
    measured = {
        one["strategy"]: one["quality"]["mid"]
        for one in found.report["measurements"]
        if one["model"] == "acme/vit"
    }
    assert measured["as_is"] > 0.9
    assert measured["linear_probe"] > 0.9
    assert found.report["recommendation"]["chosen"]["model"] == "acme/vit"
