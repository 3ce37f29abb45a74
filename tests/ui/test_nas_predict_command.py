"""`greenrunner nas predict`: tables in, scores out; bad input is a sentence and exit 2."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from made_architectures import architectures, split, written
from scripted import says, scripted_model, tokens

from ui.cli import main

ROOT = Path(__file__).parents[2]
# A setting of the process that runs the tests is none of ours.
LLM = ("LLM", "LLM_BASE_URL", "LLM_MODEL", "LLM_API_KEY", "LLM_TOKENS")


@pytest.fixture
def tables(tmp_path):
    return (
        "--table",
        written(tmp_path / "architectures.csv", architectures()),
        "--splits",
        written(tmp_path / "splits.csv", split("1", (1, 3, 4), (2, 5))),
    )


@pytest.fixture
def predict(tmp_path, monkeypatch, capsys):
    """Run the command; returns exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREENRUNNER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "80")
    for name in LLM:
        monkeypatch.delenv(f"GREENRUNNER_{name}", raising=False)

    def run(*arguments, **settings):
        for name, value in settings.items():
            monkeypatch.setenv(f"GREENRUNNER_{name.upper()}", value)
        monkeypatch.setattr("sys.argv", ["greenrunner", "nas", "predict", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def test_every_predictor_has_a_row_and_the_models_rows_are_empty(predict, tables):
    code, out, err = predict(*tables)
    assert (code, err) == (0, "")
    rows = {line.strip()[:16].strip(): line[17:].strip() for line in out.splitlines()}
    # 3 known with a mean of 22.67: 22 and 25 are missed by 0.67 and 2.33.
    assert rows["mean"] == "1.50 (0.00)"
    assert rows["line"].split("  ")[0] == "0.00 (0.00)"
    assert rows["automatic"].startswith("0.00 (0.00)")
    assert rows["LLM-PP"] == rows["LLM-Distill-PP"] == ""
    assert {"Bayesian ridge", "random forest", "Gaussian process"} <= set(rows)
    assert max(map(len, out.splitlines())) <= 80


def test_says_what_fills_the_models_rows(predict, tables):
    _, out, _ = predict(*tables)
    said = " ".join(out.split())
    assert "are empty, as no language model was asked. --llm with GREENRUNNER_LLM=openai" in said
    assert "--unlabelled FILE --labels N fills LLM-Distill-PP as well." in said


def test_as_json_the_scores_of_each_seed_are_there(predict, tables):
    code, out, _ = predict(*tables, "--json")
    found = json.loads(out)
    assert code == 0
    (task,) = found["tasks"]
    by = {row["predictor"]: row for row in task["predictors"]}
    assert task["task"] == "made"
    assert by["mean"]["mae"] == pytest.approx(1.5)
    assert by["mean"]["tau"] is None
    assert by["line"]["seeds"][0]["seed"] == "1"
    assert by["automatic"]["seeds"][0]["used"][0] == "line"
    assert by["LLM-PP"]["mae"] is None
    assert found["language_model"] is None


def test_with_a_model_its_row_is_filled_and_its_price_said(predict, tables):
    with scripted_model() as model:
        model.reads = [says("24.5", tokens(700, 3))]
        settings = {name: value for name, value in model.settings.items() if name.startswith("llm")}
        code, out, err = predict(*tables, "--llm", "--without", "efficiency", **settings)
    assert code == 0
    assert err == "made, seed 1\n"
    assert "LLM-PP            1.50 (0.00)" in out
    said = " ".join(out.split())
    assert "read 3,500 and wrote 15 tokens in" in said
    assert "(assumed: one busy core)" in said
    assert "LLM-Distill-PP is empty: it learns from labels, and --unlabelled FILE" in said
    assert "no language model was asked" not in said
    assert "GFLOPs" not in model.asked[0]["messages"][0]["content"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--llm",), "--llm needs a language model"),
        (("--without", "role"), "add --llm"),
        (
            ("--llm", "--without", "everything"),
            "--without is 'everything'; it has to be one of 'role', 'instructions'",
        ),
        (("--splits", "none.csv"), "none.csv does not exist. Name a CSV file in UTF-8"),
        (("--table", "none.csv"), "none.csv does not exist. Name a CSV file in UTF-8"),
        (("--splits", "architectures.csv"), "architectures.csv has no column seed."),
        (("--table", "splits.csv"), "splits.csv has no column encoder-embed-dim"),
    ],
)
def test_bad_input_is_a_sentence_and_exit_2(predict, tables, more, why):
    code, out, err = predict(*tables, *more)
    assert code == 2
    assert out == ""
    assert why in err
    assert len(err.splitlines()) == 1


def test_help_waits_for_no_heavy_library():
    statement = (
        "import contextlib, io, sys; from ui.cli import app\n"
        "with contextlib.redirect_stdout(io.StringIO()) as said: "
        "app(['nas', 'predict', '--help'], standalone_mode=False)\n"
        "assert '--without' in said.getvalue() and 'GREENRUNNER_LLM=openai' in said.getvalue()\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", statement], capture_output=True, text=True, check=True, cwd=ROOT
    )
    # What rich imports to lay a command out is its own affair.
    heavy = {"langchain_openai", "sklearn", "scipy", "numpy", "torch"}
    assert not set(done.stdout.split()) & heavy
