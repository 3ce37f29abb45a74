"""The main job as the README promises it, on the whole catalogue: minutes long."""

import json

import pytest
from talking import copied

SENTENCE = (
    "I need to tell positive tweets from negative ones on this CPU, under 20 ms each, at least "
    "85 % right. Energy matters most. You have three minutes."
)


@pytest.mark.slow
@pytest.mark.timeout(700)
@pytest.mark.network
def test_the_main_job_finds_a_choice_that_meets_the_limits_and_asked_again_measures_nothing(
    run, real_home, tmp_path
):
    copied(real_home, tmp_path / "home")
    tried = {"GREENRUNNER_WARM_UP_S": "2", "GREENRUNNER_TACTICS": "bf16,dynamic_int8"}
    first = run("ask", SENTENCE, "--yes", "--json", **tried, timeout_s=300)
    assert first.returncode == 0, first.stderr
    report = json.loads(first.stdout)
    status = [one["status"] for one in report["considered"]]
    assert len(status) >= 6
    assert status.count("measured") >= 4
    advice = report["recommendation"]
    assert advice["feasible"]
    chosen = next(
        row for row in report["measurements"] if row["model"] == advice["chosen"]["model"]
    )
    assert chosen["quality"]["low"] >= 0.85
    assert chosen["latency_p95_s"] <= 0.020
    bill = report["search"]
    assert bill["wall_s"] < 240
    assert 0 < bill["orchestrator_cpu_s"] <= 0.05 * bill["search_cpu_s"]

    again = json.loads(run("ask", SENTENCE, "--yes", "--json", **tried, timeout_s=300).stdout)
    assert again["search"]["new_answers"] == again["search"]["new_measurements"] == 0
    assert again["recommendation"]["chosen"] == advice["chosen"]
