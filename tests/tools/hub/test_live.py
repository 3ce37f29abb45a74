"""A live search against a hub on a real socket."""

import json
from dataclasses import replace

import pytest
from little_hub import CLASSIFIER, ENCODER, Shelved, classifier, little_hub, weights

from tools.domain import Budget, Dataset, Listing, Published, Requirements
from tools.hub.live import Found, LiveHub


@pytest.fixture
def hub():
    with little_hub() as lent:
        yield lent


@pytest.fixture
def search(hub, tmp_path, tweets_like):
    def run(
        requirements: Requirements | None = None,
        budget: Budget | None = None,
        *,
        token: str = "",
        data: Dataset = tweets_like,
    ) -> Found:
        return LiveHub(endpoint=hub.endpoint, token=token).find(
            data,
            requirements=requirements or Requirements(),
            budget=budget or Budget(),
            home=tmp_path / "home",
        )

    return run


def by_id(found: Found) -> dict[str, Listing]:
    return {one.model.id: one for one in found.listings}


def edited(one: Shelved, **files: object) -> Shelved:
    """Return a model with other files, or without those that are None."""
    named = {name.replace("__", "."): data for name, data in files.items()}
    kept = {name: data for name, data in {**one.files, **named}.items() if data is not None}
    return replace(one, files=kept)


def test_a_classifier_is_listed_with_all_that_is_known_before_its_weights(hub, search, tmp_path):
    hub.models["acme/mood"] = one = classifier(
        licence="apache-2.0",
        said={
            "cardData": {"license": "apache-2.0", "language": "en", "base_model": "acme/bert"},
            "model-index": [
                {
                    "results": [
                        {"dataset": {"name": "SST-2"}, "metrics": [{"type": "f1", "value": 0.91}]}
                    ]
                }
            ],
            "evalResults": [{"dataset": {"id": "acme/moods", "task_id": "t"}, "value": 88}],
        },
    )
    one.files["README.md"] = (
        b"---\nlicense: mit\n---\n# Mood\n<b>Ignore\x00 all</b> [this](x) & 'that'"
    )
    found = search()
    model = found.listings[0].model
    assert (model.id, model.revision, model.source) == ("acme/mood", one.sha, "hub")
    assert found.listings[0].candidate.strategy == "as_is"
    assert model.labels == ("negative", "positive")
    assert (model.licence, model.languages, model.base) == ("Apache-2.0", ("en",), "acme/bert")
    assert (model.parameters, model.dtypes) == (100, {"F32": 100})
    assert model.published == (
        Published(dataset="acme/moods", metric="t", value=88),
        Published(dataset="SST-2", metric="f1", value=0.91),
    )
    needed = sum(len(one.files[n]) for n in ("config.json", "tokenizer.json", "model.safetensors"))
    assert model.size_bytes == model.download_bytes == needed
    assert model.downloads == 7
    assert model.card == "Mood Ignore all this &amp; &#x27;that&#x27;"
    assert model.config.startswith(str(tmp_path / "home"))
    with open(model.config) as file:  # noqa: PTH123
        assert json.load(file) == CLASSIFIER
    assert hub.weight_bytes == 0
    assert found.notes[0].startswith("Of 1 models that the hub lists for this, 1 can be tried here")
    assert found.fetched_bytes == sum(hub.sent.values())


def test_an_encoder_waits_for_a_linear_probe(hub, search):
    hub.models["acme/bert"] = edited(
        classifier(pipeline="feature-extraction"), config__json=json.dumps(ENCODER).encode()
    )
    (one,) = search().listings
    assert (one.dropped, one.candidate.strategy, one.model.labels) == ("", "linear_probe", ())


def test_the_question_is_asked_of_the_hub(hub, search):
    search(Requirements(languages=("de",), licences=("MIT",), max_size_bytes=50e6))
    last = hub.asked[-1]
    for part in (
        "filter=transformers", "filter=safetensors", "filter=de", "filter=license%3Amit",
        "num_parameters=max%3A50M", "pipeline_tag=text-classification", "expand=cardData",
    ):  # fmt: skip
        assert part in last


def test_a_task_that_no_hub_model_can_be_put_to_asks_nothing(hub, search, digits_like):
    data = digits_like.model_copy(update={"task": "object-detection"})
    assert search(data=data) == Found()
    assert hub.asked == []


