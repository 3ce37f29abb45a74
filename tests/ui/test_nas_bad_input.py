"""What `greenrunner nas` is given and cannot use: one sentence of ours, exit 2, nothing written."""

import pytest
from kept_cells import codes, written
from made_architectures import architectures, split
from made_architectures import written as made

from tools.nas.csv_rows import LARGEST_FILE
from ui.cli import main

HEADER = "ops,params,macs,made_test\n"
CELLS = {"search": (), "evolve": (), "proxies": ("--cells", 2)}
# What pydantic, Python and the reader of CSV say of such input; none of it is for a user.
FOREIGN = (
    "Input should",
    "a valid",
    "codec",
    "literal",
    "pydantic",
    "Traceback",
    "_test()",
    "base 10",
)


@pytest.fixture
def ran(tmp_path, monkeypatch, capsys):
    """Run a command of nas; returns its error, of one line, and refuses anything else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREENRUNNER_HOME", str(tmp_path / "home"))

    def run(*arguments):
        before = sorted(tmp_path.rglob("*"))
        monkeypatch.setattr("sys.argv", ["greenrunner", "nas", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert (ended.value.code, said.out) == (2, "")
        assert sorted(tmp_path.rglob("*")) == before
        assert len(said.err.splitlines()) == 1
        assert not [word for word in FOREIGN if word in said.err]
        return said.err.strip()

    return run


TABLES = {
    "empty": (b"", "t.csv is empty. Give a CSV file"),
    "blank": (b"\n \n", "t.csv is empty. Give a CSV file"),
    "no rows": (HEADER.encode(), "t.csv has a header and no rows"),
    "other columns": (b"a,b,c\n1,2,3\n", "(ops, params, macs, <dataset>_test). Give a CSV file"),
    "a column twice": (b"ops,params,macs,a_test,a_test\n", "has the column 'a_test' twice"),
    "binary": (b"PK\x03\x04\xff\xfe\x00" * 9, "t.csv, line 1: this is no text in UTF-8"),
    "NULs": (f"{HEADER}\0\0\n".encode(), "t.csv, line 2: this is a binary file and no text"),
    "Latin-1": (f"{HEADER}caf\xe9\n".encode("latin-1"), "t.csv, line 2: this is no text in UTF-8"),
    "an open quote": (f'{HEADER}"333333,1,1,1\n'.encode(), "t.csv, line 2: this is no CSV text"),
    "an endless cell": (HEADER.encode() + b"3" * 200_000, "t.csv, line 2: this is no CSV text"),
    "too large": (HEADER.encode() + b"3" * LARGEST_FILE, "t.csv is larger than 20 MB"),
    "text for a count": (f"{HEADER}333333,ten,1,1\n".encode(), "line 2: params is 'ten'; it is"),
    "text for a share": (f"{HEADER}333333,1,1,good\n".encode(), "line 2: made_test is 'good'; an"),
    "a cell missing": (f"{HEADER}333333,1,1\n".encode(), "line 2: made_test is missing"),
    "a negative count": (f"{HEADER}333333,-1,1,1\n".encode(), "line 2: params is '-1'; it is"),
    "more than all": (f"{HEADER}333333,1,1,140\n".encode(), "line 2: made_test is '140'; an"),
    "no cell": (f"{HEADER}33333x,1,1,1\n".encode(), "line 2: '33333x' is no cell"),
}


@pytest.mark.parametrize("command", CELLS)
@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_is_none_is_named_with_its_line(ran, tmp_path, command, name):
    content, said = TABLES[name]
    (tmp_path / "t.csv").write_bytes(content)
    assert said in ran(command, "--table", "t.csv", *CELLS[command])


@pytest.mark.parametrize("command", CELLS)
def test_what_is_no_file_is_said(ran, tmp_path, command):
    (tmp_path / "round.csv").symlink_to("round.csv")  # nobody can read it, root neither
    (tmp_path / "folder").mkdir()
    for name, said in {
        "none.csv": "none.csv does not exist. Give a CSV file",
        "folder": "folder is a folder and no file. Give a CSV file",
        "round.csv": "round.csv cannot be read (",
        "/dev/zero": "/dev/zero is larger than 20 MB",
    }.items():
        assert said in ran(command, "--table", name, *CELLS[command])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("search", "--max-params", -5), "--max-params is -5; it has to be 1 or more."),
        (
            ("search", "--max-params", "many"),
            "--max-params is 'many'; it has to be a whole number.",
        ),
        (("search", "--price", "dear"), "--price is 'dear'; it has to be a number."),
        (("predict", "--splits", "s.csv", "--labels", -3), "--labels is '-3'; it has to be 0 or"),
        (("search", "--max-macs", 0), "--max-macs is 0; it has to be 1 or more."),
        (("search", "--price", -1), "--price is -1; it has to be more than 0."),
        (("search", "--prediction-price", -1), "--prediction-price is -1; it has to be 0 or"),
        (("search", "--sizes", 0), "a search needs 2 evaluations or more"),
        (("search", "--sizes", "a,2"), "--sizes is 'a'; it has to be a whole number."),
        (("search", "--seeds", 1_001), "--seeds is 1001; it has to be 1,000 or less."),
        (("search", "--seed", -1), "--seed is -1; it has to be 0 or more."),
        (("search", "--metric", "x"), "--metric x: accuracy.csv has one_test, other_test."),
        (("evolve", "--cells", 65), "holds 64. Ask for --cells 2 to 64."),
        (("evolve", "--cells", -1), "--cells is -1; it has to be 2 or more."),
        (("evolve", "--cells", 20), "these are 20. Ask for more, as with --cells 60."),
        (("evolve", "--population", 0), "--population is 0; it has to be 10 or more."),
        (("evolve", "--generations", 0), "--generations is 0; it has to be 1 or more."),
        (("evolve", "--formula", "t.json", "--save", "s.json"), "give one only."),
        (("proxies", "--cells", 65), "holds 64. Ask for --cells 2 to 64."),
        (("proxies", "--batch", 9_999), "--batch is 9999; it has to be 1,024 or less."),
        (("proxies", "--cells-per-stage", 0), "--cells-per-stage is 0; it has to be 1 or more."),
    ],
)
def test_an_option_that_cannot_be_says_what_it_has_to_be(ran, tmp_path, arguments, said):
    written(tmp_path, codes("ns"))
    (tmp_path / "t.json").write_text('{"formula": "total(input_least)"}', encoding="utf-8")
    command, *more = arguments
    assert said in ran(command, "--table", "accuracy.csv", *more)


FORMULAS = {
    "no JSON": (b"total(input_least)", "the file is no JSON. Name a file that `--save` wrote."),
    "binary": (b"\xff\xfe\x00\x01", "the file is no JSON."),
    "empty": (b"", "the file is no JSON."),
    "a list": (b"[1]", "the file has to be a JSON object."),
    "no formula": (b"{}", "formula is missing."),
    "a number": (b'{"formula": 3}', "formula has to be text."),
    "another format": (
        b'{"formula": "total(weights)", "format": "other"}',
        "format has to be one of 'greenrunner-proxy-1'.",
    ),
    "a key too many": (b'{"formula": "total(weights)", "run": 1}', "run is nothing that is known"),
    "a wrong setup": (
        b'{"formula": "total(weights)", "setup": {"examples": 2}}',
        "setup.examples has to be 4 or more.",
    ),
    "too large": (b" " * 30_000, "is larger than 20,000 bytes"),
}


@pytest.mark.parametrize("command", ["evolve", "proxies"])
@pytest.mark.parametrize("name", FORMULAS)
def test_a_file_that_holds_no_formula_is_said(ran, tmp_path, command, name):
    written(tmp_path, codes("ns"))
    content, said = FORMULAS[name]
    (tmp_path / "f.json").write_bytes(content)
    heard = ran(command, "--table", "accuracy.csv", "--cells", 60, "--formula", "f.json")
    assert heard.startswith("f.json ")
    assert said in heard


@pytest.mark.parametrize("command", ["evolve", "proxies"])
def test_a_folder_is_no_formula(ran, tmp_path, command):
    written(tmp_path, codes("ns"))
    heard = ran(command, "--table", "accuracy.csv", "--formula", ".")
    assert heard == ". is a folder. Name a file that `--save` wrote."


@pytest.mark.parametrize("option", ["--table", "--splits", "--unlabelled"])
@pytest.mark.parametrize("name", ["empty", "binary", "NULs", "too large", "folder"])
def test_nas_predict_names_the_file_and_the_line(ran, tmp_path, monkeypatch, option, name):
    for key, value in {"LLM": "openai", "LLM_MODEL": "m", "LLM_API_KEY": "none"}.items():
        monkeypatch.setenv(f"GREENRUNNER_{key}", value)
    files = {
        "--table": made(tmp_path / "a.csv", architectures()).name,
        "--splits": made(tmp_path / "s.csv", split("1", (1, 3, 4), (2, 5))).name,
    }
    if name == "folder":
        (tmp_path / "t.csv").mkdir()
        said = "t.csv is a folder and no file."
    else:
        content, said = TABLES[name]
        (tmp_path / "t.csv").write_bytes(content)
    more = ("--llm", "--labels", 5) if option == "--unlabelled" else ()
    given = [word for pair in (files | {option: "t.csv"}).items() for word in pair]
    heard = ran("predict", *given, *more)
    assert said.partition(" Give")[0] in heard
    assert "Name a CSV file in UTF-8 whose header names" in heard
