"""`greenrunner nas proxies`: known cells in, ranks out; bad input is a sentence and exit 2."""

import json

import pytest

from tools.nas.proxies.registry import PROXIES
from ui.cli import main

HEADER = "ops,params,macs,cifar10_test,cifar100_test\n"
# Accuracies of NATS-Bench (arXiv 2009.00437), rounded.
ROWS = (
    "nnnnnn,73306,7782400,10,1\na1s1ss,129306,15647360,85.86,52.91\n"
    "33as3s,802426,113951360,93.66,70.29\nasnnns,73306,7783040,86.62,58.31\n"
)
PAIRS = ("11", "33", "13", "31", "aa", "a1")
FEW = ("--channels", "2", "--batch", "4", "--proxies", "parameters,synflow,naswot")


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "accuracy.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return path


@pytest.fixture
def proxies(monkeypatch, capsys, tmp_path):
    """Run the command; returns exit code, standard output and standard error."""
    monkeypatch.setenv("GREENRUNNER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GREENRUNNER_W_PER_CORE", "10")
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["greenrunner", "nas", "proxies", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def test_says_what_agrees_and_what_the_figures_rest_on(proxies, table):
    code, out, _ = proxies("--table", table, "--cells", 4, *FEW)
    said = " ".join(out.split())
    assert code == 0
    assert "Kendall's tau-b over 4 cells of accuracy.csv. Strata" in said  # too few for intervals
    assert "Strata: none, drawn at random (seed 0)." in said
    assert (
        "2 channels and 1 cell a stage saw one minibatch of 4 images of white Gaussian noise"
        in said
    )
    assert "10 W per core stated by you" in said
    assert "Energy is modelled" in said
    assert "Networks without a finite score: naswot" in said


def test_as_json_each_proxy_has_its_agreement_and_its_cost(proxies, table):
    code, out, _ = proxies("--table", table, "--cells", 4, "--json", *FEW)
    found = json.loads(out)
    assert code == 0
    assert [one["proxy"] for one in found["proxies"]] == ["parameters", "synflow", "naswot"]
    parameters, synflow, _ = found["proxies"]
    # Two of the four have no convolution, so as many parameters: with CIFAR-10 one pair is tied,
    # (3, 4) and its like are in order but asnnns before a1s1ss: (4 - 1) / sqrt(5 x 6).
    assert parameters["agreement"]["cifar10"]["tau"] == pytest.approx(3 / 30**0.5)
    energy = synflow["energy_j"]
    assert energy["mid"] == pytest.approx(10 * synflow["cpu_s"])
    assert (energy["low"], energy["provenance"]) == (
        pytest.approx(8 * synflow["cpu_s"]),
        "modelled",
    )


def test_a_second_run_computes_nothing_and_says_the_same(proxies, table):
    first = json.loads(proxies("--table", table, "--cells", 4, "--json", *FEW)[1])
    second = json.loads(proxies("--table", table, "--cells", 4, "--json", *FEW)[1])
    assert (first["scored"], second["scored"]) == (4, 0)
    assert second["proxies"] == first["proxies"]


def test_digits_and_strata_are_stated(proxies, table):
    more = (f"{one}{other}ssss,1,1,{50 + n}.5,1\n" for n, (one, other) in enumerate(PAIRS))
    table.write_text(HEADER + ROWS + "".join(more), encoding="utf-8")
    chosen = ("--input", "digits", "--sampling", "deciles", "--cells", 10)
    _, out, _ = proxies("--table", table, *chosen, *FEW)
    said = " ".join(out.split())
    assert "handwritten digits" in said
    assert "Strata: ten deciles of cifar10 test accuracy" in said
    assert "1 1 1 1 1 1 1 1 1 1 cells" in said


def test_ctrl_c_keeps_what_is_scored(proxies, table, monkeypatch):
    from agent.nas import proxies as at_work

    scored, real = [], at_work.scores

    def interrupted(*given, **more):
        if len(scored) == 3:  # the first warms up
            raise KeyboardInterrupt
        scored.append(given[1])
        return real(*given, **more)

    monkeypatch.setattr(at_work, "scores", interrupted)
    code, out, err = proxies("--table", table, "--cells", 4, "--json", *FEW)
    assert (code, out) == (130, "")
    assert "kept" in err
    monkeypatch.setattr(at_work, "scores", real)
    assert json.loads(proxies("--table", table, "--cells", 4, "--json", *FEW)[1])["scored"] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--cells", 5), "holds 4"),
        (("--cells", 0), "--cells is 0; it has to be"),
        (("--batch", 1), "--batch is 1; it has to be"),
        (("--seed", -1), "--seed is -1; it has to be"),
        (("--seed", 2**64), "--seed is 18446744073709551616; it has to be"),
        (("--channels", 0), "--channels is 0; it has to be"),
        (("--input", "cats"), "--input is 'cats'; it has to be one of 'noise' or 'digits'"),
        (("--sampling", "best"), "--sampling is 'best'; it has to be one of 'random'"),
        (("--proxies", "luck"), "There is no proxy 'luck'. Choose from: parameters"),
    ],
)
def test_an_option_that_cannot_be_is_a_sentence(proxies, table, arguments, said):
    given = arguments if "--cells" in arguments else ("--cells", 2, *arguments)
    code, out, err = proxies("--table", table, *given)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ops,params\n333333,1\n", "macs, <dataset>_test"),
        (HEADER + "333333,1,1,9,9\n333333,1,1,9,9\n", "333333 is on lines 2 and 3"),
        (HEADER + "333333,1,1,9,9\n33333x,1,1,9,9\n", "line 3: '33333x' is no cell"),
        (HEADER + "3.3e5,1,1,9,9\n333333,1,1,9,9\n", "line 2: '3.3e5' is no cell"),
        (HEADER + "333333,1,1,good,9\n", "line 2: cifar10_test is 'good'; an accuracy is"),
    ],
)
def test_a_table_that_is_none_is_a_sentence(proxies, table, text, said):
    table.write_text(text, encoding="utf-8")
    code, out, err = proxies("--table", table, "--cells", 2)
    assert (code, out) == (2, "")
    assert said in err


def test_a_table_that_is_not_there_is_a_sentence(proxies, tmp_path):
    code, _, err = proxies("--table", tmp_path / "none.csv")
    assert code == 2
    assert "does not exist" in err


def test_a_home_that_cannot_be_is_a_sentence(proxies, table, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "nas").write_text("in the way", encoding="utf-8")
    code, _, err = proxies("--table", table, "--cells", 2, *FEW)
    assert code == 2
    assert "GREENRUNNER_HOME" in err


def test_a_proxy_that_is_named_twice_is_shown_once(proxies, table):
    named = ("--proxies", "depth, depth", "--channels", 2, "--json")
    found = json.loads(proxies("--table", table, "--cells", 2, *named)[1])
    assert [one["proxy"] for one in found["proxies"]] == ["depth"]


def test_all_proxies_are_tried_where_none_is_named(proxies, table):
    _, out, _ = proxies("--table", table, "--cells", 2, "--channels", 2, "--batch", 4, "--json")
    assert {one["proxy"] for one in json.loads(out)["proxies"]} == set(PROXIES)
