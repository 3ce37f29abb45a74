"""Why tactics cannot run, in sentences that a user can act on; nothing here loads a model."""

import sys

import pytest
from networks import convolutions
from torch import nn

from tools.bench.tactics.catalogue import batch_size, describe, find
from tools.bench.tactics.refusals import network_refusal, refusal


@pytest.fixture
def no_extras(monkeypatch):
    for module in ("onnx", "onnxscript", "torchao", "openvino"):
        monkeypatch.setitem(sys.modules, module, None)


def why(*tactics, runtime="transformers", device="cpu"):
    return refusal(tactics, runtime=runtime, device=device)


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("onnx", "onnx"),
        ("onnx_int8", "onnx"),
        ("torchao_int8", "torchao"),
        ("openvino", "openvino"),
    ],
)
def test_a_missing_extra_is_named_with_the_command_that_brings_it(no_extras, name, extra):
    assert why(name) == f"{name} needs the {extra} extra: pip install -e '.[{extra}]' in its folder"


@pytest.mark.parametrize(
    ("tactics", "where", "reason"),
    [
        (
            ["channels_last"],
            {"runtime": "onnx"},
            "channels_last changes a torch model, and this one runs on onnx",
        ),
        (
            ["threads_2"],
            {"runtime": "static"},
            "threads_2 sets the threads of torch or ONNX Runtime, and this one runs on static",
        ),
        (["dynamic_int8"], {"device": "cuda"}, "dynamic_int8 runs on cpu only, and this is cuda"),
        (["compile"], {"device": "mps"}, "compile runs on cpu or cuda only, and this is mps"),
        (
            ["compile", "bf16"],
            {},
            "compile leaves bf16 nothing to change: put bf16 first",
        ),
        (
            ["compile", "threads_2"],
            {},
            "compile leaves threads_2 nothing to change: put threads_2 first",
        ),
        (["batch_8", "batch_32"], {}, "batch_8 and batch_32 cannot be applied together"),
        (["bf16", "bf16"], {}, "bf16 and bf16 cannot be applied together"),
    ],
)
def test_a_tactic_that_does_not_fit_says_so(tactics, where, reason):
    if "compile" in tactics and where.get("device") != "mps" and why("compile") is not None:
        pytest.skip("no compiler here")
    assert why(*tactics, **where) == reason


def test_more_threads_than_cores_are_refused():
    assert why("threads_4096").startswith("threads_4096 needs as many cores, and there are ")


def test_a_machine_without_a_compiler_compiles_nothing(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert why("compile").startswith("compile needs a C++ compiler, and there is no ")


@pytest.mark.parametrize("name", ["quantize", "batch_1", "batch_08", "threads_0", "Twice", ""])
def test_an_unknown_name_is_answered_with_those_that_there_are(name):
    assert why(name).startswith(f"there is no tactic {name}; there are dynamic_int8, ")


@pytest.mark.parametrize(
    "tactics",
    [
        (),
        ("dynamic_int8",),
        ("prune_global_30", "dynamic_int8", "batch_5", "twice"),
        ("bf16", "channels_last"),
    ],
)
def test_what_can_run_is_not_refused(tactics):
    assert why(*tactics) is None


def test_any_runtime_can_answer_in_batches_or_twice():
    for runtime in ("static", "tfidf", "pixels", "onnx", "cnn"):
        assert why("batch_8", "twice", runtime=runtime) is None


def test_a_network_without_the_layers_that_a_tactic_changes_is_refused():
    text, image = nn.Sequential(nn.Linear(1, 1)), convolutions()[:3]
    assert (
        network_refusal(find("channels_last"), text)
        == "channels_last changes Conv2d layers, and it has none"
    )
    assert (
        network_refusal(find("dynamic_int8"), image)
        == "dynamic_int8 changes Linear layers, and it has none"
    )
    assert (
        network_refusal(find("prune_local_30"), nn.Embedding(1, 1))
        == "prune_local_30 changes Linear and Conv2d layers, and it has none"
    )
    assert network_refusal(find("prune_local_30"), image) is None
    assert network_refusal(find("bf16"), nn.Embedding(1, 1)) is None


def test_the_calibration_is_never_offered():
    assert find("twice").kind == "calibration"
    assert "twice" not in {tactic.name for tactic in describe()}
    assert all(tactic.title for tactic in describe())


def test_the_batch_size_is_in_the_name():
    assert [batch_size(names) for names in ([], ["bf16"], ["bf16", "batch_8"])] == [1, 1, 8]
