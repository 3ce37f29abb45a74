"""LLM-PP: its prompt, and how its answers are read, kept and paid for."""

from typing import get_args

import pytest

from tools.errors import AnswerError, HomeError
from tools.nas.predictors.answers import Answers, Price
from tools.nas.predictors.corpora import corpus
from tools.nas.predictors.language import LanguagePredictor, Said, number_of
from tools.nas.predictors.prompt import Part, prompt
from tools.nas.predictors.translation import Rated, Translator

EN_DE = corpus("wmt14ende")
ONCE = Price(calls=1, read_tokens=700, wrote_tokens=3, wall_s=0.5)


def translator(decoder_layers: int = 1, **more: object) -> Translator:
    each = (8.0,) * decoder_layers
    return Translator.model_validate(
        {
            "name": f"of-{decoder_layers}",
            "encoder_embed": 512,
            "encoder_layers": 2,
            "encoder_ffn": (1024, 3072),
            "encoder_heads": (4, 8),
            "decoder_embed": 640,
            "decoder_layers": decoder_layers,
            "decoder_ffn": each,
            "decoder_heads": each,
            "cross_heads": each,
            "cross_reach": (-1,) * decoder_layers,
            "flops": 2.54e9,
            **more,
        }
    )


RATED = [Rated(of=translator(2), bleu=24.3), Rated(of=translator(3), bleu=25.92)]


class Model:
    """Says what is laid down, in order; the last again and again."""

    def __init__(self, *says: str) -> None:
        self.asked: list[str] = []
        self._says = list(says)

    def __call__(self, text: str) -> Said:
        self.asked.append(text)
        said = self._says.pop(0) if len(self._says) > 1 else self._says[0]
        return Said(text=said, price=ONCE)


def test_the_prompt_has_the_parts_in_the_papers_order():
    text = prompt(translator(), RATED, EN_DE)
    places = [
        text.index(part)
        for part in (
            "You estimate how well",
            "1. The models translate English to German",
            "2. This is what is translated",
            "3. Each is an encoder-decoder Transformer",
            "4. GFLOPs are",
            "5. Go by the rated architectures",
            "What the names mean",
            "BLEU: 24.30",
            "BLEU: 25.92",
        )
    ]
    assert places == sorted(places)
    assert text.count(" => ") == 5
    assert text.endswith(
        "encoder_embed: 512\nencoder_layers: 2\nencoder_ffn: [1024, 3072]\nencoder_heads: [4, 8]\n"
        "decoder_embed: 640\ndecoder_layers: 1\ndecoder_ffn: [8]\ndecoder_heads: [8]\n"
        "cross_heads: [8]\ncross_reach: [-1]\nGFLOPs: 2.5\nBLEU: "
    )


@pytest.mark.parametrize(
    ("part", "gone"),
    [
        ("role", "You estimate"),
        ("instructions", "How to go about it"),
        ("dataset", "The models translate"),
        ("examples", " => "),
        ("backbone", "Vaswani"),
        ("efficiency", "GFLOPs"),
        ("focus", "Go by"),
        ("definitions", "What the names mean"),
    ],
)
def test_a_part_that_is_left_out_is_gone_and_what_is_left_is_numbered(part, gone):
    whole, text = (prompt(translator(), RATED, EN_DE, without=out) for out in ((), (part,)))
    assert gone in whole
    assert gone not in text
    assert "BLEU: 25.92" in text
    if part in ("dataset", "examples", "backbone", "efficiency", "focus"):
        assert "\n4. " in text
        assert "\n5. " not in text


def test_without_all_that_explains_the_demonstrations_stand_alone():
    text = prompt(translator(), RATED, EN_DE, without=("role", "instructions", "definitions"))
    assert text.startswith("encoder_embed: 512\n")
    assert text.count("\n\n") == 2


def test_of_a_task_that_nobody_knows_the_name_is_said():
    text = prompt(translator(), RATED, corpus("mine"))
    assert "trained and tested on mine" in text
    assert " => " not in text


