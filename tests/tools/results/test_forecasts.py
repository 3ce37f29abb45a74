"""What was estimated of a candidate is kept, and held against what is measured afterwards."""

import pytest
from stored_values import KEY, LARGE, TINY, batch, set_up

from tools.domain import Estimate, Interval
from tools.results.store import Store

QUANTITIES = ("cpu_s_per_request", "energy_j_per_request", "latency_s", "memory_bytes", "setup_s")


def interval(mid: float) -> Interval:
    return Interval(low=mid / 2, mid=mid, high=2 * mid, provenance="modelled")


def estimate(candidate=TINY, times: float = 1.0) -> Estimate:
    mids = dict(zip(QUANTITIES, (0.001, 0.01, 0.002, 5e7, 4.0), strict=True))
    return Estimate(
        candidate=candidate,
        family="bert",
        download_s=interval(1.0),
        size_bytes=1,
        download_bytes=1,
        method="by hand",
        uncorrected={name: mid / 2 for name, mid in mids.items()},
        **{name: interval(times * mid) for name, mid in mids.items()},
    )


def test_what_was_estimated_and_then_measured_is_scored(store: Store):
    store.record_forecasts(KEY, [estimate(), estimate(LARGE)])
    assert store.scored() == []
    store.record_setup(KEY, set_up())
    store.record_window(KEY, batch())
    found = {one.quantity: one for one in store.scored()}
    # 2 ms of CPU and 20 mJ a request; latencies of 1 to 4 ms; 3.5 s to load, fit and warm up.
    measured = {name: one.measured for name, one in found.items()}
    assert measured == pytest.approx(
        dict(zip(QUANTITIES, (0.002, 0.02, 0.0025, 1e8, 3.5), strict=True))
    )
    latency = found["latency_s"]
    assert (latency.candidate, latency.family, latency.method) == (TINY, "bert", "by hand")
    assert latency.estimated == interval(0.002)
    assert latency.uncorrected == 0.001


def test_only_the_first_estimate_counts_and_none_after_the_fact(store: Store):
    store.record_forecasts(KEY, [estimate()])
    store.record_forecasts(KEY, [estimate(times=10)])
    store.record_window(KEY, batch())
    store.record_window(KEY, batch(LARGE))
    store.record_forecasts(KEY, [estimate(LARGE)])
    assert {one.candidate for one in store.scored()} == {TINY}
    assert {one.estimated.mid for one in store.scored() if one.quantity == "latency_s"} == {0.002}


def test_scores_are_asked_for_by_machine_and_device(store: Store):
    store.record_forecasts(KEY, [estimate()])
    store.record_window(KEY, batch())
    # No set-up was stored: the other four.
    assert len(store.scored(KEY.machine, device=KEY.device)) == 4
    assert store.scored("another") == store.scored(KEY.machine, device="cuda") == []


def test_they_are_there_when_the_store_is_opened_again(store: Store, reopened):
    store.record_forecasts(KEY, [estimate()])
    store.record_window(KEY, batch())
    before = store.scored()
    assert reopened().scored() == before
