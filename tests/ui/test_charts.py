"""The chart of a search, from a real report."""

import pytest

from agent.report import Report
from ui.charts import caption, pareto


@pytest.fixture
def report(searched):
    return Report.model_validate(searched[1][1].report)


@pytest.mark.network
def test_every_candidate_is_drawn_once_and_says_when_it_left_the_race(report):
    drawn = [trace for trace in pareto(report).data if trace.mode == "markers+text"]
    names = [name for trace in drawn for name in trace.text]
    assert sorted(names) == sorted({*names})
    assert len(names) == len(report.measurements)
    said = dict(zip(names, (text for trace in drawn for text in trace.customdata), strict=True))
    left = {text for text in said.values() if text}
    assert len([text for text in said.values() if text]) == 2
    assert all(text.startswith("<br>out of the race after ") for text in left)


@pytest.mark.network
def test_the_caption_names_the_front_from_the_greenest_to_the_dearest(report):
    assert caption(report).startswith("The chart: accuracy against energy per 1,000 requests.")
    front = [one.model.rsplit("/", 1)[-1] for one in report.recommendation.front]
    assert all(name in caption(report) for name in front)
