"""`greenrunner nas proxies` with an evolved formula: the same cells judge it and the proxies."""

import json

import pytest
from kept_cells import codes, keeping, running, written

from agent.nas import contest
from tools.errors import RequestError

CODES = codes("s1")
QUICK = ("--cells", 60, "--population", 30, "--generations", 4)
CHEAP = ("--channels", 1, "--batch", 2, "--proxies", "parameters,depth,l2_norm")


@pytest.fixture
def table(tmp_path):
    return written(tmp_path, CODES)


@pytest.fixture
def home(tmp_path):
    return keeping(tmp_path / "home", CODES)


@pytest.fixture
def run(monkeypatch, capsys, home):
    """Run a command of `nas`; returns exit code, standard output and standard error."""
    return running(monkeypatch, capsys, home, COLUMNS="120", GREENRUNNER_W_PER_CORE="10")


@pytest.fixture
def kept(tmp_path):
    path = tmp_path / "proxy.json"
    path.write_text(
        '{"format": "greenrunner-proxy-1", "formula": "total(input_least)", "bred_on": "a few"}',
        encoding="utf-8",
    )
    return path


def test_the_formula_stands_among_the_proxies_with_where_it_comes_from(run, table):
    code, out, _ = run("proxies", "--table", table, *QUICK, *CHEAP)
    said = " ".join(out.split())
    assert code == 0
    assert "over 30 cells of accuracy.csv, a random half of the 60 drawn" in said
    assert "bred on 20 of the other cells and chosen by 10 more, by one" in said
    assert "one minibatch of 2 images of white Gaussian noise" in said
    assert "two minibatches of 16 images of pink noise (3 x 16 x 16)" in said
    assert "against the best single proxy on these very cells" in said
    assert "against the parameter count" in said


def test_what_breeding_saved_is_judged_by_the_same_cells_with_the_same_outcome(
    run, table, tmp_path
):
    saved = tmp_path / "bred.json"
    alone = json.loads(run("evolve", "--table", table, *QUICK, "--json", "--save", saved)[1])
    bred = json.loads(run("proxies", "--table", table, *QUICK, *CHEAP, "--json")[1])
    again = json.loads(
        run("proxies", "--table", table, *QUICK, *CHEAP, "--json", "--formula", saved)[1]
    )
    assert bred["judged"] == again["judged"] == 30
    assert bred["evolved"]["formula"] == again["evolved"]["formula"] == alone["rows"][0]["formula"]
    one = bred["evolved"]["ranked"]["agreement"]["one"]["tau"]
    assert one == again["evolved"]["ranked"]["agreement"]["one"]["tau"]
    assert one == pytest.approx(alone["rows"][0]["taus"]["one"]["random"])
    assert again["evolved"]["breeding"] is None
    assert again["evolved"]["kept"].startswith("30 cells of accuracy.csv")


def test_a_kept_formula_is_applied_unchanged_to_every_data_set_and_priced(run, table, kept):
    out = run("proxies", "--table", table, "--cells", 60, *CHEAP, "--json", "--formula", kept)[1]
    proxies, found = json.loads(out)["proxies"], json.loads(out)["evolved"]
    assert {name: one["tau"] for name, one in found["ranked"]["agreement"].items()} == {
        "one": pytest.approx(1),
        "other": pytest.approx(-1),
    }
    assert found["ranked"]["cpu_s"] == pytest.approx(0.05)
    assert found["ranked"]["energy_j"]["mid"] == pytest.approx(0.5)
    # The formula's tau is 1 or -1, so the margin is that less the parameter count's.
    rivals = [one for one in found["margins"] if one["role"] == "parameters"]
    taus = next(one for one in proxies if one["proxy"] == "parameters")["agreement"]
    for one in rivals:
        sign = 1 if one["dataset"] == "one" else -1
        assert one["margin"]["tau"] == pytest.approx(sign - taus[one["dataset"]]["tau"])
    assert len(rivals) == 2


def test_few_cells_and_a_missing_deap_leave_the_formula_out_and_say_how_to_get_it(
    run, table, monkeypatch
):
    out = run("proxies", "--table", table, "--cells", 20, *CHEAP)[1]
    assert "left out: one is bred on 60 cells or more, and these are 20" in " ".join(out.split())

    def missing():
        raise RequestError("DEAP is not installed. Run `pip install 'greenrunner[nas]'`.")

    monkeypatch.setattr(contest, "genetic_programming", missing)
    code, out, _ = run("proxies", "--table", table, *QUICK, *CHEAP, "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["judged"], found["evolved"]) == (60, None)
    assert "pip install 'greenrunner[nas]'" in found["left_out"]


def test_no_evolve_has_all_cells_judge(run, table, kept):
    found = json.loads(run("proxies", "--table", table, *QUICK, *CHEAP, "--no-evolve", "--json")[1])
    assert (found["judged"], found["evolved"]) == (60, None)
    code, _, err = run("proxies", "--table", table, *QUICK, "--no-evolve", "--formula", kept)
    assert code == 2
    assert "give one only" in err


def test_a_file_that_holds_no_formula_is_a_sentence_before_anything_is_scored(run, table, home):
    code, _, err = run("proxies", "--table", table, *QUICK, "--formula", table)
    assert code == 2
    assert "holds no formula" in err
    assert not (home / "nas" / "proxies.jsonl").exists()
