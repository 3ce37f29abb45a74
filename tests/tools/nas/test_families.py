"""Families of transformers: what is known of a network before it exists is what it then is."""

from dataclasses import replace

import pytest
import torch
from transformers import (
    AutoConfig,
    AutoModelForImageClassification,
    AutoModelForSequenceClassification,
)

from tools.errors import RequestError
from tools.nas.families import check_new, family, in_words, weighed, write_config
from tools.nas.family_ranking import standings
from tools.nas.proxies.scoring import Score
from tools.nas.shown import shown
from tools.nas.timing import p95_s

VIT = family("vit", 4, side=32, tokens=8)
BERT = family("bert", 3, side=32, tokens=8)
SMALL_VIT, SMALL_BERT = (2, 32, 2, 2, 16), (2, 32, 2)


@pytest.mark.parametrize(("of", "genes"), [(VIT, SMALL_VIT), (BERT, SMALL_BERT)])
def test_parameters_and_size_are_those_of_what_is_saved_its_header_left_out(of, genes, tmp_path):
    module = of.space.build(genes)
    module.save_pretrained(tmp_path)
    found = weighed(of, genes)
    assert found.parameters == sum(weight.numel() for weight in module.parameters())
    stored = (tmp_path / "model.safetensors").read_bytes()
    assert found.size_bytes == len(stored) - 8 - int.from_bytes(stored[:8], "little")


@pytest.mark.parametrize(
    ("of", "genes", "auto"),
    [
        (VIT, SMALL_VIT, AutoModelForImageClassification),
        (BERT, SMALL_BERT, AutoModelForSequenceClassification),
    ],
)
def test_transformers_builds_the_network_from_the_folder(of, genes, auto, tmp_path):
    labels = tuple("abcd"[: of.classes])
    write_config(of, genes, labels, tmp_path / "one")
    config = AutoConfig.from_pretrained(tmp_path / "one")
    built = auto.from_config(config)
    assert type(built).__name__ == of.architecture == config.architectures[0]
    assert sum(w.numel() for w in built.parameters()) == weighed(of, genes).parameters
    assert tuple(config.id2label.values()) == labels


def test_networks_are_drawn_once_each_and_all_where_there_are_no_more():
    assert VIT.networks == 540
    drawn = VIT.drawn(50, seed=1)
    assert len(set(drawn)) == 50
    assert drawn == VIT.drawn(50, seed=1) != VIT.drawn(50, seed=2)
    assert len(set(BERT.drawn(1_000, seed=0))) == BERT.networks == 60


def test_a_configuration_is_said_in_words():
    assert in_words(VIT, SMALL_VIT) == "2 layers, 64 wide, 2 heads, MLP x2, patch 16"
    assert in_words(BERT, SMALL_BERT) == "2 layers, 64 wide, 2 heads"


def test_the_best_score_is_first_and_what_has_none_is_last():
    values = {2: 1.0, 4: float("nan"), 6: 3.0}
    batch = shown(VIT, "noise", 4, 0)
    drawn = [(2, 32, depth, 2, 16) for depth in values]
    found = standings(VIT, drawn, {}, lambda genes: Score(value=values[genes[2]], cpu_s=0), batch)
    assert [one.genes[2] for one in found.best_first] == [6, 2, 4]
    assert all(one.latency_s > 0 for one in found.best_first)


def test_who_is_beyond_a_limit_is_counted_under_the_first_that_it_breaks_and_never_judged():
    judged = []

    def judge(genes):
        judged.append(genes)
        return Score(value=1.0, cpu_s=0)

    drawn = [SMALL_VIT, (4, 32, 2, 2, 16), (12, 64, 12, 4, 16)]
    sizes = [weighed(VIT, genes) for genes in drawn]
    most = {"parameters": sizes[1].parameters, "size": sizes[0].size_bytes}
    found = standings(VIT, drawn, most, judge, shown(VIT, "noise", 4, 0))
    assert [one.genes for one in found.best_first] == [SMALL_VIT]
    assert found.dropped == {"size": 1, "parameters": 1}
    assert set(judged) == {VIT.smallest, SMALL_VIT}
    with pytest.raises(RequestError, match=r"3 break --max-parameters \(the least is 116,932\)"):
        standings(VIT, drawn, {"parameters": 10}, judge, shown(VIT, "noise", 4, 0))


@pytest.mark.parametrize("source", ["noise", "pink noise", "digits"])
def test_images_have_the_shape_and_the_scale_that_networks_see(source):
    of = replace(VIT, classes=10)
    batch = shown(of, source, 12, 3)
    assert batch.inputs.shape == (12, 3, 32, 32)
    assert float(batch.inputs.std()) == pytest.approx(1, abs=0.05)
    assert torch.equal(batch.inputs, shown(of, source, 12, 3).inputs)


def test_the_95th_percentile_leaves_the_first_answers_out():
    ticks = iter([0.0, 9.0] * 4 + [0.0, 1.0] * 38 + [0.0, 3.0] * 2)
    assert p95_s(lambda _: None, lambda: next(ticks)) == pytest.approx(1.1)


def test_long_answers_are_timed_less_often_and_six_times_at_least():
    asked = []
    ticks = iter([value for call in range(50) for value in (call * 10.0, call * 10.0 + 1)])
    p95_s(asked.append, lambda: next(ticks), most_s=0.5)
    assert asked == list(range(10))


def test_a_folder_that_holds_something_is_not_written_into(tmp_path):
    check_new(tmp_path / "new")
    (tmp_path / "file").touch()
    for name, said in {
        ".": "something in it",
        "file": "cannot be made",
        "a/b": "cannot be",
    }.items():
        with pytest.raises(RequestError, match=said):
            check_new(tmp_path / name)
