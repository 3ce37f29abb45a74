import json
import sys
from pathlib import Path

import pytest

from tools.errors import FetchError
from tools.hub.builtin import digits, tweets
from tools.hub.catalogue import Catalogue, load_catalogue
from tools.hub.index import PackageIndex, pip_settings
from tools.hub.weights import fetch, folder_of

NOBODY = PackageIndex(index_url="http://127.0.0.1:9/simple")

RATED = "\r\n".join(
    [
        "1\t2.5\tLove it &amp; you",
        "2\t-1.5\tI hate it",
        "3\t0.49\tIt is there",
        "4\t-0.5\tMeh",
        "5\t2.0\tlove IT &amp; you",
        *(f"{i}\t{-1 if i % 3 else 1}\tfiller {i}" for i in range(6, 36)),
    ]
)


@pytest.fixture
def rated(shop, packed) -> Catalogue:
    inner = packed({"hutto_ICWSM_2014/tweets_GroundTruth.txt": RATED.encode()})
    name = "vaderSentiment-1.0/additional_resources/hutto_ICWSM_2014.tar.gz"
    archive = shop.stock_sdist("vaderSentiment", {name: inner})
    return Catalogue(archives={"vadersentiment": archive}, models=())


def test_the_sign_of_a_clear_rating_is_the_label(rated, shop, tmp_path, quiet):
    made = tweets(rated, tmp_path, index=lambda: shop.index, report=quiet)
    content = json.loads(Path(made.path).read_text())
    assert content["labels"] == ["negative", "positive"]
    label_of = dict(content["train"] + content["test"])
    texts = {text.casefold(): label for text, label in label_of.items()}
    assert texts["love it & you"] == 1
    assert (texts["i hate it"], texts["meh"]) == (0, 0)
    assert "it is there" not in texts, "a rating of 0.49 has no sign"
    # 35 tweets, one without a clear rating, one repeated.
    assert made.n_train + made.n_test == 33
    assert "1 repeats were removed" in made.description


def test_the_second_call_fetches_nothing(rated, shop, tmp_path, quiet):
    first = tweets(rated, tmp_path, index=lambda: shop.index, report=quiet)
    assert tweets(rated, tmp_path, index=lambda: NOBODY, report=quiet) == first
    assert len(shop.asked) == 1


def test_without_a_network_nothing_is_left(rated, tmp_path, quiet):
    with pytest.raises(FetchError, match="vaderSentiment"):
        tweets(rated, tmp_path, index=lambda: NOBODY, report=quiet)
    assert [path.name for path in tmp_path.rglob("*")] == ["models", ".lock"]


def test_digits_come_without_a_network(tmp_path):
    made = digits(tmp_path)
    assert made.labels == tuple("0123456789")
    # 1,797 images; 30 % of each digit, rounded.
    assert (made.n_train, made.n_test) == (1_258, 539)
    image, label = json.loads(Path(made.path).read_text())["test"][0]
    assert (len(image), len(image[0])) == (8, 8)
    assert all(0 <= value <= 1 for row in image for value in row)
    assert 0 <= label <= 9
    assert digits(tmp_path) == made


@pytest.mark.network
def test_the_real_tweets_are_what_they_were(real_home, quiet):
    index = pip_settings(sys.executable)
    made = tweets(load_catalogue(), real_home, index=lambda: index, report=quiet)
    assert (made.n_train, made.n_test) == (2_361, 1_011)
    assert made.sha256.startswith("7c361147"), "the split, or the data, has changed"


@pytest.mark.network
@pytest.mark.parametrize(
    "model_id",
    [
        "WordLlama-64",
        "WordLlama-256",
        "sentence-transformers/paraphrase-MiniLM-L3-v2",
        "sentence-transformers/all-MiniLM-L6-v2",
        "sentence-transformers/all-MiniLM-L6-v2-onnx-int8",
        "ccexam/usps",
        "ccexam/mnist",
        "ccexam/svhn",
        "EfficientNet-lite0",
        pytest.param("EfficientNet-lite1", marks=pytest.mark.slow),
        pytest.param("EfficientNet-lite2", marks=pytest.mark.slow),
    ],
)
def test_the_real_archives_hold_what_the_catalogue_says(real_home, quiet, model_id):
    catalogue = load_catalogue()
    entry = catalogue.entry(model_id)
    folder = fetch(
        model_id,
        catalogue,
        home=real_home,
        index=lambda: pip_settings(sys.executable),
        report=quiet,
    )
    assert folder == folder_of(entry, real_home)
    assert {path.name for path in folder.iterdir()} == entry.names
    assert sum(path.stat().st_size for path in folder.iterdir()) == entry.size_bytes
