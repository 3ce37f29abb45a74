"""Bad input is a sentence on standard error and exit code 2; nothing is lost or half-written."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from stranger import environment_for

NEED = "tell positive texts from negative ones"
GOOD = "".join(f"text number {i},{'ab'[i % 2]}\n" for i in range(100))


def _file(folder: Path, content: str | bytes, name: str = "data.csv") -> list[str]:
    data = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(data)
    return [NEED, "--data", name]


@dataclass(frozen=True)
class Case:
    """What is done wrong in a folder, and what is said to it."""

    arguments: Callable[[Path], list[str]]
    said: str
    environment: dict[str, str] = field(default_factory=dict)


CASES = {
    "nothing said": Case(lambda _: ["  "], "Say what you need a model for, in your own words"),
    "unknown file": Case(lambda _: [NEED, "--data", "nowhere.csv"], "There is no file nowhere.csv"),
    "empty": Case(lambda folder: _file(folder, ""), "data.csv is empty"),
    "one class": Case(
        lambda folder: _file(folder, "text,label\n" + GOOD.replace(",b", ",a")),
        "data.csv has only one label, 'a',",
    ),
    "unequal columns": Case(
        lambda folder: _file(folder, f"text,label\n{GOOD}one,two,three\n"),
        "data.csv, line 102: 3 columns, where the header has 2",
    ),
    "not UTF-8": Case(
        lambda folder: _file(folder, b"text,label\ncaf\xe9,a\n"), "data.csv is not UTF-8 text"
    ),
    "no such column": Case(
        lambda folder: [*_file(folder, f"text,label\n{GOOD}"), "--label", "mood"],
        "data.csv has no column 'mood'; its columns are text, label",
    ),
    "a folder": Case(lambda _: [NEED, "--data", "."], "a folder of its own in it"),
    "another task": Case(
        lambda _: ["translate English into German"], "which Green Runner cannot measure yet"
    ),
    "tweets without a network": Case(
        lambda _: ["tell positive tweets from negative ones", "--yes"], "vaderSentiment"
    ),
    "clothes without Debian's package": Case(
        lambda _: ["sort pictures of clothes", "--yes"],
        "`apt install dataset-fashion-mnist`",
        {"GREENRUNNER_FASHION": "nowhere"},
    ),
    "photos without a network": Case(
        lambda _: ["which ImageNet model is the greenest", "--yes"], "foolbox"
    ),
    "a home that cannot be made": Case(
        lambda folder: [(folder / "home").write_text("a file in its place") and NEED],
        "set GREENRUNNER_HOME to another folder",
    ),
    "a setting that cannot be": Case(
        lambda _: [NEED], "GREENRUNNER_THREADS is 'none': ", {"GREENRUNNER_THREADS": "none"}
    ),
    "a device that is not here": Case(
        lambda _: [f"{NEED} on the GPU", "--data", "nowhere.csv"], "no such device can be measured"
    ),
}


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> dict[str, dict]:
    """What every case ends with, each in a folder and a home of its own.

    One process runs the command line's `main` for all of them: starting it takes longest.
    """
    folders = {name: tmp_path_factory.mktemp("bad") for name in CASES}
    orders = [
        {
            "folder": str(folders[name]),
            "arguments": ["greenrunner", "ask", *case.arguments(folders[name])],
            "environment": {"GREENRUNNER_HOME": str(folders[name] / "home"), **case.environment},
        }
        for name, case in CASES.items()
    ]
    ran = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("many_commands.py"))],
        input=json.dumps(orders),
        capture_output=True,
        text=True,
        env=environment_for(Path("unused")),
        timeout=120,
        check=True,
    )
    ends = json.loads(ran.stdout)
    return {name: end | {"folder": folders[name]} for name, end in zip(CASES, ends, strict=True)}


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_a_sentence_that_says_what_to_do(done, name):
    folder, said = done[name]["folder"], done[name]["stderr"]
    assert done[name]["returncode"] == 2, said
    assert not done[name]["stdout"].startswith("\n")
    assert CASES[name].said.lower() in said.lower()
    # What happened, and then what to do, on one line.
    assert said.count("\n") == 1
    assert said.endswith((".\n", "?\n"))
    left = [path.relative_to(folder) for path in folder.rglob("*")]
    assert not [path for path in left if ".partial" in path.name or "datasets" in path.parts]


def test_a_store_that_another_process_holds_is_a_sentence(run, tmp_path):
    (tmp_path / "home").mkdir()
    hold = (
        "import duckdb, sys; held = duckdb.connect('home/results.duckdb'); "
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        said = [run("ask", NEED), run("results")]
        checked = run("doctor")
        holder.stdin.close()
    for one in said:
        assert (one.returncode, one.stdout) == (2, "")
        assert one.stderr.startswith(f"Another Green Runner (process {holder.pid}) is using the")
        assert one.stderr.count("\n") == 1
    # That a chat is open is no defect.
    assert checked.returncode == 0
    assert f"limited  store: Another Green Runner (process {holder.pid})" in checked.stdout