@pytest.mark.parametrize(
    ("known", "files", "reason"),
    [
        ({"licence": "cc-by-nc-4.0"}, {}, "Its licence is CC-BY-NC-4.0; you asked for permissive."),
        ({"licence": "unknown"}, {}, "Its licence is not stated"),
        ({"said": {"cardData": {"license": "other", "license_name": "house"}}}, {},
         "Its licence is house"),
        ({"said": {"cardData": {"license": "mit", "language": ["fr"]}}}, {}, "It knows fr, not en"),
        ({"said": {"safetensors": {"parameters": {"F16": 40_000_000}, "total": 40_000_000}}}, {},
         "It takes 80 MB on disk; the limit is 50 MB."),
        ({"said": {"safetensors": {"parameters": {"I8": 30_000_000}, "total": 30_000_000}}}, {},
         "even at 8 bits; the limit is 20 MB"),
        ({"said": {"gated": "manual"}}, {}, "no token of yours is known"),
        ({"said": {"disabled": True}}, {}, "switched it off"),
        ({}, {"config__json": b'{"architectures": ["MyModel"], "auto_map": {"AutoModel": "m.M"}}'},
         "code from its own folder"),
        ({}, {"config__json": b'{"architectures": ["LlamaForCausalLM"]}'}, "LlamaForCausalLM"),
        ({}, {"model__safetensors": None, "pytorch_model__bin": b"x"}, "pickle"),
        ({}, {"model__safetensors": None}, "no model.safetensors in one piece"),
        ({}, {"tokenizer__json": None}, "no tokenizer.json"),
    ],
)  # fmt: skip
def test_what_the_listing_says_drops_a_model_without_a_question_more(
    hub, search, known, files, reason
):
    hub.models["acme/mood"] = edited(classifier(**known), **files)
    limits = Requirements(
        licences=("permissive",), languages=("en",), max_size_bytes=50e6, max_memory_bytes=20e6
    )
    (one,) = search(limits).listings
    assert reason in one.dropped
    assert all("/api/models?" in asked for asked in hub.asked)
    assert one.model.folder == ""


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"config__json": b'{"architectures": ["BertForSequenceClassification"], "id2label": 3}'},
         "cannot be read"),
        ({"config__json": json.dumps({**CLASSIFIER, "id2label": {"0": "a\u202e"}}).encode()},
         "control characters"),
        ({"config__json": json.dumps({**CLASSIFIER, "x": "y" * 300_000}).encode()}, "too much"),
        ({"tokenizer_config__json": b'{"auto_map": {"AutoTokenizer": ["t.T", null]}}'},
         "code from its own folder"),
        ({"tokenizer_config__json": b"\xff\xfe"}, "cannot be read"),
        ({"model__safetensors": b""}, "damaged"),
        ({"model__safetensors": b"\xff" * 8 + b"{}"}, "damaged"),
        ({"model__safetensors": (10**6).to_bytes(8, "little") + b"{}"}, "damaged"),
        ({"model__safetensors": weights(parameters=4_000, names=4_000)}, "too long to be read"),
    ],
)  # fmt: skip
def test_what_a_closer_look_finds_drops_a_model(hub, search, files, reason):
    hub.models["acme/mood"] = edited(classifier(), **files)
    (one,) = search().listings
    assert reason in one.dropped
    assert hub.weight_bytes == 0
    assert hub.sent["acme/mood"] <= 256_000


def test_labels_that_are_not_the_datas_drop_a_model_and_are_not_kept(hub, search):
    many = {str(i): f"label {i}" for i in range(1_000)}
    hub.models["acme/mood"] = edited(
        classifier(), config__json=json.dumps({**CLASSIFIER, "id2label": many}).encode()
    )
    (one,) = search().listings
    assert "Its labels are label 0, label 1" in one.dropped
    assert len(one.model_dump_json(exclude_defaults=True)) < 800


def test_a_model_that_claims_more_room_than_there_is_is_dropped(hub, search):
    claimed = [
        {"rfilename": name, "size": 10**14}
        for name in ("config.json", "model.safetensors", "tokenizer.json")
    ]
    hub.models["acme/mood"] = classifier(said={"siblings": claimed})
    (one,) = search().listings
    assert "MB are needed" in one.dropped


def test_a_header_too_long_to_be_read_leaves_the_hubs_own_count(hub, search):
    counted = {"parameters": {"F32": 4_000}, "total": 4_000}
    hub.models["acme/mood"] = edited(
        classifier(said={"safetensors": counted}),
        model__safetensors=weights(parameters=4_000, names=4_000),
    )
    (one,) = search().listings
    assert (one.dropped, one.model.dtypes) == ("", {"F32": 4_000})


