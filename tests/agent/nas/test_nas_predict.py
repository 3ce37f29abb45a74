"""Predictors on tables that are made up: what they score, who is chosen, and what a model costs."""

import re

import pytest
from local_model import NAME, serve_smollm2
from made_architectures import architectures, split, unlabelled, written
from scripted import dribbles, fails, says, scripted_model, tokens

from agent.nas.predict import AUTOMATIC, Asked, predictions
from agent.nas.predict_llm import DISTILLED, LLM_PP
from agent.settings import Settings
from tools.errors import RequestError

ONE_SPLIT = split("1", (1, 3, 4), (2, 5))


@pytest.fixture
def model():
    with scripted_model() as server:
        yield server


@pytest.fixture
def predict(tmp_path):
    """Predict over a made-up table; the home stays between calls."""

    def _predict(rows=ONE_SPLIT, *, settings=None, **asked):
        table = written(tmp_path / "architectures.csv", architectures())
        of = written(tmp_path / "splits.csv", rows)
        known = Settings(_env_file=None, home=tmp_path / "home", **(settings or {}))
        told = Asked(table=table, splits=of, **asked)
        found = predictions(told, known, lambda text: None)
        (task,) = found.tasks
        return found, {one.predictor: one for one in task.predictors}

    return _predict


def knows_it(handler) -> None:
    """Say what is true: 20 plus the GFLOPs of the last architecture."""
    asked = handler.asked["messages"][0]["content"]
    flops = float(re.findall(r"GFLOPs: ([\d.]+)", asked)[-1])
    handler.complete(f"{20 + flops:.2f}", usage=tokens(700, 3))


def test_errors_and_order_are_averaged_over_the_seeds_as_by_hand(predict):
    """The means of 21, 22, 23 and of 22, 23, 24 miss 24, 25 by 2 and 3, and 21, 25 by 2 and 2."""
    rows = split("1", (1, 2, 3), (4, 5)) + split("2", (2, 3, 4), (1, 5))
    found, by = predict(rows)
    assert found.tasks[0].task == "made"
    assert [one.mae for one in by["mean"].seeds] == pytest.approx([2.5, 2.0])
    assert (by["mean"].mae, by["mean"].mae_std) == pytest.approx((2.25, 0.25))
    assert (by["mean"].tau, by["mean"].tau_std) == (None, None)
    # Of three in a row, leave-one-out of the mean misses by 1.5, 0 and 1.5.
    assert by["mean"].seeds[0].left_out_mae == pytest.approx(1.0)
    assert (by["line"].mae, by["line"].tau) == pytest.approx((0.0, 1.0), abs=1e-9)
    assert by[AUTOMATIC].seeds[0].used[0] == "line"
    assert (by[AUTOMATIC].mae, by[AUTOMATIC].tau) == pytest.approx((0.0, 1.0), abs=1e-6)
    assert found.language_model is None
    assert (by[LLM_PP].mae, by[LLM_PP].seeds, by[DISTILLED].tau) == (None, (), None)


def test_the_truth_of_the_test_decides_nothing(predict, tmp_path):
    """With other BLEU of the test architectures the same is chosen, and scored worse."""
    _, before = predict()
    rows = architectures(scratch_valid_BLEU="3")
    table = written(tmp_path / "other.csv", rows)
    asked = Asked(table=table, splits=tmp_path / "splits.csv")
    known = Settings(_env_file=None, home=tmp_path / "home")
    (task,) = predictions(asked, known, lambda text: None).tasks
    after = {one.predictor: one for one in task.predictors}
    assert after[AUTOMATIC].seeds[0].used == before[AUTOMATIC].seeds[0].used
    assert after[AUTOMATIC].seeds[0].left_out_mae == before[AUTOMATIC].seeds[0].left_out_mae
    assert after[AUTOMATIC].mae > before[AUTOMATIC].mae + 5


