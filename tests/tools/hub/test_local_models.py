import json
import struct
from pathlib import Path

import pytest

from tools.errors import RequestError
from tools.hub.local import local_models


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
