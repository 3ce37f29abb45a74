"""`greenrunner plan` and `greenrunner estimates`, as a stranger runs them."""

import json

import pytest
from stranger import batches

NEED = "tell positive texts from negative ones, at most 1 MB of downloads; we run in France"


@pytest.fixture(scope="module")
def need(opinions):
    return NEED, "--data", opinions


def test_a_plan_has_the_whole_price_and_spends_nothing(run, need, tmp_path):
    done = run("plan", *need)
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "This machine is calibrated, once" in said
    assert "1 candidate, all new; 8 more dropped before measuring." in said
    assert "Four times in five the search would take" in said
    assert "g CO2e at 56.0 g per kWh in France" in said
    assert "Estimated from: a sparse product: an assumed constant." in said
    assert batches(tmp_path / "home") == []


def test_as_json_it_has_intervals_and_every_candidate(run, need):
    found = json.loads(run("plan", *need, "--json").stdout)
    (candidate,) = found["candidates"]
    assert candidate["named"]["model"] == "tf-idf + logistic regression"
    assert len(found["dropped"]) == 8
    assert found["place"]["code"] == "FR"
    for price in (found["likely"], found["everything"]):
        for quantity in ("wall_s", "energy_j", "carbon_g", "usd"):
            interval = price[quantity]
            assert 0 < interval["low"] <= interval["mid"] <= interval["high"]
    # 56 g and 3.6 MJ make a kWh.
    likely = found["likely"]
    assert likely["carbon_g"]["mid"] == pytest.approx(likely["energy_j"]["mid"] * 56 / 3.6e6)


def test_where_all_is_stored_there_is_nothing_to_plan_and_estimates_are_scored(run, need):
    assert "Nothing was estimated and then measured here yet" in run("estimates").stdout
    assert run("ask", *need, "--yes").returncode == 0
    done = run("plan", *need)
    assert "I recommend tf-idf + logistic regression" in done.stdout
    assert run("plan", *need, "--json").stdout == "null\n"
    scores = json.loads(run("estimates", "--json").stdout)
    assert {one["quantity"] for one in scores} == {
        "latency_s",
        "cpu_s_per_request",
        "energy_j_per_request",
        "memory_bytes",
        "setup_s",
        "quality",
    }
    assert all(one["score"]["n"] == 1 for one in scores)
    table = run("estimates").stdout
    assert "CPU time" in table
    assert "four measured values in five" in " ".join(table.split())


def test_a_file_that_is_not_there_is_a_sentence_and_exit_code_2(run):
    done = run("plan", NEED, "--data", "nowhere.csv")
    assert done.returncode == 2
    assert "nowhere.csv" in done.stderr
    assert "Traceback" not in done.stderr
