"""LLM-PP: a language model says what BLEU an architecture reaches, from others that are rated.

After arXiv 2310.16712: one architecture a prompt, the first word of the answer is the number, and
what is no number is asked again. Ours are the range that is checked, the bound on asking again,
and that no answer is paid for twice.
"""

import re
from collections.abc import Callable, Collection, Sequence

from tools.domain import Value
from tools.errors import AnswerError
from tools.nas.predictors.answers import Answers, Price
from tools.nas.predictors.corpora import Corpus
from tools.nas.predictors.prompt import Part, prompt
from tools.nas.predictors.translation import Rated, Translator

TRIES = 3
_NUMBER = re.compile(r"\s*(?:BLEU\s*[:=]?\s*)?(\d{1,3}(?:\.\d{1,12})?)(?![\w.,\u2013-]*\d)")
_HIGHEST = 100.0
_LONGEST_SHOWN = 60
# A model that is asked the very same may say the very same.
_AGAIN = "\n\nAnswer with one number from 0 to 100 and nothing else.\nBLEU: "


class Said(Value):
    """What a language model said, and what that took."""

    text: str
    price: Price


Ask = Callable[[str], Said]
"""Asks a language model; raises `AnswerError` where nothing comes that could be read."""


class LanguagePredictor:
    """Predicts with a language model; `paid` is what that took, `spared` what answers kept had."""

    def __init__(self, ask: Ask, answers: Answers, *, without: Collection[Part] = ()) -> None:
        self.paid, self.spared = Price(), Price()
        self._ask, self._answers, self._without = ask, answers, frozenset(without)

    def bleu(self, test: Translator, rated: Sequence[Rated], of: Corpus) -> float:
        """Return the BLEU that the model gives an architecture.

        Raises:
            AnswerError: nothing came, or three times nothing that is a BLEU.
            HomeError: the answer cannot be kept.

        """
        asked = prompt(test, rated, of, without=self._without)
        if (kept := self._answers.get(asked)) is not None:
            self.spared += kept.price
            return kept.bleu
        price, said = Price(), ""
        for number in range(TRIES):
            answer = self._ask(asked + (_AGAIN if number else ""))
            said, price = answer.text, price + answer.price
            self.paid += answer.price
            if (found := number_of(said)) is not None:
                self._answers.put(asked, bleu=found, price=price)
                return found
        raise AnswerError(
            f"{self._answers.model} gave no BLEU from 0 to 100 in {TRIES} tries; its last answer "
            f"was {said[:_LONGEST_SHOWN]!r}. Try another model."
        )


def number_of(said: str) -> float | None:
    """Return the number that an answer begins with; None where it is none from 0 to 100."""
    begins = _NUMBER.match(said)
    number = float(begins[1]) if begins else None
    return number if number is not None and number <= _HIGHEST else None
