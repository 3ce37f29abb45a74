import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from stored_values import KEY, LARGE, TINY, Calendar, batch, set_up

from tools.domain import (
    Dataset,
    Failure,
    Interval,
    Recommendation,
    Request,
    Scenario,
    Spent,
)
from tools.results.store import Store

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
TWEETS = Dataset(
    name="tweets",
    sha256="abc",
    task="text-classification",
    labels=("no", "yes"),
    n_train=10,
    n_test=8,
    mean_length=80.0,
    path="/somewhere/tweets.json",
    description="Tweets.",
    licence="CC0-1.0",
)


def test_batches_come_back_as_they_were_recorded(reopened: Callable[[], Store], store: Store):
    first, second, other = batch(start=0), batch(start=4, correct="01"), batch(LARGE)
    for window in (second, first, other):
        store.record_window(KEY, window)
    with reopened() as again:
        assert again.windows(KEY) == {TINY: (first, second), LARGE: (other,)}


def test_a_batch_is_kept_once_even_if_it_is_recorded_twice(store: Store):
    first = batch(correct="1111")
    store.record_window(KEY, first)
    store.record_window(KEY, batch(correct="0000"))
    store.record_window(KEY, batch(start=2, correct="0000"))
    assert store.windows(KEY) == {TINY: (first,)}
    assert [result.n for result in store.listing()] == [4]


def test_batches_after_a_gap_do_not_count_as_answers(store: Store):
    store.record_window(KEY, batch(start=0, correct="1101"))
    store.record_window(KEY, batch(start=8, correct="1111"))
    store.record_window(KEY, batch(LARGE, start=4, correct="1111"))
    assert {c: len(w) for c, w in store.windows(KEY).items()} == {TINY: 1}


def test_another_machine_device_or_dataset_shares_nothing(store: Store):
    store.record_window(KEY, batch())
    store.record_setup(KEY, set_up())
    for field in ("machine", "device", "dataset_sha256"):
        elsewhere = KEY.model_copy(update={field: "other"})
        assert store.windows(elsewhere) == {}
        assert store.setups(elsewhere) == {}


def test_the_newest_set_up_counts(store: Store):
    store.record_setup(KEY, set_up(load_s=1.0))
    store.record_setup(KEY, set_up(load_s=9.0))
    assert store.setups(KEY) == {TINY: set_up(load_s=9.0)}


def test_the_newest_failure_stands_for_as_long_as_the_caller_says(store: Store, calendar: Calendar):
    store.record_failure(KEY, Failure(candidate=LARGE, kind="timed_out", reason="It hung."))
    calendar.days_pass(2)
    newest = Failure(candidate=LARGE, kind="out_of_memory", reason="It needed 9 GB.")
    store.record_failure(KEY, newest)
    assert store.failures(KEY, since=LONG_AGO) == {LARGE: newest}
    calendar.days_pass(2)
    assert store.failures(KEY, since=calendar.now) == {}


def test_a_failure_ends_when_the_candidate_answers(store: Store, calendar: Calendar):
    store.record_failure(KEY, Failure(candidate=TINY, kind="crashed", reason="Signal 11."))
    calendar.days_pass(1)
    store.record_window(KEY, batch())
    assert store.failures(KEY, since=LONG_AGO) == {}


def test_lists_the_sums_over_batches_greenest_first(store: Store):
    store.record_dataset(TWEETS)
    store.record_machine("m1", {"cpu": "two cores"})
    store.record_window(KEY, batch(LARGE, correct="1111").model_copy(update={"cpu_s": 4.0}))
    dearer = Interval(low=1, mid=2, high=4, provenance="modelled")
    store.record_window(KEY, batch(LARGE, 4, "01").model_copy(update={"energy": dearer}))
    store.record_window(KEY, batch(TINY, correct="1101"))
    tiny, large = store.listing()
    assert (tiny.dataset, tiny.model, tiny.n, tiny.accuracy) == ("tweets", "tiny", 4, 0.75)
    assert tiny.latency_p50_s == 0.0025
    assert tiny.energy_j_per_request == Interval(
        low=0.01, mid=0.02, high=0.04, provenance="modelled"
    )
    # Six answers, five right; CPU 4.0 + 0.004 s; energy 0.08 + 2 J in the middle.
    assert (large.n, large.accuracy, large.tactics) == (6, 5 / 6, ("int8", "onnx"))
    assert large.cpu_s_per_request == 4.004 / 6
    assert large.energy_j_per_request.mid == 2.08 / 6
    assert large.measured_at == datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def test_a_calibration_is_replaced_by_the_next(store: Store):
    assert store.calibration("m1") is None
    store.record_calibration("m1", '{"rates": 1}')
    store.record_calibration("m1", '{"rates": 2}')
    assert store.calibration("m1") == '{"rates": 2}'


def test_what_an_architecture_does_is_kept_by_what_was_asked(store: Store):
    assert store.profile("q") is None
    store.record_profile("q", '{"reason": "none"}')
    assert store.profile("q") == '{"reason": "none"}'


def test_a_finished_search_is_kept_with_its_scenario(store: Store, path: Path):
    recommendation = Recommendation(
        chosen=TINY,
        feasible=True,
        standings=(),
        unsure=(),
        nearest=None,
        front=(TINY,),
        versus=None,
    )
    for energy_j in (5.0, 7.0):
        store.record_search(
            "m1",
            Scenario(task="text-classification", dataset=TWEETS),
            asked="a hash",
            request=Request(dataset="tweets"),
            recommendation=recommendation,
            spent=Spent(wall_s=3.0, energy_j=energy_j, downloads_bytes=10),
        )
    store.close()
    with duckdb.connect(str(path), read_only=True) as raw:
        rows = raw.execute(
            "SELECT scenario.task, energy_j, recommendation FROM search JOIN scenario "
            "USING (scenario) ORDER BY energy_j"
        ).fetchall()
    assert [(task, energy_j) for task, energy_j, _ in rows] == [
        ("text-classification", 5.0),
        ("text-classification", 7.0),
    ]
    assert Recommendation.model_validate(json.loads(rows[0][2])) == recommendation


def test_threads_can_read_and_write_at_once(store: Store):
    def work(i: int) -> int:
        store.record_window(KEY, batch(start=4 * i))
        return len(store.windows(KEY))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))
    assert len(store.windows(KEY)[TINY]) == 40


def test_the_views_answer_plain_questions(store: Store, path: Path):
    store.record_window(KEY, batch(correct="1101"))
    store.record_failure(KEY, Failure(candidate=LARGE, kind="crashed", reason="Signal 11."))
    store.close()
    with duckdb.connect(str(path), read_only=True) as raw:
        wrong = raw.execute("SELECT model, example FROM predictions WHERE NOT correct").fetchall()
        failed = raw.execute("SELECT model, kind FROM failures").fetchall()
    assert wrong == [("tiny", 2)]
    assert failed == [("large", "crashed")]
