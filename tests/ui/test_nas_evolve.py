"""`greenrunner nas evolve`: known cells in, a formula and its ranks out."""

import json
from functools import partial

import pytest
from kept_cells import codes, keeping, running, written

CODES = codes("ns")
QUICK = ("--cells", 60, "--population", 30, "--generations", 4)


@pytest.fixture
def table(tmp_path):
    return written(tmp_path, CODES)


@pytest.fixture
def home(tmp_path):
    return keeping(tmp_path / "home", CODES)


@pytest.fixture
def evolve(monkeypatch, capsys, home):
    """Run the command; returns exit code, standard output and standard error."""
    return partial(running(monkeypatch, capsys, home, COLUMNS="100"), "evolve")


def test_breeds_a_formula_and_judges_it_where_evolution_never_looked(evolve, table):
    code, out, _ = evolve("--table", table, *QUICK)
    said = " ".join(out.split())
    assert code == 0
    assert "evolved: " in said
    assert "cells of accuracy.csv that evolution never saw (random 30, stratified" in said
    assert "Bred on 20 others for the first data set, and chosen by 10 more" in said
    assert "16 examples of pink noise (3 x 16 x 16) with random labels" in said
    assert "Traceback" not in said


def test_a_kept_formula_is_applied_unchanged(evolve, table, tmp_path):
    kept = tmp_path / "proxy.json"
    code, out, _ = evolve("--table", table, *QUICK, "--json", "--save", kept)
    bred = json.loads(out)
    assert code == 0
    assert bred["rows"][0]["formula"] == json.loads(kept.read_text())["formula"]
    # What ranks one data set ranks the other, which is its mirror image, the wrong way round.
    taus = bred["rows"][0]["taus"]
    assert taus["one"]["random"] == -taus["other"]["random"]

    kept.write_text('{"format": "greenrunner-proxy-1", "formula": "total(input_least)"}')
    code, out, _ = evolve("--table", table, "--cells", 60, "--formula", kept)
    said = " ".join(out.split())
    assert code == 0
    assert "formula: total(input_least) one: tau 1.000" in said
    assert "other: tau -1.000" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--cells", 20), "bred on 60 networks or more; these are 20"),
        (("--bred-by", "luck"), "--bred-by is 'luck'; it has to be one of 'random'"),
        (("--formula", "missing.json"), "missing.json cannot be read"),
        (("--save", "."), "name a file in a folder that exists"),
        (("--save", "missing/proxy.json"), "name a file in a folder that exists"),
    ],
)
def test_says_what_cannot_be_done(evolve, table, arguments, said):
    code, _, err = evolve("--table", table, *arguments)
    assert code == 2
    assert said in " ".join(err.split())


def test_a_hostile_formula_is_refused(evolve, table, tmp_path):
    kept = tmp_path / "proxy.json"
    kept.write_text("{\"formula\": \"__import__('os').system('true')\"}")
    code, _, err = evolve("--table", table, "--formula", kept)
    assert code == 2
    assert "holds no formula of a proxy" in " ".join(err.split())
