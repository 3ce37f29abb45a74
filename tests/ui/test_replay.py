"""`greenrunner replay`: tables in, policies' choices out; bad input is a sentence and exit 2."""

import json

import numpy as np
import pytest

from ui.cli import main

COSTS = "model_index,joules_per_example,joules_load\n0,1.0,3.0\n1,2.0,6.0\n2,4.0,12.0\n"


@pytest.fixture
def table(tmp_path):
    """A table of three models on 80 examples; the last is the best and the dearest."""
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 3, 80)
    predictions = np.stack([labels] * 3, axis=1)
    for model, mistakes in enumerate((40, 24, 4)):
        predictions[rng.permutation(80)[:mistakes], model] = -1
    np.savez(tmp_path / "made.npz", predictions=predictions, labels=labels)
    (tmp_path / "made_costs.csv").write_text(COSTS, encoding="utf-8")
    return tmp_path / "made.npz"


@pytest.fixture
def replay(monkeypatch, capsys):
    """Run the command; returns exit code, standard output and standard error."""

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["greenrunner", "replay", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def test_a_certified_race_prints_what_the_issue_asks_for(table, replay):
    code, out, _ = replay(table, "--policy", "certified", "--orders", 3, "--seed", 5, "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["policy"], found["goal"]) == ("certified", "best")
    assert [run["order_seed"] for run in found["runs"]] == [5, 6, 7]
    for run in found["runs"]:
        assert run["certified"]
        assert run["chosen"] == 2
        assert run["regret_points"] == 0
        asked = np.array(run["examples_per_model"])
        spent = asked @ [1, 2, 4] + 21
        assert run["cost_fraction"] == pytest.approx(spent / (80 * 7 + 21))


def test_costs_are_taken_from_where_they_are_named(table, replay, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text(COSTS.replace("4.0,12.0", "400.0,12.0"), encoding="utf-8")
    code, out, _ = replay(table, "--costs", other, "--goal", "exchange", "--json")
    assert code == 0
    # Scores: 50, 70 - 1, 95 - 8.6.
    assert json.loads(out)["runs"][0]["chosen"] == 2


def test_all_policies_of_a_folder_are_a_table(table, replay):
    code, out, _ = replay(table.parent, "--policy", "all", "--budget-fraction", 0.5)
    assert code == 0
    for policy in ("certified", "race", "ucb1", "thompson", "cheap-first-halving"):
        assert policy[:8] in out
    assert "smallest" not in out


def test_metadata_brings_the_policies_that_pick_by_it(table, replay, tmp_path):
    known = tmp_path / "known.csv"
    known.write_text("model_index,size_bytes,downloads\n0,9,1\n1,5,7\n2,7,3\n", encoding="utf-8")
    for policy in ("smallest", "most-downloaded"):
        code, out, _ = replay(table, "--metadata", known, "--policy", policy, "--json")
        assert code == 0
        assert json.loads(out)["runs"][0]["chosen"] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--policy", "psychic"], "There is no policy 'psychic'. Choose from: certified"),
        (["--policy", "smallest"], "needs a column of --metadata"),
        (["--goal", "greenest"], "--goal is 'greenest'; it has to be one of 'best', 'cheapest' or"),
        (["--costs", "nowhere.csv"], "nowhere.csv cannot be read"),
        (["--policy", ","], "--policy names none"),
    ],
)
def test_what_cannot_be_played_is_a_sentence(table, replay, arguments, words):
    code, out, err = replay(table, *arguments)
    assert code == 2
    assert out == ""
    assert words in err


@pytest.mark.parametrize(
    ("costs", "words"),
    [
        ("", "one row for each of the 3 models"),
        ("model,watts\n0,1\n", "not a CSV file with model_index"),
        (COSTS.replace("2,4.0", "1,4.0"), "one row for each of the 3 models"),
        (COSTS.replace("4.0", "-4.0"), "costs more than 0 J"),
        (COSTS.replace("4.0", "nan"), "not finite"),
        (COSTS.replace("4.0", "four"), "not a CSV file"),
        (COSTS.replace("joules_load", "load"), "joules_load"),
    ],
)
def test_costs_that_do_not_fit_are_a_sentence(table, replay, costs, words):
    table.with_name("made_costs.csv").write_text(costs, encoding="utf-8")
    code, _, err = replay(table)
    assert code == 2
    assert words in err


def test_tables_that_are_none_are_a_sentence(replay, tmp_path, table):
    (tmp_path / "empty").mkdir()
    text = tmp_path / "text.npz"
    text.write_text("no archive", encoding="utf-8")
    np.savez(tmp_path / "odd.npz", predictions=np.zeros((3, 2)), labels=np.zeros(4))
    np.savez(tmp_path / "pickled.npz", predictions=np.array([{}], dtype=object), labels=[1])
    for path, words in (
        (tmp_path / "empty", "holds no .npz file"),
        (tmp_path / "gone.npz", "does not exist"),
        (text, "is not an .npz file"),
        (tmp_path / "odd.npz", "do not fit"),
        (tmp_path / "pickled.npz", "is not an .npz file"),
    ):
        code, _, err = replay(path)
        assert code == 2
        assert words in err
