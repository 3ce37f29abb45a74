import json
import struct
from pathlib import Path

import pytest

from tools.errors import RequestError
from tools.hub.local import local_models
from tools.hub.search import serving


def make(folder: Path, config: object, *, pickled: bool = False, card: str = "") -> Path:
    folder.mkdir()
    (folder / "config.json").write_text(config if isinstance(config, str) else json.dumps(config))
    (folder / "tokenizer.json").write_text("{}")
    if card:
        (folder / "README.md").write_text(card)
    tensors = {
        "__metadata__": {"format": "pt"},
        "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
        "b": {"dtype": "F32", "shape": [4], "data_offsets": [24, 40]},
    }
    header = json.dumps(tensors).encode()
    weights = struct.pack("<Q", len(header)) + header + bytes(40)
    (folder / ("pytorch_model.bin" if pickled else "model.safetensors")).write_bytes(weights)
    return folder


CLASSIFIER = {
    "architectures": ["BertForSequenceClassification"],
    "id2label": {"1": "POSITIVE", "0": "NEGATIVE"},
}


def test_a_classifier_stands_as_it_is_with_its_own_labels(tmp_path):
    make(tmp_path / "mood", CLASSIFIER, card="---\nlicense: apache-2.0\n---\nlicense: none\n")
    (found,) = local_models(tmp_path)
    assert found.dropped == ""
    assert found.candidate.strategy == "as_is"
    assert found.model.labels == ("NEGATIVE", "POSITIVE")
    assert found.model.licence == "apache-2.0"
    assert found.model.parameters == 2 * 3 + 4
    assert found.model.folder == str(tmp_path / "mood")


def test_an_encoder_waits_for_a_linear_probe(tmp_path):
    make(tmp_path / "encoder", {"architectures": ["BertModel"]})
    (found,) = local_models(tmp_path)
    assert (found.candidate.strategy, found.model.labels) == ("linear_probe", ())


def test_the_revision_follows_the_content(tmp_path):
    make(tmp_path / "a", CLASSIFIER)
    make(tmp_path / "b", CLASSIFIER)
    make(tmp_path / "c", {**CLASSIFIER, "hidden_size": 8})
    a, b, c = (one.model.revision for one in local_models(tmp_path))
    assert a == b != c
    assert len(a) == 12


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({**CLASSIFIER, "auto_map": {"AutoModel": "code.Model"}}, "code from its own folder"),
        ({"architectures": ["GPT2LMHeadModel"]}, "GPT2LMHeadModel"),
        ({"architectures": ["LlamaForCausalLM"]}, "LlamaForCausalLM"),
        ({}, "not said"),
        ("not json", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ('{"id2label": {"x": 1}}', "cannot be read"),
    ],
)
def test_what_cannot_be_used_says_why(tmp_path, config, reason):
    make(tmp_path / "one", config)
    (found,) = local_models(tmp_path)
    assert reason in found.dropped


def test_pickled_weights_are_refused(tmp_path):
    make(tmp_path / "old", CLASSIFIER, pickled=True)
    (found,) = local_models(tmp_path)
    assert "pickle" in found.dropped


@pytest.mark.parametrize(
    "content", [b"", bytes(8), b"\xff" * 8 + b"{}", b"\x02" + bytes(7) + b"[]"]
)
def test_damaged_weights_are_refused(tmp_path, content):
    (make(tmp_path / "bad", CLASSIFIER) / "model.safetensors").write_bytes(content)
    (found,) = local_models(tmp_path)
    assert "damaged" in found.dropped


def test_a_folder_without_models_gives_none_and_no_folder_is_a_sentence(tmp_path):
    (tmp_path / "notes").mkdir()
    assert local_models(tmp_path) == ()
    with pytest.raises(RequestError, match="There is no folder"):
        local_models(tmp_path / "nowhere")


VIT = {"architectures": ["ViTForImageClassification"], "id2label": {"0": "cat", "1": "dog"}}


def see(folder: Path, **said: object) -> Path:
    """Make a folder of an image model: a processor takes the place of the tokenizer."""
    (folder / "tokenizer.json").unlink()
    (folder / "preprocessor_config.json").write_text(json.dumps(said))
    return folder


def test_an_image_classifier_stands_as_it_is_and_waits_for_a_probe_too(tmp_path):
    see(make(tmp_path / "pets", VIT), size={"height": 64, "width": 64})
    as_it_is, probe = local_models(tmp_path)
    assert (as_it_is.candidate.strategy, as_it_is.model.labels) == ("as_is", ("cat", "dog"))
    assert (probe.candidate.strategy, probe.model.labels) == ("linear_probe", ())
    for one in (as_it_is, probe):
        assert (one.dropped, one.model.tasks) == ("", ("image-classification",))
        assert one.model.runtime == "transformers-vision"
        assert one.model.options == {"input_size": 64}


@pytest.mark.parametrize(
    ("config", "processor", "side"),
    [
        ({}, {"size": 384}, 384),
        ({}, {"size": {"shortest_edge": 256}, "crop_size": {"height": 224, "width": 224}}, 224),
        ({}, {"size": 256, "crop_size": 224, "do_center_crop": False}, 256),
        ({"image_size": [160, 160]}, {}, 160),
        ({}, {"size": "large", "crop_size": [-1]}, 224),
    ],
)
def test_what_a_model_sees_is_read_from_its_processor_else_its_config(
    tmp_path, config, processor, side
):
    see(make(tmp_path / "encoder", {"architectures": ["ViTModel"], **config}), **processor)
    (found,) = local_models(tmp_path)
    assert (found.candidate.strategy, found.model.options["input_size"]) == ("linear_probe", side)


@pytest.mark.parametrize(
    ("config", "processor", "reason"),
    [
        ({"num_channels": 1}, {}, "It sees 1 channels; pictures are given in 3."),
        ({}, {"auto_map": {"AutoImageProcessor": "code.P"}}, "code from its own folder"),
        ({"architectures": ["ViTForImageSegmentation"]}, {}, "pictures need an encoder"),
    ],
)
def test_an_image_model_that_cannot_be_used_says_why(tmp_path, config, processor, reason):
    see(make(tmp_path / "one", VIT | config), **processor)
    (found,) = local_models(tmp_path)
    assert reason in found.dropped


def test_a_model_is_listed_in_the_ways_that_fit_the_data(tmp_path, tweets_like):
    see(make(tmp_path / "models", VIT))
    found = local_models(tmp_path)
    pets = tweets_like.model_copy(
        update={"task": "image-classification", "labels": ("CAT",), "mean_length": 1e4}
    )
    other = pets.model_copy(update={"labels": ("bird",)})
    untaught = other.model_copy(update={"n_train": 0})

    def ways(data):
        return [(one.candidate.strategy, bool(one.dropped)) for one in serving(found, data)]

    assert ways(pets) == [("as_is", False), ("linear_probe", False)]
    assert ways(other) == [("linear_probe", False)]
    assert ways(untaught) == [("as_is", True)]
    assert ways(tweets_like) == []