def test_every_part_that_can_be_left_out_is_tried_above():
    tried = test_a_part_that_is_left_out_is_gone_and_what_is_left_is_numbered.pytestmark[0].args[1]
    assert {part for part, _ in tried} == set(get_args(Part))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("25.31", 25.31),
        (" 25.31\n\nBecause", 25.31),
        ("25", 25.0),
        ("BLEU: 26.1", 26.1),
        ("25.3.", 25.3),
        ("25.3, as the decoder is deep", 25.3),
        ("0", 0.0),
        ("100", 100.0),
        ("100.1", None),
        ("253", None),
        ("1234", None),
        ("-3", None),
        ("nan", None),
        ("inf", None),
        ("2e1", None),
        ("25,3", None),
        ("24-26", None),
        ("about 25", None),
        ("", None),
        ("9" * 10_000, None),
        ("__import__('os')", None),
    ],
)
def test_an_answer_begins_with_a_bleu_or_is_none(said, number):
    assert number_of(said) == number


def predictor(model: Model, folder, **more: object) -> LanguagePredictor:
    return LanguagePredictor(model, Answers(folder, "m"), **more)


def test_what_was_paid_for_is_not_asked_again(tmp_path):
    first, second = Model("25.31"), Model("99")
    paying, sparing = predictor(first, tmp_path), predictor(second, tmp_path)
    assert paying.bleu(translator(), RATED, EN_DE) == 25.31
    assert sparing.bleu(translator(), RATED, EN_DE) == 25.31
    assert second.asked == []
    assert (paying.paid, paying.spared) == (ONCE, Price())
    assert (sparing.paid, sparing.spared) == (Price(), ONCE)


def test_another_model_and_another_prompt_are_asked(tmp_path):
    predictor(Model("25.31"), tmp_path).bleu(translator(), RATED, EN_DE)
    less = Model("24")
    predictor(less, tmp_path, without=("examples",)).bleu(translator(), RATED, EN_DE)
    other = Model("23")
    LanguagePredictor(other, Answers(tmp_path, "n")).bleu(translator(), RATED, EN_DE)
    assert (len(less.asked), len(other.asked)) == (1, 1)


def test_what_is_no_bleu_is_asked_again_and_more_plainly_and_all_tries_are_paid(tmp_path):
    model = Model("I would say 25", "250", "25.1")
    asking = predictor(model, tmp_path)
    assert asking.bleu(translator(), RATED, EN_DE) == 25.1
    assert len(model.asked) == 3
    assert "one number from 0 to 100" not in model.asked[0]
    assert "one number from 0 to 100" in model.asked[1]
    assert asking.paid == ONCE + ONCE + ONCE
    again = predictor(model, tmp_path)
    again.bleu(translator(), RATED, EN_DE)
    assert again.spared.calls == 3


def test_after_three_answers_that_are_no_bleu_the_failure_is_stated_and_nothing_kept(tmp_path):
    model = Model("no idea \x1b[31m" + "x" * 1_000)
    with pytest.raises(AnswerError, match=r"m gave no BLEU from 0 to 100 in 3 tries") as failed:
        predictor(model, tmp_path).bleu(translator(), RATED, EN_DE)
    assert len(model.asked) == 3
    assert "\x1b" not in str(failed.value)
    assert len(str(failed.value)) < 200
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"\xff", b"{", b'{"model": "m", "bleu": 900}'])
def test_a_broken_file_is_as_none(tmp_path, content):
    predictor(Model("25.31"), tmp_path).bleu(translator(), RATED, EN_DE)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(content)
    anew = Model("26")
    assert predictor(anew, tmp_path).bleu(translator(), RATED, EN_DE) == 26
    assert len(anew.asked) == 1


def test_where_nothing_can_be_written_it_is_said(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(HomeError, match="Cannot write"):
        predictor(Model("25"), tmp_path / "file").bleu(translator(), RATED, EN_DE)
