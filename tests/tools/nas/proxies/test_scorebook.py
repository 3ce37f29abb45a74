"""Kept scores: they come back as they were, and a torn line costs one network."""

from math import inf, isnan, nan

import pytest

from tools.errors import HomeError
from tools.nas.proxies.scorebook import Scorebook, Setting
from tools.nas.proxies.scoring import Score

SETTING = Setting(
    space="nasbench201",
    channels=8,
    cells_per_stage=1,
    classes=10,
    input="noise",
    batch=32,
    seed=0,
    made_by="a processor, torch 2",
)
SCORES = {
    "snip": Score(value=0.1, cpu_s=1.5),
    "naswot": Score(value=-inf, cpu_s=0.5),
    "jacobian_covariance": Score(value=nan, cpu_s=0.5),
}


def test_scores_come_back_to_the_last_bit_infinite_and_undefined_ones_too(tmp_path):
    Scorebook(tmp_path / "book", SETTING).add("333333", SCORES)
    kept = Scorebook(tmp_path / "book", SETTING).scores("333333")
    assert kept["snip"] == SCORES["snip"]
    assert kept["naswot"].value == -inf
    assert isnan(kept["jacobian_covariance"].value)


@pytest.mark.parametrize(
    "change",
    [{"seed": 1}, {"batch": 16}, {"input": "digits"}, {"made_by": "another"}, {"definitions": 0}],
)
def test_another_setting_knows_nothing_of_them(tmp_path, change):
    Scorebook(tmp_path / "book", SETTING).add("333333", SCORES)
    assert not Scorebook(tmp_path / "book", SETTING.model_copy(update=change)).scores("333333")


def test_a_torn_line_costs_one_network(tmp_path):
    path = tmp_path / "book"
    book = Scorebook(path, SETTING)
    book.add("333333", SCORES)
    book.add("111111", SCORES)
    path.write_text(path.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    torn = Scorebook(path, SETTING)
    assert torn.scores("333333")
    assert not torn.scores("111111")
    torn.add("ssssss", SCORES)
    assert Scorebook(path, SETTING).scores("ssssss")


def test_proxies_that_are_added_later_join_the_others(tmp_path):
    book = Scorebook(tmp_path / "book", SETTING)
    book.add("333333", {"snip": SCORES["snip"]})
    book.add("333333", {"naswot": SCORES["naswot"]})
    assert set(Scorebook(tmp_path / "book", SETTING).scores("333333")) == {"snip", "naswot"}


def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path):
    with pytest.raises(HomeError, match="GREENRUNNER_HOME"):
        Scorebook(tmp_path / "none" / "book", SETTING).add("333333", SCORES)