def test_copies_of_the_same_weights_are_one_candidate(hub, search):
    hub.models["a/upload"] = classifier(said={"createdAt": "2024-01-01T00:00:00.000Z"})
    hub.models["b/fork"] = classifier(
        said={"cardData": {"license": "mit", "base_model": "c/origin"}}
    )
    hub.models["c/origin"] = classifier()
    # Tuned from the same base: the same header over other weights.
    hub.models["d/tuned"] = classifier(
        seed=1, said={"cardData": {"license": "mit", "base_model": "c/origin"}}
    )
    found = by_id(search())
    assert {name for name, one in found.items() if not one.dropped} == {"c/origin", "d/tuned"}
    assert found["a/upload"].dropped == "It has the weights of c/origin."
    assert not any("a/upload/resolve" in asked for asked in hub.asked)


def test_gated_models_are_asked_for_access_first_and_break_nothing(hub, search):
    hub.models["acme/free"] = classifier()
    hub.models["acme/mine"] = classifier(seed=1, said={"gated": "auto"})
    hub.friends.add("let me in")
    found = by_id(search(token="let me in"))
    assert found["acme/mine"].dropped == ""
    assert found["acme/mine"].model.gated
    hub.asked.clear()
    found = by_id(search(token="somebody"))
    assert "has not let you" in found["acme/mine"].dropped
    assert found["acme/free"].dropped == ""
    assert [a for a in hub.asked if "acme/mine" in a] == ["GET /api/models/acme/mine/auth-check"]


ODD = [
    None,
    7,
    {},
    {"id": 5},
    {"id": "../../etc/passwd", "sha": "0" * 40},
    {"id": "/etc/passwd", "sha": "0" * 40},
    {"id": "a/b\x00", "sha": "0" * 40},
    {"id": "a/b c\n", "sha": "0" * 40},
    {"id": "a/..", "sha": "0" * 40},
    {"id": "a/b", "sha": "../../../x"},
    {"id": "a/c", "sha": "0" * 40, "siblings": [{"rfilename": "../../x", "size": -5}]},
    {"id": "a/d", "sha": "0" * 40, "safetensors": {"parameters": {"F32": -5}, "total": -5}},
    {"id": "a/g", "sha": "0" * 40, "safetensors": {"parameters": {"F32": 10**400}, "total": 1}},
    {"id": "a/e", "sha": "0" * 40, "tags": "all", "cardData": [1]},
    {"id": "a/f", "sha": "0" * 40, "cardData": {"license": {"x": [1]}, "language": [[]],
     "base_model": 10**400}, "siblings": [{"rfilename": "../../x"}]},
]  # fmt: skip


def test_odd_entries_are_dropped_with_a_reason_and_hide_nobody(hub, search, tmp_path):
    hub.odd = ODD
    hub.models["acme/mood"] = edited(classifier(), **{"../../../evil.json": b"{}"})
    found = search()
    usable = [one for one in found.listings if not one.dropped]
    assert [one.model.id for one in usable] == ["acme/mood"]
    gone = [one for one in found.listings if one.dropped]
    assert len(gone) == len(ODD) * 3  # each listing of a pipeline has them
    assert all(one.model.id.isprintable() for one in gone)
    outside = [path for path in tmp_path.rglob("*") if not path.is_relative_to(tmp_path / "home")]
    assert outside == []


def test_a_card_that_ends_the_real_clients_listing_hides_nobody_here(hub, search):
    from huggingface_hub import HfApi

    hub.models["a/odd"] = classifier(said={"cardData": {"model-index": [1], "tags": 3}})
    hub.models["b/mood"] = classifier(seed=1)
    with pytest.raises(TypeError):
        list(HfApi(endpoint=hub.endpoint, token=False).list_models())
    assert by_id(search())["b/mood"].dropped == ""


def test_pages_are_followed_to_the_limit_and_what_is_beyond_is_said(hub, search, monkeypatch):
    monkeypatch.setattr("tools.hub.live.MOST_MODELS", 25)
    hub.page = 10
    hub.models |= {f"acme/m{i:02}": classifier(licence="gpl-3.0") for i in range(30)}
    found = search(Requirements(licences=("permissive",)))
    assert len(found.listings) == 25
    assert found.notes[1] == "It has more: a search looks at the 25 with most downloads."
    hub.models = dict(list(hub.models.items())[:25])
    assert len(search(Requirements(licences=("permissive",))).notes) == 1


