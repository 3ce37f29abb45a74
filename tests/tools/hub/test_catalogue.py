import pytest
from pydantic import ValidationError

from tools.errors import RequestError
from tools.hub.catalogue import Catalogue, load_catalogue
from tools.hub.licences import kind

# What tools.bench opens in a model's folder.
_OPENED = {
    "tfidf": set(),
    "pixels": set(),
    "transformers": {"config.json", "model.safetensors", "tokenizer.json"},
    "onnx": {"model.onnx", "tokenizer.json"},
    "cnn": {"weights.pth"},
    "efficientnet": {"weights.pth"},
}


@pytest.fixture(scope="module")
def real() -> Catalogue:
    return load_catalogue()


def test_it_names_the_encoders_the_image_networks_and_the_baselines(real):
    tasks = [task for model in real.models for task in model.tasks]
    assert tasks.count("text-classification") == 9
    assert tasks.count("image-classification") == 7


def test_no_two_models_share_a_name_or_a_folder(real):
    assert len({model.id for model in real.models}) == len(real.models)
    assert len({model.slug for model in real.models}) == len(real.models)


def test_each_model_holds_the_files_that_its_runtime_opens(real):
    for model in real.models:
        if model.runtime == "static":
            wanted = (
                {"model.safetensors", "tokenizer.json"}
                if "dim" in model.options
                else {
                    "embeddings.npy",
                    "index.parquet",
                }
            )
        else:
            wanted = _OPENED[model.runtime]
        assert wanted <= model.names, model.id


def test_a_revision_names_a_package_and_version_that_carries_the_model(real):
    for model in real.models:
        carriers = {
            f"{real.archives[name].package.lower()}=={real.archives[name].version}"
            for name in model.files
        }
        assert not carriers or model.revision in carriers


def test_downloads_add_up(real):
    """The five parts of mpnet, and L3's weights with the archive of its tokenizer."""

    def total(model_id: str) -> int:
        return sum(real.archives[name].size_bytes for name in real.entry(model_id).files)

    assert total("sentence-transformers/all-mpnet-base-v2") == 404_534_822
    assert total("sentence-transformers/paraphrase-MiniLM-L3-v2") == 63_266_364 + 83_506_384


def test_every_licence_is_one_that_permissive_allows(real):
    assert {kind(model.licence) for model in real.models} == {"permissive"}


def test_only_a_network_read_with_weights_only_comes_as_a_pickle(real):
    for model in real.models:
        pickles = {name for name in model.names if name.endswith((".pth", ".bin", ".pkl", ".pt"))}
        assert not pickles or model.runtime in ("cnn", "efficientnet")


def test_a_range_of_labels_is_written_out(real):
    labels = real.entry("EfficientNet-lite0").labels
    assert (len(labels), len(set(labels))) == (1_000, 1_000)
    assert (labels[0], labels[243], labels[-1]) == ("imagenet-0", "imagenet-243", "imagenet-999")
    assert real.entry("ccexam/usps").labels == tuple("0123456789")


@pytest.mark.parametrize(
    ("model", "labels", "n_train", "strategies"),
    [
        # It knows these labels, and could learn them, too.
        ("ccexam/usps", ("0", "9"), 70, ["as_is", "linear_probe"]),
        ("ccexam/usps", ("0", "9"), 0, ["as_is"]),
        ("ccexam/usps", ("coat", "dress"), 70, ["linear_probe"]),
        ("EfficientNet-lite0", ("0", "9"), 70, ["linear_probe"]),
        ("EfficientNet-lite0", ("ImageNet-243",), 0, ["as_is"]),
        ("pixels + logistic regression", ("0", "9"), 70, ["from_scratch"]),
        # Nothing fits: the first stands for the model, and is dropped with the reason.
        ("ccexam/usps", ("coat", "dress"), 0, ["as_is"]),
        ("pixels + logistic regression", ("0", "9"), 0, ["from_scratch"]),
    ],
)
def test_a_model_is_put_to_the_data_in_each_way_that_fits(
    real, digits_like, model, labels, n_train, strategies
):
    data = digits_like.model_copy(update={"labels": labels, "n_train": n_train})
    assert [one.strategy for one in real.entry(model).candidates(data)] == strategies


def test_an_unknown_model_is_a_sentence(real):
    with pytest.raises(RequestError, match="no model 'nobody'"):
        real.entry("nobody")


def test_a_model_must_name_archives_that_are_listed(real):
    with pytest.raises(ValidationError, match="which is not listed"):
        Catalogue(archives={}, models=real.models)
