"""Past results are asked one SELECT on documented views, and nothing else can be."""

import hashlib
import io
import os
import time
from datetime import UTC, datetime

import duckdb
import pytest
from hostile_sql import REFUSED, RUNAWAYS
from pydantic import ValidationError
from stored_values import KEY, LARGE, TINY, batch, set_up

from tools.domain import Dataset, Failure
from tools.errors import QueryError
from tools.results import schema
from tools.results.answering import locked
from tools.results.asking import ResultsQuery
from tools.results.checking import check
from tools.results.query import Bounds, answered
from tools.results.store import open_store
from tools.results.views import VIEWS

ENVIRONMENT = dict(os.environ)  # noqa: TID251
SECRET = "the secret that no question reads"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("asked") / "results.duckdb"


@pytest.fixture(scope="module")
def copy(path):
    """A copy of a store with two candidates and a failure."""
    may = datetime(2026, 5, 1, 12, tzinfo=UTC)
    with open_store(path, clock=lambda: may) as store:
        store.record_dataset(
            Dataset(
                name="tweets",
                sha256="abc",
                task="text-classification",
                labels=("no", "yes"),
                n_train=2,
                n_test=8,
                mean_length=50,
                path="",
                description="",
                licence="",
            )
        )
        store.record_setup(KEY, set_up(TINY))
        store.record_window(KEY, batch(TINY, correct="1101"))
        store.record_window(KEY, batch(TINY, start=4, correct="1111"))
        store.record_window(KEY, batch(LARGE, correct="1111"))
        store.record_failure(KEY, Failure(candidate=LARGE, kind="crashed", reason="[red]\x1b[31m"))
        return store.copy()


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    file = tmp_path_factory.mktemp("private") / "secret.csv"
    file.write_text(f"a,b\n{SECRET},1\n", encoding="utf-8")
    return file


@pytest.fixture
def database(copy):
    """What a question runs on, in this process."""
    with locked(io.BytesIO(copy), memory_bytes=2**28) as connection:
        yield connection


@pytest.fixture
def ask(copy):
    def _ask(question, **bounds):
        return answered(question, copy, ENVIRONMENT, bounds=Bounds(**bounds))

    return _ask


def rows_of(path) -> str:
    """A hash of every row of every table."""
    found = hashlib.sha256()
    with duckdb.connect(str(path)) as store:
        for (name,) in store.execute(
            "SELECT table_name FROM duckdb_tables() ORDER BY 1"
        ).fetchall():
            found.update(repr((name, store.execute(f"FROM {name}").fetchall())).encode())
    return found.hexdigest()


def test_the_views_are_described_as_they_are():
    with duckdb.connect() as empty:
        empty.execute(schema.TABLES + schema.EXPERIMENTS + schema.FORECASTS + schema.VIEWS)
        names = empty.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        found = {
            name: [tuple(row[:2]) for row in empty.execute(f"DESCRIBE {name}").fetchall()]
            for (name,) in names
        }
    said = {v.name: [(c.name, c.type) for c in v.columns] for v in VIEWS.values()}
    assert said == found
    assert all(column.holds for view in VIEWS.values() for column in view.columns)


def test_a_copy_has_the_views_of_the_store(database):
    for view in VIEWS.values():
        described = database.execute(f"DESCRIBE {view.name}").fetchall()
        assert [row[:2] for row in described] == [(c.name, c.type) for c in view.columns]


@pytest.mark.parametrize("sql", REFUSED, ids=range(len(REFUSED)))
def test_a_hostile_question_is_refused_with_a_sentence(database, secret, sql):
    began = time.monotonic()
    with pytest.raises(QueryError) as refused:
        check(database, sql.replace("{secret}", str(secret)))
    assert time.monotonic() - began < 20
    assert str(refused.value).endswith(".")
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("sql", RUNAWAYS, ids=range(len(RUNAWAYS)))
def test_a_question_without_an_end_is_ended(ask, sql):
    began = time.monotonic()
    with pytest.raises(QueryError, match=r"takes (more than 256 MiB|longer than 1 s)"):
        ask(sql, time_s=1, memory_bytes=2**28)
    assert time.monotonic() - began < 20