def test_only_the_smallest_are_looked_at_closer(hub, search, monkeypatch):
    monkeypatch.setattr("tools.hub.live._MOST_CLOSER", 2)
    for n in (3, 1, 2):
        counted = {"parameters": {"F32": n * 100}, "total": n * 100}
        hub.models[f"acme/m{n}"] = classifier(seed=n, said={"safetensors": counted})
    found = by_id(search())
    assert {name for name, one in found.items() if not one.dropped} == {"acme/m1", "acme/m2"}
    assert found["acme/m3"].dropped == "Only the 2 smallest of a listing are looked at."
    assert not any("acme/m3" in asked for asked in hub.asked)


def test_a_hub_that_is_too_slow_for_all_is_left_in_time(hub, search, monkeypatch):
    monkeypatch.setattr("tools.hub.live._SEARCH_S", 0.0)
    hub.models["acme/mood"] = classifier()
    (one,) = search().listings
    assert one.dropped == "The hub took over 0 s for the others."


def test_a_hub_without_ranges_is_not_read_to_the_end(hub, search):
    hub.ranges = False
    hub.models["acme/large"] = classifier(parameters=5_000_000)
    found = search()
    assert found.listings[0].dropped == ""
    assert found.fetched_bytes < 256_000


def test_a_mirror_that_forgets_sizes_is_asked_for_its_files(hub, search):
    hub.is_mirror = True
    hub.models["acme/mood"] = one = classifier()
    (found,) = search().listings
    assert found.dropped == ""
    assert found.model.size_bytes == sum(map(len, one.files.values()))
    assert len(found.model.weights) == 64


def test_the_real_client_sees_the_same_hub(hub, search, tmp_path):
    from huggingface_hub import HfApi

    hub.models["acme/mood"] = classifier(
        said={"safetensors": {"parameters": {"F32": 100}, "total": 100}}
    )
    api = HfApi(endpoint=hub.endpoint, token=False)
    (listed,) = api.list_models(filter=["transformers"], pipeline_tag="text-classification")
    info = api.model_info("acme/mood", files_metadata=True)
    (one,) = search().listings
    assert one.model.id == listed.id
    assert one.model.revision == listed.sha == info.sha
    assert (
        one.model.weights == {s.rfilename: s.lfs for s in info.siblings}["model.safetensors"].sha256
    )
    assert one.model.dtypes == api.get_safetensors_metadata("acme/mood").parameter_count
    tree = api.list_repo_tree("acme/mood", revision=info.sha)
    assert one.model.size_bytes == sum(file.size for file in tree)
    got = api.hf_hub_download("acme/mood", "config.json", cache_dir=tmp_path / "cache")
    with open(got) as file:  # noqa: PTH123
        assert json.load(file) == CLASSIFIER


def image_classifier(**config: object) -> Shelved:
    """Return an image model of two labels."""
    said = {"architectures": ["ViTForImageClassification"], "id2label": {"0": "0", "1": "1"}}
    return edited(
        classifier(pipeline="image-classification"),
        config__json=json.dumps(said | config).encode(),
        tokenizer__json=None,
        preprocessor_config__json=b'{"size": {"height": 32, "width": 32}}',
    )


def test_image_models_are_searched_for_pictures_and_only_there(hub, search, digits_like):
    hub.models["acme/vit"] = one = image_classifier()
    hub.models["acme/bert"] = classifier()
    data = digits_like.model_copy(update={"labels": ("0", "1"), "mean_length": 1_024.0})
    found = search(Requirements(languages=("de",)), data=data)
    as_it_is, probe = found.listings
    assert [as_it_is.candidate.strategy, probe.candidate.strategy] == ["as_is", "linear_probe"]
    assert (as_it_is.model.labels, probe.model.labels) == (("0", "1"), ())
    assert probe.model.options == {"input_size": 32}
    assert probe.model.download_bytes == sum(map(len, one.files.values()))
    assert hub.weight_bytes == 0
    # A model of pictures knows no language.
    assert not any("filter=de" in asked for asked in hub.asked)
    assert set(by_id(search())) == {"acme/bert"}


def test_an_image_classifier_with_other_labels_is_an_encoder(hub, search, digits_like):
    hub.models["acme/vit"] = image_classifier(id2label={"0": "cat", "1": "dog"})
    (one,) = search(data=digits_like.model_copy(update={"mean_length": 1_024.0})).listings
    assert (one.dropped, one.candidate.strategy, one.model.labels) == ("", "linear_probe", ())
