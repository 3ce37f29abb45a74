"""Hostile text at every place where somebody may type: it is text, and has no effect.

Nothing is run, no file outside the home is read or written, no number that is stored changes, every
reply is a sentence, and none takes long.
"""

from collections.abc import Iterator

import pytest
from hostile import ALL, filled
from talking import NEED, UNDECIDED, Talk, copied, talking
from watched import IN_ENVIRONMENT, Watched, heard

from agent.questions import is_go_ahead, points
from agent.typed import plain

pytestmark = pytest.mark.network


@pytest.fixture
def watched(searched, tmp_path, monkeypatch) -> Iterator[Watched]:
    monkeypatch.setenv("CANARY", IN_ENVIRONMENT)
    home = copied(searched[0], tmp_path / "home")
    found = Watched(home, tmp_path / "outside")
    yield found
    assert len(ALL) >= 60
    found.check()


def inputs(watched: Watched) -> Iterator[tuple[str, str]]:
    for name, text in ALL.items():
        yield name, filled(text, watched.outside)


def some(watched: Watched) -> list[tuple[str, str]]:
    """Return one of every kind or two, where each takes a search of its own."""
    return list(inputs(watched))[::6]


async def test_as_the_first_message(watched):
    async with talking(watched.home) as talk:
        for name, text in inputs(watched):
            watched.keep(name, await heard(Talk(talk.graph, talk.services).say(text)))


async def test_as_a_follow_up(watched, opinions):
    async with talking(watched.home) as talk:
        await talk.say(NEED, opinions)
        for name, text in inputs(watched):
            watched.keep(name, await heard(talk.say(text)))


@pytest.mark.parametrize("before", [("I need a model",), ("I need a model", "sort texts")])
async def test_as_the_task_and_as_the_name_of_the_data(watched, before):
    async with talking(watched.home) as talk:
        for name, text in inputs(watched):
            one = Talk(talk.graph, talk.services)
            await one.say(before[0])
            if not plain(text).strip():
                continue  # who says nothing takes the default, here as anywhere
            for answer in before[1:]:
                await one.reply(answer)
            watched.keep(name, await heard(one.reply(text)))


async def test_as_the_answer_to_a_trade_off(watched, opinions):
    assert all(
        found is None or 0 <= found <= 100 for _, t in inputs(watched) for found in [points(t)]
    )
    async with talking(watched.home, questions=1, question_worth=0.5) as talk:
        for number, (name, text) in enumerate(some(watched)):
            one = Talk(talk.graph, talk.services)
            # What was asked and finished before is not asked about again.
            asked = await one.say(f"At least {50 + number} % right. {UNDECIDED}", opinions)
            assert asked.question["field"] == "rates.size"
            watched.keep(name, await heard(one.reply(text)))
            (watched.home / "preferences.json").unlink(missing_ok=True)


async def test_as_the_answer_to_a_plan_it_is_no_go_ahead(watched, opinions):
    assert not any(is_go_ahead(text) for _, text in inputs(watched))
    async with talking(watched.home, exhaustive=True) as talk:
        for name, text in some(watched):
            one = Talk(talk.graph, talk.services)
            asked = await one.say(NEED, opinions)
            assert asked.question["kind"] == "plan"
            watched.keep(name, await heard(one.reply(text)))
            assert one.heard[-1].kinds() == ["note"]