def test_a_question_that_is_too_large_to_be_read_is_said_to_be(ask):
    with pytest.raises(QueryError, match=r"takes more than 1 MiB of memory"):
        ask(f"SELECT 1 FROM {'(' * 9_000}results{')' * 9_000}", time_s=60, memory_bytes=2**20)


def test_hostile_questions_change_and_read_nothing(ask, path, secret):
    before, files = rows_of(path), sorted(secret.parent.iterdir())
    for sql in (
        "SELECT 1; DELETE FROM prediction",
        "WITH gone AS (DELETE FROM prediction RETURNING *) FROM gone",
        f"COPY (SELECT 1) TO '{secret}'",
        f"SELECT * FROM read_text('{secret}')",
    ):
        with pytest.raises(QueryError) as refused:
            ask(sql)
        assert SECRET not in str(refused.value)
    assert rows_of(path) == before
    assert sorted(secret.parent.iterdir()) == files
    assert SECRET in secret.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "sql",
    [
        "FROM '{secret}'",
        "SELECT * FROM read_text('{secret}')",
        "SELECT * FROM glob('/*')",
        "COPY (SELECT 1) TO '{secret}'",
        "ATTACH '{secret}.db'",
        "EXPORT DATABASE '{secret}.d'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '1TB'",
        "SET lock_configuration = false",
        "FROM duckdb_secrets()",
    ],
)
def test_what_passed_the_check_by_mistake_would_still_reach_nothing(database, secret, sql):
    with pytest.raises(duckdb.Error):
        database.execute(sql.replace("{secret}", str(secret))).fetchall()
    assert SECRET in secret.read_text(encoding="utf-8")


def test_a_megabyte_of_text_is_a_sentence(ask):
    with pytest.raises(QueryError, match=r"This has 1,000,007 characters\. Ask in 20,000"):
        ask(f"SELECT '{'x' * 999_999}")


def test_half_a_character_is_a_sentence(ask):
    with pytest.raises(QueryError, match="none in Unicode"):
        ask("SELECT '\ud800'")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("FROM result", "There is no view 'result'. There are: results, predictions, failures,"),
        ("SELECT modle FROM results", 'Referenced column "modle" not found'),
        ("SELEC 1", "DuckDB cannot read this (syntax error"),
        ("SELECT $1", "Values were not provided"),
        ("SELECT 1; SELECT 2", "This holds 2 statements. Ask one SELECT"),
        ("SELECT error('\x1b[31mred')", "DuckDB cannot answer this"),
    ],
)
def test_what_is_wrong_with_a_question_is_said(ask, sql, said):
    with pytest.raises(QueryError) as refused:
        ask(sql)
    assert said in str(refused.value)
    assert str(refused.value).isprintable()


