"""Searches on pictures: clothes, digits, and models that can be put to them in two ways."""

import gzip
import shutil
import sys
from pathlib import Path

import pytest
from talking import talking

from tools.errors import RequestError
from tools.hub.catalogue import load_catalogue
from tools.hub.index import pip_settings
from tools.hub.weights import fetch

CLOTHES = "Sort pictures of clothes, at least 80 % right, without downloading anything"
DIGITS = "Recognise handwritten digits, at least 90 % right, without downloading anything"
PIXELS, USPS = "pixels + logistic regression", "ccexam/usps"


def idx(values: bytes, *shape: int) -> bytes:
    head = bytes([0, 0, 8, len(shape)]) + b"".join(n.to_bytes(4, "big") for n in shape)
    return gzip.compress(head + values)


@pytest.fixture
def wardrobe(tmp_path) -> Path:
    """A Fashion-MNIST whose trousers are dark and whose coats are light: 60 and 40 pictures."""
    folder = tmp_path / "wardrobe"
    folder.mkdir()
    for part, n in (("train", 60), ("t10k", 40)):
        pixels = b"".join(bytes([200 * (i % 2) + n // 20, i, i, i]) for i in range(n))
        labels = bytes([4 if i % 2 else 1 for i in range(n)])
        (folder / f"{part}-images-idx3-ubyte.gz").write_bytes(idx(pixels, n, 2, 2))
        (folder / f"{part}-labels-idx1-ubyte.gz").write_bytes(idx(labels, n))
    return folder


async def test_clothes_are_looked_for_where_the_settings_say(tmp_path, wardrobe):
    async with talking(tmp_path / "home", fashion=wardrobe) as talk:
        planned = await talk.say(CLOTHES)
        found = await talk.reply("yes")
    # The others would have to be fetched.
    assert planned.question["text"].startswith("1 candidate, all new; 6 more dropped")
    assert found.report["dataset"]["name"] == "fashion"
    assert found.report["recommendation"]["chosen"]["model"] == PIXELS
    assert found.report["measurements"][0]["quality"]["mid"] == 1.0


async def test_clothes_that_are_not_here_are_a_sentence(tmp_path):
    async with talking(tmp_path / "home", fashion=tmp_path / "nowhere") as talk:
        with pytest.raises(RequestError, match="`apt install dataset-fashion-mnist`"):
            await talk.say(CLOTHES)


async def test_built_in_pictures_are_offered_by_name(tmp_path, wardrobe):
    async with talking(tmp_path / "home", fashion=wardrobe) as talk:
        asked = await talk.say("classify images, without downloading anything")
        planned = await talk.reply("the built-in fashion")
    assert set(asked.question["options"]) >= {"digits", "fashion"}
    assert asked.question["default"] == "digits"
    (found,) = (event for event in planned.events if event["kind"] == "found")
    assert found["dataset"]["name"] == "fashion"


@pytest.mark.network
async def test_a_digit_classifier_is_tried_as_it_is_and_as_an_encoder(tmp_path, real_home):
    fetched = fetch(
        USPS,
        load_catalogue(),
        home=real_home,
        index=lambda: pip_settings(sys.executable),
        report=lambda *_: None,
    )
    home = tmp_path / "home"
    shutil.copytree(fetched, home / "models" / fetched.name)
    async with talking(home, fit_examples=300, exhaustive=True) as talk:
        await talk.say(DIGITS)
        found = await talk.reply("yes")
        why = await talk.say(f"why not {USPS}?")
    quality = {
        (row["model"], row["strategy"]): row["quality"]["mid"]
        for row in found.report["measurements"]
    }
    assert quality[USPS, "as_is"] < 0.85 < 0.9 < quality[USPS, "linear_probe"]
    # Of the two, the question is about the better one.
    assert why.answer.startswith(f"{USPS} (linear probe)")
