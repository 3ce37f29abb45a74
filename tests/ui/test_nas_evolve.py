"""`greenrunner nas evolve`: known cells in, a formula and its ranks out."""

import json
from itertools import product

import numpy as np
import pytest

from tools.nas.proxies.evolved.shown import Album, Page, Setup
from tools.nas.proxies.evolved.statistics import LAYERS, NUMBERS, Profile
from ui.cli import main

CODES = ["".join(code) for code in product("ns", repeat=6)]
QUICK = ("--cells", 60, "--population", 30, "--generations", 4)


@pytest.fixture
def table(tmp_path):
    """64 cells whose accuracy on one data set falls where it rises on the other."""
    lines = [f"{code},1,1,{20 + n},{90 - n}" for n, code in enumerate(CODES)]
    path = tmp_path / "accuracy.csv"
    path.write_text("ops,params,macs,one_test,other_test\n" + "\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path):
    """A home where the cells' statistics are kept: total(input_least) is the order of `one`."""
    source = np.random.default_rng(0)
    folder = tmp_path / "home" / "nas"
    folder.mkdir(parents=True)
    path = Album(folder, Setup(), "nasbench201/10/16/1").path
    with path.open("w", encoding="utf-8") as file:
        for n, code in enumerate(CODES):
            layers = {name: source.uniform(size=3).tolist() for name in LAYERS}
            layers["input_least"] = [float(n), 0.0, 0.0]
            numbers = dict(zip(NUMBERS, source.uniform(size=len(NUMBERS)), strict=True))
            profile = Profile(layers=layers, numbers=numbers, seconds={"forward": 0.05})
            file.write(Page(key=code, profile=profile).model_dump_json() + "\n")
    return tmp_path / "home"


@pytest.fixture
def evolve(monkeypatch, capsys, home):
    """Run the command; returns exit code, standard output and standard error."""
    monkeypatch.setenv("GREENRUNNER_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["greenrunner", "nas", "evolve", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


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
        (("--bred-by", "luck"), "--bred-by luck"),
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
