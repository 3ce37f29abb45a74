import pytest

from tools.domain import Budget, Candidate, Dataset, Listing, Model, Requirements
from tools.errors import RequestError
from tools.hub.catalogue import load_catalogue
from tools.hub.search import drop, find


def listing(name: str, **known: object) -> Listing:
    defaults = {
        "id": name,
        "revision": "1",
        "runtime": "transformers",
        "tasks": ["text-classification"],
        "parameters": 10,
        "size_bytes": 1_000,
        "archives": {"its own": 500},
        "licence": "MIT",
        "source": "folder",
    }
    model = Model.model_validate(defaults | known)
    strategy = "as_is" if model.labels else "linear_probe"
    return Listing(candidate=Candidate(model=name, revision="1", strategy=strategy), model=model)


def reason(one: Listing, dataset: Dataset, requirements: Requirements, budget: Budget) -> str:
    (judged,) = drop((one,), dataset, requirements=requirements, budget=budget)
    return judged.dropped


def test_the_catalogue_serves_two_tasks_offline(tmp_path, tweets_like, digits_like):
    texts = find(tweets_like, load_catalogue(), home=tmp_path)
    images = find(digits_like, load_catalogue(), home=tmp_path)
    # Each of the three digit networks as it is and as an encoder, three that only encode, and one
    # baseline.
    assert (len(texts), len(images)) == (9, 3 * 2 + 3 + 1)
    assert not any(one.dropped for one in (*texts, *images))
    by_id = {one.model.id: one.model for one in texts}
    assert by_id["sentence-transformers/all-MiniLM-L6-v2"].download_bytes == 83_506_384
    baseline = by_id["tf-idf + logistic regression"]
    assert (baseline.download_bytes, baseline.folder, baseline.source) == (0, "", "built in")


def test_an_unknown_task_names_the_known_ones(tmp_path, tweets_like):
    with pytest.raises(RequestError, match="image-classification, text-classification"):
        find(
            tweets_like.model_copy(update={"task": "translation"}), load_catalogue(), home=tmp_path
        )


def test_a_thousand_labels_are_carried_only_where_they_matter(tmp_path, digits_like):
    photos = digits_like.model_copy(update={"labels": ("imagenet-1",), "n_train": 0})
    for data, labels in ((digits_like, 0), (photos, 1_000)):
        found = find(data, load_catalogue(), home=tmp_path)
        (one,) = (one for one in found if one.model.id == "EfficientNet-lite1")
        assert len(one.model.labels) == labels


def test_models_of_a_folder_are_found_beside_the_catalogue(tmp_path, tweets_like):
    mine = tmp_path / "models" / "mine"
    mine.mkdir(parents=True)
    (mine / "config.json").write_text("{}")
    found = find(tweets_like, load_catalogue(), home=tmp_path, models_folder=tmp_path / "models")
    assert found[-1].model.id == "mine"
    assert found[-1].dropped


@pytest.mark.parametrize(
    ("licence", "wanted", "said"),
    [
        ("MIT", ("permissive",), ""),
        ("apache-2.0", ("permissive",), ""),
        ("GPL-3.0", ("permissive",), "Its licence is GPL-3.0; you asked for permissive."),
        ("GPL-3.0", ("permissive", "gpl-3.0"), ""),
        ("", ("permissive",), "Its licence is not stated; you asked for permissive."),
        ("", (), ""),
        ("MIT", ("Apache-2.0", "ISC"), "Its licence is MIT; you asked for Apache-2.0 or ISC."),
    ],
)
def test_a_licence_decides(tweets_like, licence, wanted, said):
    requirements = Requirements(licences=wanted)
    assert reason(listing("a", licence=licence), tweets_like, requirements, Budget()) == said


@pytest.mark.parametrize(
    ("languages", "wanted", "said"),
    [
        (("en",), ("en",), ""),
        (("en",), ("de", "en"), "It knows en, not de."),
        ((), ("de",), ""),
    ],
)
def test_a_language_decides_where_it_is_known(tweets_like, languages, wanted, said):
    requirements = Requirements(languages=wanted)
    assert reason(listing("a", languages=languages), tweets_like, requirements, Budget()) == said


