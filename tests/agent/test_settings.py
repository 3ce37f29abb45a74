"""The one reader of the environment."""

import pytest

from agent.settings import Settings, load_settings
from tools.errors import RequestError


def test_a_worker_sees_pinned_threads_and_no_secret(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hidden")
    monkeypatch.setenv("OPENAI_API_KEY", "hidden")
    monkeypatch.setenv("MY_PASSWORD", "hidden")
    monkeypatch.setenv("HARMLESS", "seen")
    seen = Settings(threads=2).worker_environment()
    assert "hidden" not in seen.values()
    assert seen["HARMLESS"] == "seen"
    assert {seen[f"{name}_NUM_THREADS"] for name in ("OMP", "MKL", "OPENBLAS")} == {"2"}
    assert (seen["OMP_WAIT_POLICY"], seen["HF_HUB_OFFLINE"]) == ("PASSIVE", "1")


def test_workers_keep_the_memory_that_they_freed_unless_told_otherwise(monkeypatch):
    for name in ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"):
        monkeypatch.delenv(name, raising=False)
    kept = Settings()
    assert kept.worker_environment()["MALLOC_TRIM_THRESHOLD_"] == "4294967296"
    assert "MALLOC_TRIM_THRESHOLD_" not in Settings(keep_memory=False).worker_environment()
    kept_before = kept.conditions()
    assert kept_before == {"freed_memory": "kept"}
    assert Settings(keep_memory=False).conditions() == {"freed_memory": "given back"}
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "1")
    own = Settings()
    assert own.worker_environment()["MALLOC_TRIM_THRESHOLD_"] == "1"
    assert own.conditions() not in (kept_before, Settings(keep_memory=False).conditions())


def test_a_setting_that_cannot_be_is_a_sentence(monkeypatch):
    monkeypatch.setenv("GREENRUNNER_THREADS", "0")
    monkeypatch.setenv("GREENRUNNER_WARM_UP_S", "long")
    with pytest.raises(RequestError, match=r"GREENRUNNER_THREADS is '0': .*; GREENRUNNER_WARM_UP"):
        load_settings()


def test_a_hub_is_asked_unless_somebody_says_offline(monkeypatch):
    monkeypatch.delenv("GREENRUNNER_OFFLINE")
    assert load_settings().asks_a_hub
    assert not load_settings(offline=True).asks_a_hub
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert not load_settings().asks_a_hub
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("HF_TOKEN", "hidden")
    settings = load_settings()
    assert settings.asks_a_hub
    assert settings.hub_endpoint == "http://127.0.0.1:1"
    assert "hidden" not in repr(settings)
    monkeypatch.setenv("GREENRUNNER_OFFLINE", "true")
    assert not load_settings().asks_a_hub
