"""Has a language model phrase what was recommended, and uses it only where every fact is right."""

import logging

from agent.explain import called, opening, row_of
from agent.facts import facts
from agent.llm.budget import Purse
from agent.llm.checking import Names, objection, plain
from agent.llm.client import Client
from agent.llm.failures import UnusableAnswerError
from agent.prompts import PHRASE
from agent.report import Named, Report
from tools.cost.places import Place

_LOG = logging.getLogger(__name__)
_LONGEST_LOGGED = 2_000


async def phrased(report: Report, place: Place, client: Client, purse: Purse) -> str:
    """Return the beginning of an explanation in the model's words; empty where there is no choice.

    Of what surely meets no limit, the template speaks alone: there a wrong word weighs most.

    Raises:
        UnusableAnswerError: nothing came, or something that the facts do not bear.

    """
    chosen = report.recommendation.chosen
    row = row_of(report, chosen)
    if chosen is None or row is None or not report.recommendation.feasible:
        return ""
    prompt = [("system", PHRASE), ("user", opening(report, place))]
    try:
        async with client.deadline() as limit:
            said = await client.answer(prompt, purse, until=limit.when() or 0.0)
    except TimeoutError as error:
        raise UnusableAnswerError("it took too long to answer") from error
    text = plain(said)
    wrong = objection(text, facts(report, row, place), _names(report, chosen))
    if wrong is not None:
        _LOG.info("A phrasing was turned down, as it %s: %r", wrong, text[:_LONGEST_LOGGED])
        raise UnusableAnswerError(f"what it wrote {wrong}")
    return text


def _names(report: Report, chosen: Named) -> Names:
    """Return what the choice is called, and what all others are: models, strategies, tactics."""
    own = {chosen.model, _short(chosen.model)}
    how = {chosen.strategy.replace("_", " "), *chosen.tactics}
    full = {called(chosen), called(chosen.model_copy(update={"model": _short(chosen.model)}))}
    others = {
        name
        for one in report.considered
        for name in (
            *(one.model, _short(one.model), one.strategy.replace("_", " ")),
            *one.tactics,
        )
    }
    return Names(
        full=tuple(map(plain, full)),
        bare=tuple(map(plain, own)),
        others=tuple(map(plain, others - own - how)),
    )


def _short(model: str) -> str:
    return model.rsplit("/", 1)[-1]
