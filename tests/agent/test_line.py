"""Searches measure one after the other."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from agent.line import Line
from tools.bench.turn import take_turn


class Told:
    """What a search hears: how many are ahead of it, and who measures elsewhere."""

    def __init__(self) -> None:
        self.ahead: list[int] = []
        self.elsewhere: list[int | None] = []

    def __call__(self, **facts: int | None) -> None:
        if "ahead" in facts:
            self.ahead.append(facts["ahead"])
        else:
            self.elsewhere.append(facts["process"])


@pytest.fixture
def turn(tmp_path) -> Path:
    return tmp_path / "turn"


@pytest.fixture
def line(turn) -> Line:
    return Line(turn)


async def test_who_comes_later_waits_and_hears_how_many_are_before_it(line):
    told, order = {name: Told() for name in "abc"}, []

    async def search(name, may_end):
        await line.enter(name, told[name])
        order.append(name)
        await may_end.wait()
        line.leave(name)

    ends = {name: asyncio.Event() for name in "abc"}
    running = [asyncio.create_task(search(name, ends[name])) for name in "abc"]
    await asyncio.sleep(0)
    assert (order, [told[name].ahead for name in "abc"]) == (["a"], [[], [1], [2]])
    ends["a"].set()
    await running[0]
    await asyncio.sleep(0)
    assert (order, told["c"].ahead) == (["a", "b"], [2, 1])
    ends["b"].set()
    ends["c"].set()
    await asyncio.gather(*running)
    assert order == ["a", "b", "c"]
    assert [told[name].elsewhere for name in "abc"] == [[], [], []]


async def test_who_stands_first_may_enter_again(line):
    for _ in range(2):
        async with asyncio.timeout(5):
            await line.enter("a", Told())
    line.leave("a")


async def test_who_is_stopped_while_waiting_gives_up_the_place(line):
    told = Told()
    await line.enter("a", told)
    second = asyncio.create_task(line.enter("b", told))
    third = asyncio.create_task(line.enter("c", told))
    await asyncio.sleep(0)
    second.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await second
    line.leave("a")
    async with asyncio.timeout(5):
        await third
    line.leave("c")
    # The second heard 1, the third 2, and 1 once the second was gone.
    assert told.ahead == [1, 2, 1]


async def test_leaving_without_a_place_changes_nothing(line):
    line.leave("nobody")
    await line.enter("a", Told())
    line.leave("a")


async def test_the_machine_is_held_by_who_stands_first_and_by_nobody_afterwards(line, turn):
    await line.enter("a", Told())
    waiting = asyncio.create_task(line.enter("b", Told()))
    await asyncio.sleep(0)
    line.leave("b")
    elsewhere, heard = (
        asyncio.create_task(take_turn(turn, lambda pid: heard.set())),
        asyncio.Event(),
    )
    async with asyncio.timeout(5):
        await heard.wait()
    assert not elsewhere.done()
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    line.leave("a")
    async with asyncio.timeout(5):
        (await elsewhere).end()


async def test_a_search_that_is_stopped_while_another_program_measures_leaves_the_line(line, turn):
    held, told = await take_turn(turn, lambda pid: None), Told()
    first = asyncio.create_task(line.enter("a", told))
    second = asyncio.create_task(line.enter("b", told))
    while not told.elsewhere:
        await asyncio.sleep(0.01)
    first.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await first
    held.end()
    async with asyncio.timeout(5):
        await second
    line.leave("b")
    assert told.ahead == [1]
    (await take_turn(turn, lambda pid: pytest.fail("somebody still measures"))).end()
