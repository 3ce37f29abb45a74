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
        "download_bytes": 500,
        "licence": "MIT",
        "source": "folder",
    }
    model = Model.model_validate(defaults | known)
    strategy = "as_is" if model.labels else "linear_probe"
    return Listing(candidate=Candidate(model=name, revision="1", strategy=strategy), model=model)


def reason(one: Listing, dataset: Dataset, requirements: Requirements, budget: Budget) -> str:
    (judged,) = drop((one,), dataset, requirements=requirements, budget=budget)
    return judged.dropped


def test_the_catalogue_serves_two_tasks_offline(tmp_path):
    texts = find("text-classification", load_catalogue(), home=tmp_path)
    images = find("image-classification", load_catalogue(), home=tmp_path)
    assert (len(texts), len(images)) == (9, 4)
    assert not any(one.dropped for one in (*texts, *images))
    by_id = {one.model.id: one.model for one in texts}
    assert by_id["sentence-transformers/all-MiniLM-L6-v2"].download_bytes == 83_506_384
    baseline = by_id["tf-idf + logistic regression"]
    assert (baseline.download_bytes, baseline.folder, baseline.source) == (0, "", "built in")


def test_an_unknown_task_names_the_known_ones(tmp_path):
    with pytest.raises(RequestError, match="image-classification, text-classification"):
        find("translation", load_catalogue(), home=tmp_path)


def test_models_of_a_folder_are_found_beside_the_catalogue(tmp_path):
    mine = tmp_path / "models" / "mine"
    mine.mkdir(parents=True)
    (mine / "config.json").write_text("{}")
    found = find(
        "text-classification", load_catalogue(), home=tmp_path, models_folder=tmp_path / "models"
    )
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
    one = listing("a", size_bytes=60_000_000, download_bytes=40_000_000)
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


def test_the_cheapest_to_fetch_are_kept(tweets_like):
    listings = (
        listing("big", download_bytes=900),
        listing("dropped before", licence="GPL-3.0", download_bytes=0),
        listing("here, large", download_bytes=0, parameters=20),
        listing("here, small", download_bytes=0, parameters=10),
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
