"""Has the configured language model predict, within its tokens and its time."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from agent.llm import Client, Purse, UnusableAnswerError, client_for
from agent.nas.predict_report import Spending
from agent.nas.predict_tables import Split
from agent.settings import Settings
from tools.errors import AnswerError, RequestError
from tools.nas.predictors.answers import Answers, Price
from tools.nas.predictors.choosing import off
from tools.nas.predictors.corpora import corpus
from tools.nas.predictors.distilling import FEWEST_LABELS, distilled
from tools.nas.predictors.fitting import Floats
from tools.nas.predictors.language import Ask, LanguagePredictor, Said
from tools.nas.predictors.prompt import Part
from tools.nas.predictors.translation import Rated, Translator, features

# As in the paper's code: a number has fewer.
_LONGEST_ANSWER_TOKENS = 25
# The student sees the ten features alone, as in the paper.
_TEN = 10
LLM_PP, DISTILLED = "LLM-PP", "LLM-Distill-PP"


@dataclass(frozen=True)
class Told:
    """What one predictor said of a split, and how far off it must be taken to be."""

    test: Floats
    left_out_mae: float


class Teacher:
    """A language model that is asked until it fails; `stopped` says why it was."""

    def __init__(
        self, settings: Settings, *, without: Collection[Part], unlabelled: Sequence[Translator]
    ) -> None:
        """Connect to what is configured.

        Raises:
            RequestError: nothing is.

        """
        client = client_for(settings, longest_tokens=_LONGEST_ANSWER_TOKENS)
        if client is None:
            raise RequestError(
                "--llm needs a language model. Set GREENRUNNER_LLM=openai with "
                "GREENRUNNER_LLM_MODEL, GREENRUNNER_LLM_API_KEY and, for a server of your own, "
                "GREENRUNNER_LLM_BASE_URL; or leave --llm out."
            )
        # The same name at another address may be another model.
        self.model = f"{client.model} at {settings.llm_base_url or 'the usual address'}"
        self.stopped = ""
        self._unlabelled = unlabelled
        self._purse = Purse(settings.llm_tokens, w_per_core=_watts(settings, client))
        self._predictor = LanguagePredictor(
            asking(client, self._purse),
            Answers(settings.home / "nas" / "answers", self.model),
            without=without,
        )

    def of(self, split: Split) -> dict[str, Told]:
        """Return what the model says of a split, and its student; nothing once it failed."""
        if self.stopped:
            return {}
        try:
            return self._of(split)
        except AnswerError as error:
            self.stopped = str(error)
            return {}

    def spending(self) -> Spending:
        """Return what was paid."""
        used = self._purse.book.total
        return Spending(
            model=self.model,
            used=used,
            energy_j=self._purse.energy(used),
            spared=self._predictor.spared,
            stopped=self.stopped,
        )

    def _of(self, split: Split) -> dict[str, Told]:
        known = split.known
        test = self._said([one.of for one in split.test], known, split.task)
        left_out = [
            self._predictor.bleu(
                one.of, [other for other in known if other is not one], corpus(split.task)
            )
            for one in known
        ]
        found = Told(test, off(np.array(left_out), np.array([one.bleu for one in known])))
        if not self._unlabelled:
            return {LLM_PP: found}
        labels = self._said(self._unlabelled, known, split.task)
        student = distilled(features(self._unlabelled)[:, :_TEN], labels)
        # A student is off by at most what its teacher is and what it misses of the teacher.
        bound = found.left_out_mae + student.unlike_teacher
        learnt = student.predict(features([one.of for one in split.test])[:, :_TEN])
        return {LLM_PP: found, DISTILLED: Told(learnt, bound)}

    def _said(self, ones: Sequence[Translator], known: Sequence[Rated], task: str) -> Floats:
        return np.array([self._predictor.bleu(one, known, corpus(task)) for one in ones])


def asking(client: Client, purse: Purse) -> Ask:
    """Return a function that asks a model one thing and says what that took."""

    async def answered(text: str) -> str:
        try:
            async with client.deadline() as limit:
                return await client.answer([("user", text)], purse, until=limit.when() or 0.0)
        except TimeoutError as error:
            raise UnusableAnswerError("it took too long to answer") from error

    def ask(text: str) -> Said:
        before = purse.book.total
        try:
            said = asyncio.run(answered(text))
        except UnusableAnswerError as error:
            raise AnswerError(
                f"The language model was asked no more: {error}. What it said is kept; run again "
                "to go on from there."
            ) from error
        after = purse.book.total
        price = Price(
            calls=after.calls - before.calls,
            read_tokens=after.read_tokens - before.read_tokens,
            wrote_tokens=after.wrote_tokens - before.wrote_tokens,
            wall_s=after.wall_s - before.wall_s,
        )
        return Said(text=said, price=price)

    return ask


def drawn(unlabelled: Sequence[Translator], labels: int, splits: int) -> list[Translator]:
    """Return the first of those without a label, as many a split as labels can be paid for.

    Raises:
        RequestError: that is too few to learn from.

    """
    each = min(labels // splits, len(unlabelled))
    if each < FEWEST_LABELS:
        raise RequestError(
            f"--labels {labels} and {len(unlabelled)} unlabelled architectures are {each} for each "
            f"of {splits} splits. A student needs {FEWEST_LABELS} at least."
        )
    return list(unlabelled[:each])


def _watts(settings: Settings, client: Client) -> tuple[float, float, float] | None:
    if not client.is_local:
        return None
    from agent.services import power

    return power(settings).w_per_core


Tell = Callable[[str], None]