def test_size_and_download_decide(tweets_like):
    one = listing("a", size_bytes=60_000_000, archives={"its own": 40_000_000})
    small = Requirements(max_size_bytes=50_000_000)
    assert reason(one, tweets_like, small, Budget()) == (
        "It takes 60 MB on disk; the limit is 50 MB."
    )
    assert reason(one, tweets_like, Requirements(), Budget(downloads_bytes=10_000_000)) == (
        "40 MB would have to be fetched; the search may fetch 10 MB."
    )


@pytest.mark.parametrize(
    ("labels", "fits"),
    [
        (("NEGATIVE", "POSITIVE"), True),
        (("Negative", "Neutral", "Positive"), True),
        (("LABEL_0", "LABEL_1"), False),
        (("joy", "anger"), False),
    ],
)
def test_a_head_must_know_the_datas_labels(tweets_like, labels, fits):
    said = reason(listing("a", labels=labels), tweets_like, Requirements(), Budget())
    assert said == "" if fits else "the data's are negative, positive" in said


@pytest.mark.parametrize(
    ("labels", "n_train", "mean_length", "said"),
    [
        # The baseline and the digit networks both ways: 224 x 224 pixels are 784 times 8 x 8 ones.
        (tuple("0123456789"), 70, 64.0, "50,176 pixels, and the pictures here have 64"),
        # 64 times 28 x 28 ones; of the digit networks only the encoders know what to do.
        (("coat", "dress"), 70, 784.0, ""),
        (("imagenet-1", "imagenet-2"), 0, 284_006.4, ""),
    ],
)
def test_pictures_are_not_enlarged_to_many_times_their_size(
    tmp_path, digits_like, labels, n_train, mean_length, said
):
    data = digits_like.model_copy(
        update={"labels": labels, "n_train": n_train, "mean_length": mean_length}
    )
    found = find(data, load_catalogue(), home=tmp_path)
    judged = drop(found, data, requirements=Requirements(), budget=Budget())
    (one,) = (one for one in judged if one.model.id == "EfficientNet-lite0")
    assert said in one.dropped
    assert bool(one.dropped) == bool(said)
    assert all(not one.dropped for one in judged if one.model.id.startswith("ccexam")) == (
        n_train > 0
    )


def test_who_has_to_learn_needs_examples_to_learn_from(tweets_like):
    only_tested = tweets_like.model_copy(update={"n_train": 0})
    said = reason(listing("a"), only_tested, Requirements(), Budget())
    assert said == "It has to learn the labels, and these examples are only to test with."
    known = listing("b", labels=("negative", "positive"))
    assert reason(known, only_tested, Requirements(), Budget()) == ""


def test_the_cheapest_to_fetch_are_kept(tweets_like):
    listings = (
        listing("big", archives={"its own": 900}),
        listing("dropped before", licence="GPL-3.0", archives={}),
        listing("here, large", archives={}, parameters=20),
        listing("here, small", archives={}, parameters=10),
    )
    judged = drop(
        listings,
        tweets_like,
        requirements=Requirements(licences=("permissive",)),
        budget=Budget(max_candidates=2),
    )
    assert [one.model.id for one in judged] == [one.model.id for one in listings]
    assert [one.model.id for one in judged if not one.dropped] == ["here, large", "here, small"]
    assert "may try 2 candidates" in judged[0].dropped


def test_memory_at_the_smallest_numbers_decides(tweets_like):
    one = listing("a", parameters=60_000_000)
    limited = Requirements(max_memory_bytes=50_000_000)
    assert reason(one, tweets_like, limited, Budget()) == (
        "Its 60,000,000 parameters take 60 MB of memory even at 8 bits; the limit is 50 MB."
    )
    assert reason(listing("b", parameters=40_000_000), tweets_like, limited, Budget()) == ""


def test_a_model_of_many_languages_knows_all(tweets_like):
    wanted = Requirements(languages=("de",))
    many = listing("a", languages=("en", "multilingual"))
    assert reason(many, tweets_like, wanted, Budget()) == ""