def test_a_model_is_asked_for_the_test_and_for_each_that_is_left_out(predict, model):
    model.reads = [knows_it]
    found, by = predict(settings=model.settings, llm=True)
    assert by[LLM_PP].mae == pytest.approx(0, abs=1e-9)
    assert by[LLM_PP].tau == pytest.approx(1)
    assert by[LLM_PP].seeds[0].left_out_mae == pytest.approx(0, abs=1e-9)
    assert len(model.asked) == 2 + 3
    assert {one["max_completion_tokens"] for one in model.asked} == {25}
    prompts = [one["messages"][0]["content"] for one in model.asked]
    assert [text.count("\nBLEU: ") for text in prompts] == [4, 4, 3, 3, 3]
    # Who is left out is not shown with its BLEU: 21, 23 and 24.
    for text, hidden in zip(prompts[2:], ("21.00", "23.00", "24.00"), strict=True):
        assert hidden not in text
    used = found.language_model.used
    assert (used.calls, used.read_tokens, used.wrote_tokens) == (5, 3_500, 15)
    assert used.wall_s > 0
    assert found.language_model.energy_j.mid > 0
    assert found.language_model.stopped == ""


def test_what_is_kept_costs_nothing(predict, model):
    model.reads = [knows_it]
    _, before = predict(settings=model.settings, llm=True)
    found, after = predict(settings=model.settings, llm=True)
    assert len(model.asked) == 5
    assert after == before
    assert (found.language_model.used.calls, found.language_model.spared.calls) == (0, 5)
    assert found.language_model.spared.read_tokens == 3_500


def test_a_part_that_is_left_out_is_another_question(predict, model):
    model.reads = [says("24.5", tokens(700, 3))]
    predict(settings=model.settings, llm=True)
    found, _ = predict(settings=model.settings, llm=True, without=("efficiency", "examples"))
    assert found.without == ("efficiency", "examples")
    assert len(model.asked) == 10
    assert "GFLOPs" not in model.asked[-1]["messages"][0]["content"]


def test_a_model_is_used_only_where_it_validates_better(predict, model):
    """By the mean alone it would win; a line is exact, and nobody is better than that."""
    model.reads = [says("24.5", tokens(700, 3))]
    _, by = predict(settings=model.settings, llm=True)
    assert by[LLM_PP].mae == pytest.approx((2.5 + 0.5) / 2)
    assert by[LLM_PP].tau is None
    assert by[LLM_PP].seeds[0].left_out_mae == pytest.approx((3.5 + 1.5 + 0.5) / 3)
    assert LLM_PP not in by[AUTOMATIC].seeds[0].used


def test_a_model_that_knows_better_than_ten_features_is_used(tmp_path, model):
    """BLEU that no feature tells: only the model knows it, from the width it is shown."""
    told = {512: 21.0, 1024: 24.0, 1536: 20.0, 2048: 25.0, 2560: 20.0}
    rows = architectures()
    for row, bleu in zip(rows, told.values(), strict=True):
        row["scratch_valid_BLEU"] = str(bleu)

    def knows(handler):
        asked = handler.asked["messages"][0]["content"]
        width = int(re.findall(r"decoder_ffn: \[(\d+)\]", asked)[-1])
        handler.complete(str(told[width]), usage=tokens(700, 3))

    model.reads = [knows]
    asked = Asked(
        table=written(tmp_path / "architectures.csv", rows),
        splits=written(tmp_path / "splits.csv", ONE_SPLIT),
        llm=True,
    )
    known = Settings(_env_file=None, home=tmp_path / "home", **model.settings)
    (task,) = predictions(asked, known, lambda text: None).tasks
    by = {one.predictor: one for one in task.predictors}
    assert by[AUTOMATIC].seeds[0].used == (LLM_PP,)
    assert by[AUTOMATIC].mae == pytest.approx(0)


