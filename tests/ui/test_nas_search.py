"""`greenrunner nas search`: a table in, what searches find and pay out; bad input is exit 2."""

import itertools
import json

import pytest

from ui.cli import main

POINTS = {"n": 0, "s": 2, "1": 5, "3": 8, "a": 1}


def points(code):
    """A made-up accuracy: each edge adds points of its own; 58 at most, for 333333."""
    return 10 + sum(POINTS[letter] for letter in code)


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    """Every cell of NAS-Bench-201; each convolution brings 10 parameters, 3x3 nine times that."""
    path = tmp_path_factory.mktemp("cells") / "made.csv"
    lines = ["ops,params,macs,made_test,other_test"]
    for letters in itertools.product("ns13a", repeat=6):
        code = "".join(letters)
        params = 100 + 10 * code.count("1") + 90 * code.count("3")
        lines.append(f"{code},{params},{1_000 * params},{points(code)},{100 - points(code)}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def search(monkeypatch, capsys):
    """Run the command; returns exit code, standard output and standard error."""

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["greenrunner", "nas", "search", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def test_hybrid_search_is_level_with_costly_search_before_that_is_itself(cells, search):
    code, out, _ = search("--table", cells, "--seeds", 2, "--sizes", "50,100", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["optimum"], found["optimum_code"], found["networks"]) == (58, "333333", 15_625)
    curves = {curve["strategy"]: curve for curve in found["curves"]}
    assert len(curves) == 6
    assert curves["hybrid"]["points"][1]["regret"] == 0
    for curve in curves.values():
        assert curve["spent_j"] <= 100 * found["price_j"]
        assert all(point["found"] + point["regret"] == 58 for point in curve["points"])
    level = {(one["hybrid"], one["costly"], one["size"]): one for one in found["comparisons"]}
    one = level["hybrid", "costly", 100]
    assert one["share_of_cost"] < one["own_share"]


def test_limits_hold_and_the_optimum_is_the_best_within_them(cells, search):
    arguments = ("--table", cells, "--max-params", 200, "--seeds", 2, "--sizes", 100)
    code, out, _ = search(*arguments, "--strategy", "costly,hybrid", "--json")
    found = json.loads(out)
    # Six 1x1 convolutions are 160; with a 3x3 there is room for one more, and four skips: 31.
    assert (code, found["optimum"], found["optimum_code"]) == (0, 40, "111111")
    for curve in found["curves"]:
        assert curve["points"][0]["found"] <= 40


def test_another_metric_turns_the_search_around(cells, search):
    arguments = ("--table", cells, "--metric", "other_test", "--seeds", 1, "--sizes", 60)
    _, out, _ = search(*arguments, "--strategy", "aging", "--json")
    assert json.loads(out)["optimum_code"] == "nnnnnn"


def test_prices_by_macs_are_charged_and_kept(cells, search):
    arguments = ("--table", cells, "--seeds", 1, "--sizes", 40, "--price", 7, "--by-macs")
    _, out, _ = search(*arguments, "--strategy", "costly", "--json")
    found = json.loads(out)
    assert found["curves"][0]["spent_j"] <= 40 * 7
    # The good cells of this table are the large ones, so fewer of them are paid for.
    assert found["curves"][0]["evaluations"] < 40


def test_the_table_says_prices_and_what_they_are(cells, search):
    code, out, err = search("--table", cells, "--seeds", 2, "--sizes", "20,40", "--price", 60)
    words = " ".join(out.split())
    assert code == 0
    assert "hybrid: 2 searches" in err
    assert "Both prices are assumed" in words
    assert "of 15,625 cells within the limits is 333333: 58.00" in words


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--strategy", "clever"), "--strategy is 'clever'; choose from hybrid"),
        (("--strategy", ""), "--strategy is empty; choose from"),
        (("--metric", "imagenet"), "made_test, other_test"),
        (("--sizes", "many"), "--sizes is 'many'; it has to be a whole number."),
        (("--sizes", ""), "--sizes is (); it has to hold 1 or more."),
        (("--sizes", "1"), "2 evaluations or more"),
        (("--sizes", "-5"), "2 evaluations or more"),
        (("--sizes", "1000000000"), "at most 20,000"),
        (("--seeds", "0"), "--seeds is 0; it has to be"),
        (("--price", "0"), "--price is 0; it has to be"),
        (("--price", "nan"), "--price is nan; it has to be"),
        (("--price", "inf"), "--price is inf; it has to be"),
        (("--max-params", "99"), "smallest has 100 parameters"),
        (("--max-macs", "0"), "--max-macs is 0; it has to be"),
    ],
)
def test_bad_input_is_a_sentence_and_exit_code_2(cells, search, arguments, said):
    code, _, err = search("--table", cells, *arguments)
    assert code == 2
    assert said in err
    assert "Traceback" not in err


def test_a_table_without_most_cells_says_that_too_few_can_be_drawn(tmp_path, search):
    path = tmp_path / "one.csv"
    path.write_text("ops,params,macs,made_test\n333333,1,1,50\n", encoding="utf-8")
    code, _, err = search("--table", path, "--sizes", 5, "--seeds", 1)
    assert (code, "one.csv holds 1 of the 15,625 cells" in err) == (2, True)
