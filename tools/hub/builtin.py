"""The datasets that come with the product: rated tweets, and scikit-learn's digits."""

import html
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.domain import Dataset
from tools.hub.archives import Archive, Report, extract, fetch_archive
from tools.hub.catalogue import Catalogue
from tools.hub.datasets import (
    About,
    Example,
    distinct,
    fetched_once,
    remember,
    remembered,
    save,
    split,
)
from tools.hub.home import scratch
from tools.hub.index import PackageIndex

_TEST_SHARE = 0.3
# A rule of ours: ratings run from -4 to 4, and nearer to 0 people hardly agree on the sign.
_LEAST_RATING = 0.5
_TWEETS = "hutto_ICWSM_2014/tweets_GroundTruth.txt"
# The note's name changes with the way a dataset is made.
_TWEETS_KEY, _DIGITS_KEY = "tweets-1", "digits-1"


def tweets(
    catalogue: Catalogue, home: Path, *, index: Callable[[], PackageIndex], report: Report
) -> Dataset:
    """Return tweets that people rated, as positive or negative; fetched once, 2.5 MB.

    `index` is called only if they must be fetched: asking pip for its settings takes a while.

    Raises:
        FetchError: the archive could not be fetched, or is not what the catalogue names.
        HomeError: there is no room, or the folder cannot be written.

    """
    archive = catalogue.archives["vadersentiment"]
    return fetched_once(
        _TWEETS_KEY, home, lambda: _fetched_tweets(archive, home, index=index(), report=report)
    )


def _fetched_tweets(
    archive: Archive, home: Path, *, index: PackageIndex, report: Report
) -> Dataset:
    with scratch(home / "models") as lent:
        sdist = fetch_archive(archive, lent, index=index, report=report)
        inside = f"{archive.package}-{archive.version}/additional_resources/hutto_ICWSM_2014.tar.gz"
        extract(sdist, {"rated.tar.gz": inside}, lent / "outer")
        extract(lent / "outer" / "rated.tar.gz", {"tweets.txt": _TWEETS}, lent / "inner")
        rated = (lent / "inner" / "tweets.txt").read_text(encoding="utf-8")
    found = distinct(_read_tweets(rated))
    about = About(
        name="tweets",
        task="text-classification",
        description=(
            "Tweets that people rated from -4 to 4 (Hutto & Gilbert, ICWSM 2014). Label: the"
            f" sign of the mean rating where it is at least {_LEAST_RATING} away from 0 (a rule of"
            f" this product). {found.repeated} repeats were removed before splitting; 30 % of each"
            " label are test examples. HTML entities are resolved."
        ),
        licence="MIT",
    )
    return save(split(found.examples, _TEST_SHARE), about, home)


def digits(home: Path) -> Dataset:
    """Return scikit-learn's handwritten digits: 8 x 8 pixels, ten classes.

    Raises:
        HomeError: the folder cannot be written.

    """
    return remembered(_DIGITS_KEY, home) or remember(_made_digits(home), _DIGITS_KEY, home)


def _made_digits(home: Path) -> Dataset:
    from sklearn.datasets import load_digits

    loaded = load_digits()
    examples = [
        Example(image.tolist(), str(label))
        for image, label in zip(loaded.images / 16.0, loaded.target, strict=True)
    ]
    about = About(
        name="digits",
        task="image-classification",
        description=(
            "Handwritten digits, 8 x 8 grey values divided by 16 (UCI Optical Recognition of"
            " Handwritten Digits, as shipped by scikit-learn). 30 % of each digit are test"
            " examples."
        ),
        licence="CC-BY-4.0",
    )
    return save(split(distinct(examples).examples, _TEST_SHARE), about, home)


def _read_tweets(rated: str) -> Iterator[Example]:
    """Read lines of number, mean rating, text; those whose rating says too little are left out."""
    for line in rated.splitlines():
        _, rating, text = line.split("\t", 2)
        if abs(float(rating)) >= _LEAST_RATING:
            label = "positive" if float(rating) > 0 else "negative"
            yield Example(html.unescape(text).strip(), label)
