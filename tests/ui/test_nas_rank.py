"""`greenrunner nas rank`: transformers of many sizes ranked untrained, and written down."""

import json
import os
import signal
import subprocess

import pytest
from kept_cells import running
from PIL import Image
from stranger import COMMAND, environment_for
from transformers import AutoConfig, AutoModelForImageClassification

# Of 40, a handful is as small; the others are dropped by their shapes, which costs nothing.
FEW = ("--family", "vit", "--networks", 40, "--max-parameters", 400_000, "--examples", 4)


@pytest.fixture
def rank(monkeypatch, capsys, tmp_path):
    """Run the command; returns exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    environment = {"GREENRUNNER_W_PER_CORE": "10", "COLUMNS": "80"}
    run = running(monkeypatch, capsys, tmp_path / "home", **environment)
    return lambda *arguments: run("rank", *arguments)


def test_says_what_is_first_what_it_took_and_what_is_not_known(rank):
    code, out, err = rank(*FEW)
    said = " ".join(out.split())
    assert code == 0
    assert "40 of 40 networks are looked at." in err
    assert "Nothing was trained, and this ranking of vit has not been checked against" in said
    assert "Score: zico, more is better. zico is the default" in said
    assert "Scored on 4 images of white Gaussian noise (3 x 32 x 32) with random labels" in said
    assert "40 networks drawn of 540; beyond the limits:" in said
    assert "How much of this order is size: Kendall's tau is" in said
    assert "10 W per core stated by you" in said
    assert max(map(len, out.splitlines())) <= 80


def test_as_json_scores_fall_and_limits_hold(rank):
    code, out, _ = rank(*FEW, "--max-size", "1.2MB", "--max-latency", "5 s", "--json")
    found = json.loads(out)
    assert code == 0
    networks = found["networks"]
    scores = [one["score"] for one in networks]
    assert scores == sorted(scores, reverse=True)
    assert all(one["parameters"] <= 400_000 and one["size_bytes"] <= 1.2e6 for one in networks)
    assert all(0 < one["latency_s"] <= 5 for one in networks)
    assert len(networks) + sum(found["dropped"].values()) == found["drawn"] == 40
    assert networks[0]["energy_j"]["mid"] == pytest.approx(10 * networks[0]["cpu_s"])
    again = json.loads(rank(*FEW, "--max-size", "1.2MB", "--json")[1])
    assert [(one["genes"], one["score"]) for one in again["networks"]] == [
        (one["genes"], one["score"]) for one in networks
    ]


def test_the_best_are_written_and_transformers_builds_them(rank, tmp_path):
    code, out, _ = rank(*FEW, "--out", "out", "--keep", 2, "--json")
    best = json.loads(out)["networks"]
    assert code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["1-vit", "2-vit"]
    for one in best[:2]:
        config = AutoConfig.from_pretrained(tmp_path / one["folder"])
        built = AutoModelForImageClassification.from_config(config)
        assert sum(w.numel() for w in built.parameters()) == one["parameters"]
        assert config.num_hidden_layers == one["genes"]["depth"]
    assert best[2]["folder"] is None
    code, _, err = rank(*FEW, "--out", "out")
    assert (code, "something in it" in err) == (2, True)


def test_a_formula_ranks_and_says_where_it_comes_from(rank, tmp_path):
    kept = {"formula": "log(parameters)", "bred_on": "9 cells", "setup": {"examples": 4}}
    (tmp_path / "f.json").write_text(json.dumps(kept), encoding="utf-8")
    code, out, _ = rank(*FEW, "--formula", "f.json", "--json")
    found = json.loads(out)
    sizes = [one["parameters"] for one in found["networks"]]
    assert code == 0
    assert sizes == sorted(sizes, reverse=True)
    assert found["like_size"]["tau"] == pytest.approx(1)
    assert found["shown"] == "8 images of pink noise (3 x 32 x 32) with random labels"
    assert "bred on 9 cells; on transformers it is a guess" in found["why"]


def test_pictures_of_ones_own_bring_their_labels(rank, tmp_path):
    for label, shade in {"dark": 40, "light": 200}.items():
        (tmp_path / "mine" / label).mkdir(parents=True)
        for n in range(60):
            image = Image.new("RGB", (12, 12), (shade + n % 20, shade, n))
            image.save(tmp_path / "mine" / label / f"{n}.png")
    code, out, _ = rank(*FEW, "--data", "mine", "--proxy", "l2_norm", "--out", "out", "--json")
    assert code == 0
    assert json.loads(out)["shown"] == "4 pictures of mine, scaled to 3 x 32 x 32"
    config = AutoConfig.from_pretrained(tmp_path / "out" / "1-vit")
    assert config.id2label == {0: "dark", 1: "light"}


def test_texts_of_ones_own_are_seen_as_numbers_of_their_words(rank, tmp_path):
    rows = "".join(f"word{n} and more of it,{'ab'[n % 2]}\n" for n in range(120))
    (tmp_path / "mine.csv").write_text(f"text,label\n{rows}", encoding="utf-8")
    small = ("--family", "bert", "--networks", 60, "--max-parameters", 2_100_000, "--tokens", 8)
    code, out, _ = rank(*small, "--data", "mine.csv", "--examples", 4, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["drawn"] == found["choices"] == 60
    assert "no tokenizer is at hand" in found["shown"]
    assert {one["genes"]["head width"] for one in found["networks"]} == {32}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--family", "gpt"), "--family is 'gpt'; it has to be one of 'vit' or 'bert'."),
        (("--family", "vit", "--networks", 0), "--networks is 0; it has to be 1 or more."),
        (("--family", "vit", "--networks", "x"), "--networks is 'x'; it has to be a whole number."),
        (("--family", "vit", "--max-parameters", -1), "--max-parameters is -1; it has to be 1 or"),
        (("--family", "vit", "--max-latency", 5), "--max-latency is '5'; it has to be an amount"),
        (("--family", "vit", "--max-latency", "2MB"), "with its unit: 5ms."),
        (("--family", "vit", "--max-size", "-2MB"), "--max-size is '-2MB'; it has to be an amount"),
        (("--family", "vit", "--max-size", "0 MB"), "--max-size is '0 MB'; it has to be an amount"),
        (("--family", "vit", "--max-parameters", 9), "20 break --max-parameters (the least is"),
        (("--family", "vit", "--side", 30), "Images of 30 pixels cannot be cut"),
        (("--family", "vit", "--proxy", "luck"), "--proxy is 'luck'; it has to be one of"),
        (("--family", "vit", "--proxy", "naswot"), "no module of this network is a ReLU"),
        (("--family", "bert", "--proxy", "jacobian_covariance"), "tokens cannot move a little"),
        (("--family", "bert", "--data", "digits"), "--data digits are pictures"),
        (("--family", "bert", "--data", "."), "the family bert takes a file"),
        (("--family", "vit", "--data", "none"), "--data none: there is no such file and no such"),
        (("--family", "vit", "--side", 128), "--side is 128; it has to be 64 or less."),
        (("--family", "vit", "--data", "f.json"), "the family vit takes a folder"),
        (("--family", "vit", "--formula", "f.json", "--proxy", "zico"), "give one only"),
        (("--family", "vit", "--formula", "f.json"), "f.json holds no formula of a proxy"),
        (("--family", "vit", "--out", "f.json"), "--out f.json cannot be made."),
        (("--family", "vit", "--out", "."), "--out . is a folder with something in it."),
    ],
)
def test_what_cannot_be_is_a_sentence_and_nothing_is_written(rank, tmp_path, arguments, said):
    (tmp_path / "f.json").write_text("{}", encoding="utf-8")
    code, out, err = rank(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert [path.name for path in tmp_path.iterdir()] == ["f.json"]


def test_ctrl_c_writes_nothing_and_says_so(tmp_path):
    with subprocess.Popen(
        [COMMAND, "nas", "rank", "--family", "vit", "--networks", "500", "--out", "out"],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment_for(tmp_path / "home"),
    ) as process:
        assert "10 of 500 networks are looked at." in process.stderr.readline()
        os.kill(process.pid, signal.SIGINT)
        out, said = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    # Ten more may have been looked at before the signal came.
    *before, last = said.splitlines()
    assert last == "Stopped. Nothing was written."
    assert all(line.endswith("networks are looked at.") for line in before if line)
    assert not (tmp_path / "out").exists()