# The energies are 0.02 J a request and the latencies 1 to 4 ms, by tests/tools/results.
ANALYTIC = {
    "SELECT model, n, accuracy, task, size_bytes FROM results ORDER BY model": [
        ("large", 4, 1.0, "text-classification", None),
        ("tiny", 8, 0.875, "text-classification", 1_000),
    ],
    "SELECT r.model, f.kind FROM results r LEFT JOIN failures f USING (model) ORDER BY ALL": [
        ("large", "crashed"),
        ("tiny", None),
    ],
    "WITH wrong AS (FROM predictions WHERE NOT correct) SELECT model, example FROM wrong": [
        ("tiny", 2)
    ],
    "SELECT model, count(*) FILTER (WHERE correct) AS k FROM Predictions GROUP BY ALL "
    "HAVING k > 4 ORDER BY k": [("tiny", 7)],
    "SELECT model, example, sum(latency_s) OVER (PARTITION BY model ORDER BY example) AS s "
    "FROM predictions QUALIFY row_number() OVER (PARTITION BY model ORDER BY example DESC) = 1 "
    "ORDER BY model": [("large", 3, pytest.approx(0.010)), ("tiny", 7, pytest.approx(0.020))],
    "SELECT a.model, b.model FROM results a JOIN results b ON a.accuracy > b.accuracy": [
        ("large", "tiny")
    ],
    "SELECT tactics, list_transform(tactics, lambda t: upper(t)) FROM results "
    "WHERE 'int8' = ANY(tactics)": [(["int8", "onnx"], ["INT8", "ONNX"])],
    "SELECT t FROM results, unnest(tactics) AS u(t) ORDER BY t": [("int8",), ("onnx",)],
    "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) FROM n": [
        (1,), (2,), (3,)
    ],
    "SELECT measured_at, date_trunc('month', measured_at)::DATE FROM failures": [
        ("2026-05-01T12:00:00Z", "2026-05-01")
    ],
    "PIVOT predictions ON correct IN (true, false) USING count(*) GROUP BY model ORDER BY model": [
        ("large", 4, 0), ("tiny", 7, 1)
    ],
    "SELECT CASE WHEN accuracy > 0.9 THEN 'good' ELSE 'fair' END AS c, count(*) FROM results "
    "GROUP BY c ORDER BY c": [("fair", 1), ("good", 1)],
    "SELECT quantile_cont(latency_s, 0.5), corr(example, latency_s) FROM predictions "
    "WHERE model = 'large'": [(pytest.approx(0.0025), pytest.approx(1.0))],
    "SELECT model FROM results EXCEPT SELECT model FROM failures": [("tiny",)],
    "SELECT column_name FROM (DESCRIBE estimates) LIMIT 1": [("dataset",)],
    "SELECT 'nan'::DOUBLE, 1.5, 170141183460469231731687303715884105727, {'a': [1]}, -model::INT "
    "FROM (SELECT '7' AS model)": [(None, 1.5, 2**127 - 1, {"a": [1]}, -7)],
    "SELECT count(*) FROM runs": [(0,)],
    "SELECT 1 -- ; DROP TABLE batch\n;": [(1,)],
}  # fmt: skip


@pytest.mark.parametrize("sql", ANALYTIC)
def test_an_analytic_question_is_answered(ask, sql):
    assert list(ask(sql).rows) == ANALYTIC[sql]


def test_more_rows_than_fit_are_cut_and_that_is_said(ask):
    numbers = (
        "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < {}) FROM n"
    )
    whole, more = ask(numbers.format(1_000)), ask(numbers.format(1_001))
    assert (len(whole.rows), whole.cut) == (1_000, False)
    assert (len(more.rows), more.cut) == (1_000, True)
    long = ask("SELECT model, model FROM results", characters=40)
    assert (len(long.rows), long.cut) == (2, False)
    assert ask("SELECT model, model FROM results", characters=20).cut


def test_a_question_without_sql_filters_and_orders(ask):
    everything = ask(ResultsQuery())
    assert {row[2] for row in everything.rows} == {"tiny", "large"}
    assert [column.name for column in everything.columns] == [
        c.name for c in VIEWS["results"].columns
    ]

    def models(**wanted) -> list[str]:
        return [row[2] for row in ask(ResultsQuery(**wanted)).rows]

    assert models(order_by="accuracy", descending=True) == ["large", "tiny"]
    assert models(order_by="size_bytes") == ["tiny", "large"]
    assert models(min_quality=0.9, dataset="tweets", task="text-classification") == ["large"]
    assert models(max_size_bytes=5_000, max_energy_j=1, max_latency_p50_s=0.1) == ["tiny"]
    assert models(model="IN", machine="m1", device="cpu", strategy="as_is") == ["tiny"]
    assert models(measured_since=datetime(2026, 5, 1, 13, tzinfo=UTC)) == []
    assert models(dataset="' OR true --") == []
    assert len(models(limit=1)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"order_by": "1; DROP TABLE batch"}, {"limit": 1_001}, {"min_quality": 2}, {"sql": "x"}],
)
def test_a_question_without_sql_takes_no_other_words(wrong):
    with pytest.raises(ValidationError):
        ResultsQuery(**wrong)