def test_too_much_to_do_is_waited_for(predict, model):
    model.reads = [fails(429), knows_it]
    _, by = predict(settings=model.settings, llm=True)
    assert by[LLM_PP].mae == pytest.approx(0, abs=1e-9)
    assert len(model.asked) == 6


@pytest.mark.parametrize(
    ("step", "asked", "why"),
    [
        (says("no idea"), 3, "gave no BLEU from 0 to 100 in 3 tries"),
        (says("250"), 3, "gave no BLEU from 0 to 100 in 3 tries"),
        (says(""), 1, "empty"),
        (fails(401, "no such key"), 1, "no such key"),
        (dribbles, 1, "took too long to answer"),
    ],
)
def test_a_model_that_fails_is_asked_no_more_and_all_others_predict(
    predict, model, step, asked, why
):
    model.reads = [step]
    found, by = predict(settings={**model.settings, "llm_timeout_s": 1.0}, llm=True)
    assert why in found.language_model.stopped
    assert len(model.asked) == asked
    assert (by[LLM_PP].mae, by[LLM_PP].seeds) == (None, ())
    assert by[AUTOMATIC].mae == pytest.approx(0, abs=1e-6)


def test_at_its_cap_a_model_is_asked_no_more_and_later_goes_on_from_there(predict, model):
    model.reads = [knows_it]
    found, by = predict(settings={**model.settings, "llm_tokens": 2_800}, llm=True)
    assert "GREENRUNNER_LLM_TOKENS" in found.language_model.stopped
    asked = len(model.asked)
    assert 0 < asked < 5
    assert found.language_model.used.read_tokens == 700 * asked <= 2_800
    assert by[LLM_PP].mae is None
    found, by = predict(settings=model.settings, llm=True)
    assert len(model.asked) == 5
    assert found.language_model.spared.calls == asked
    assert by[LLM_PP].mae == pytest.approx(0, abs=1e-9)


def test_a_student_learns_from_as_many_labels_as_are_paid_for(predict, model, tmp_path):
    model.reads = [knows_it]
    some = written(tmp_path / "unlabelled.csv", unlabelled(30))
    _, by = predict(settings=model.settings, llm=True, unlabelled=some, labels=20)
    assert len(model.asked) == 5 + 20
    assert by[DISTILLED].mae is not None
    # It cannot be trusted more than its teacher.
    assert by[DISTILLED].seeds[0].left_out_mae >= by[LLM_PP].seeds[0].left_out_mae


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"llm": True}, "--llm needs a language model"),
        ({"without": ("role",)}, "add --llm"),
        ({"labels": 20}, "add --llm"),
        ({"llm": True, "labels": 20}, "go together"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(predict, asked, why):
    with pytest.raises(RequestError, match=why):
        predict(**asked)


def test_too_few_labels_for_a_student_are_refused_before_anything_is_paid(predict, model, tmp_path):
    some = written(tmp_path / "unlabelled.csv", unlabelled(30))
    with pytest.raises(RequestError, match="needs 10 at least"):
        predict(settings=model.settings, llm=True, unlabelled=some, labels=9)
    assert model.asked == []


def test_a_real_model_is_asked_counted_and_stopped_at_its_cap(predict):
    """What it says is of no use."""
    server = serve_smollm2()
    settings = {
        "llm": "openai",
        "llm_base_url": f"{server.listening_address}/v1",
        "llm_model": NAME,
        "llm_api_key": "none",
        "llm_timeout_s": 120.0,
        # One short prompt, and no more.
        "llm_tokens": 600,
    }
    plain = ("role", "instructions", "definitions")
    found, by = predict(settings=settings, llm=True, without=plain)
    spending = found.language_model
    assert NAME in spending.model
    assert spending.used.calls == 1
    assert spending.used.read_tokens > 100
    assert not spending.used.estimated
    assert spending.stopped
    assert by[LLM_PP].mae is None
    assert by[AUTOMATIC].mae == pytest.approx(0, abs=1e-6)
    del server
