"""Cells whose accuracies are made up, and a home that keeps what was read of them untrained."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from tools.nas.proxies.evolved.shown import Album, Page, Setup
from tools.nas.proxies.evolved.statistics import LAYERS, NUMBERS, Profile
from ui.cli import main


def codes(letters: str) -> list[str]:
    """Return 64 cells of two operations."""
    return ["".join(code) for code in product(letters, repeat=6)]


def written(folder: Path, cells: list[str]) -> Path:
    """Write a table whose accuracy on one data set falls where it rises on the other."""
    lines = [f"{code},1,1,{20 + n},{90 - n}" for n, code in enumerate(cells)]
    path = folder / "accuracy.csv"
    path.write_text("ops,params,macs,one_test,other_test\n" + "\n".join(lines), encoding="utf-8")
    return path


def keeping(home: Path, cells: list[str]) -> Path:
    """Make a home with the cells' statistics: total(input_least) is the order of `one`."""
    source = np.random.default_rng(0)
    folder = home / "nas"
    folder.mkdir(parents=True)
    with Album(folder, Setup(), "nasbench201/10/16/1").path.open("w", encoding="utf-8") as file:
        for n, code in enumerate(cells):
            layers = {name: source.uniform(size=3).tolist() for name in LAYERS}
            layers["input_least"] = [float(n), 0.0, 0.0]
            numbers = dict(zip(NUMBERS, source.uniform(size=len(NUMBERS)), strict=True))
            profile = Profile(layers=layers, numbers=numbers, seconds={"forward": 0.05})
            file.write(Page(key=code, profile=profile).model_dump_json() + "\n")
    return home


def running(monkeypatch, capsys, home: Path, **environment: str):
    """Return what runs `greenrunner nas`: exit code, standard output, standard error."""
    for name, value in {"GREENRUNNER_HOME": str(home), **environment}.items():
        monkeypatch.setenv(name, value)

    def ran(*arguments):
        monkeypatch.setattr("sys.argv", ["greenrunner", "nas", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return ran
