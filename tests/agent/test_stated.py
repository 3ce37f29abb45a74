"""`greenrunner understand`: what was stated, flat, with the words behind it."""

import json

import pytest
from typer.testing import CliRunner

from agent.extract import understand
from agent.stated import stated
from ui.cli import app

TEXT = (
    "I need to tell positive tweets from negative ones on this CPU, p99 under 20 ms, at least 85 % "
    "accuracy and recall. Energy matters most, size doesn't matter. You have 40 minutes and "
    "200 MB of downloads; try at most 5 models, off the shelf. 100k a day, and we sell this."
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("GREENRUNNER_HOME", str(tmp_path / "home"))

    def run(*given: str, stdin: str = "") -> dict[str, object]:
        done = CliRunner().invoke(app, ["understand", "--json", *given], input=stdin)
        assert done.exit_code == 0, done.output
        return json.loads(done.output)

    return run


def test_everything_that_was_said_is_there_with_its_words(run):
    found = run(TEXT)
    assert found["task"] == "text-classification"
    assert found["limits"] == {
        "min_quality": 0.85,
        "max_latency_s": 0.02,
        "latency_percentile": 99,
        "max_energy_j": None,
        "max_memory_bytes": None,
        "max_size_bytes": None,
        "max_price_usd_per_1k": None,
        "licences": ["permissive"],
        "languages": [],
    }
    assert found["budget"] == {"wall_s": 2400, "energy_j": None, "downloads_bytes": 200e6}
    assert (found["priorities"], found["indifferent"]) == (["energy"], ["size"])
    assert (found["device"], found["volume_per_day"], found["dataset"]) == ("cpu", 1e5, "tweets")
    assert (found["max_candidates"], found["strategy"]) == (5, "as_is")
    assert found["metrics"] == ["accuracy", "recall"]
    assert found["quotes"]["priorities"] == "Energy matters most"
    assert found["quotes"]["wall_s"].startswith("You have 40 minutes")
    assert all(quote in TEXT for quote in found["quotes"].values())


def test_what_was_not_said_is_null_or_empty(run):
    found = run("hello")
    assert found.pop("read_by") == "extractor"
    flat = {**found.pop("limits"), **found.pop("budget"), **found}
    assert all(value in (None, [], {}) for value in flat.values())


def test_a_text_from_a_pipe_may_be_long(run):
    long = "tell spam from other mail, " + "really " * 150_000 + "in 5 ms"
    found = run("-", stdin=long)
    assert found["task"] == "text-classification"
    assert (found["limits"]["max_latency_s"], found["unsure"]) == (None, ["text"])


def test_a_contradiction_keeps_the_concrete_limit_and_is_unsure(run):
    found = run("classify reviews; no limit on latency, but it must answer within 20 ms")
    assert found["limits"]["max_latency_s"] == 0.02
    assert found["unsure"] == ["max_latency_s"]


def test_for_people_it_is_one_line_a_field(tmp_path, monkeypatch):
    monkeypatch.setenv("GREENRUNNER_HOME", str(tmp_path / "home"))
    done = CliRunner().invoke(app, ["understand", "label [b]tickets[/b], 90 % right"])
    assert "min_quality: 0.9  “90 % right”" in done.output
    nothing = CliRunner().invoke(app, ["understand", "hello"])
    assert nothing.output == "nothing: was stated\n"


@pytest.mark.parametrize(
    ("text", "strategy"),
    [
        ("fine-tune a model on our tickets", "fine_tune"),
        ("sort tickets without any training", "as_is"),
        ("sort tickets, no fine-tuning", None),
        ("a linear probe on frozen features", "linear_probe"),
        ("zero-shot, please", "zero_shot"),
        ("train a small network from scratch", "from_scratch"),
        ("I have no training data for tickets", None),
    ],
)
def test_a_strategy_is_read_where_it_is_named(text, strategy):
    assert stated(understand(text), text).strategy == strategy
