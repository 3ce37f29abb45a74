"""`greenrunner sql`, as a stranger runs it."""

import csv
import io
import json
import subprocess
import sys

import pytest

from tools.domain import Candidate, Failure
from tools.results.rows import Key
from tools.results.store import open_store
from tools.results.views import VIEWS

HOSTILE = "[red]paint[/red]\x1b[31m\x9b2J\u202e"
SEEN = r"[red]paint[/red]\x1b[31m\x9b2J\u202e"


@pytest.fixture
def home(tmp_path):
    """A home in which a candidate of a hostile hub failed."""
    (tmp_path / "home").mkdir()
    hostile = Candidate(model="[bold]bad[/bold]", revision="r", strategy="as_is")
    with open_store(tmp_path / "home" / "results.duckdb") as store:
        key = Key(dataset_sha256="abc", machine="m", device="cpu")
        store.record_failure(key, Failure(candidate=hostile, kind="crashed", reason=HOSTILE))
    return tmp_path / "home"


def test_without_a_query_the_views_are_described_for_people_and_for_programs(run):
    shown = run("sql").stdout
    assert all(f"{view.name}: " in shown for view in VIEWS.values())
    assert "greenrunner sql" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert json.loads(run("sql", "--json").stdout) == [
        v.model_dump(mode="json") for v in VIEWS.values()
    ]
    rows = list(csv.DictReader(io.StringIO(run("sql", "--csv").stdout)))
    assert len(rows) == sum(len(view.columns) for view in VIEWS.values())


def test_an_empty_home_has_the_views_without_rows_and_stays_empty(run, tmp_path):
    for view in VIEWS:
        done = run("sql", f"FROM {view}")
        assert done.returncode == 0
        assert done.stdout.startswith("No rows. Its columns: ")
    found = json.loads(run("sql", "SELECT count(*) AS n FROM results", "--json").stdout)
    assert found == {"columns": [{"name": "n", "type": "BIGINT"}], "rows": [[0]], "cut": False}
    assert not (tmp_path / "home").exists()


def test_what_data_says_is_shown_and_not_obeyed(run, home):
    query = 'SELECT model, reason, reason AS "[blink]\x1b[5m" FROM failures'
    shown = run("sql", query, COLUMNS="200").stdout
    as_csv = run("sql", query, "--csv").stdout
    as_json = run("sql", query, "--json").stdout
    for text in (shown, as_csv):
        assert SEEN in text
        assert "[bold]bad[/bold]" in text
        assert r"[blink]\x1b[5m" in text
    assert json.loads(as_json)["rows"] == [["[bold]bad[/bold]", HOSTILE, HOSTILE]]
    for text in (shown, as_csv, as_json):
        assert all(sign == "\n" or sign.isprintable() for sign in text)


def test_a_row_of_many_columns_is_a_block_of_lines_in_a_narrow_terminal(run, home):
    narrow, wide = run("sql", "FROM failures").stdout, run("sql", "FROM failures", COLUMNS="200")
    assert "model: [bold]bad[/bold]\n" in narrow
    assert f"reason: {SEEN}\n" in narrow
    assert "model:" not in wide.stdout


def test_a_question_that_cannot_be_answered_is_a_sentence_and_exit_code_2(run, home):
    for query, said in (
        ("FROM nothing", "There is no view 'nothing'. There are: results, predictions,"),
        ("DROP VIEW results", "This is no SELECT."),
        ("SELECT error('a\x1b[31mb')", "DuckDB cannot answer this"),
        ('SELECT "\x1b[31m" FROM results', "DuckDB cannot answer this"),
    ):
        done = run("sql", query)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
        assert done.stderr[:-1].isprintable()


def test_rows_that_were_cut_are_said_beside_the_answer(run):
    numbers = (
        "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 2000) FROM n"
    )
    done = run("sql", numbers, "--csv")
    assert len(done.stdout.splitlines()) == 1_001
    assert "the first 1,000 rows" in done.stderr
    assert json.loads(run("sql", numbers, "--json").stdout)["cut"]


def test_a_store_that_another_process_holds_is_a_sentence(run, home):
    hold = (
        "import duckdb, sys; held = duckdb.connect(sys.argv[1]); "
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(home / "results.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        done = run("sql", "FROM results")
        holder.stdin.close()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Another Green Runner (process {holder.pid}) is using the")
