"""Searches measure one after the other."""

import asyncio
import contextlib

from agent.line import Line


async def test_who_comes_later_waits_and_hears_how_many_are_before_it():
    line, heard, order = Line(), {name: [] for name in "abc"}, []

    async def search(name, may_end):
        await line.enter(name, heard[name].append)
        order.append(name)
        await may_end.wait()
        line.leave(name)

    ends = {name: asyncio.Event() for name in "abc"}
    running = [asyncio.create_task(search(name, ends[name])) for name in "abc"]
    await asyncio.sleep(0)
    assert (order, heard) == (["a"], {"a": [], "b": [1], "c": [2]})
    ends["a"].set()
    await running[0]
    await asyncio.sleep(0)
    assert (order, heard["c"]) == (["a", "b"], [2, 1])
    ends["b"].set()
    ends["c"].set()
    await asyncio.gather(*running)
    assert order == ["a", "b", "c"]


async def test_who_stands_first_may_enter_again():
    line = Line()
    for _ in range(2):
        async with asyncio.timeout(5):
            await line.enter("a", lambda ahead: None)


async def test_who_is_stopped_while_waiting_gives_up_the_place():
    line, heard = Line(), []
    await line.enter("a", heard.append)
    second = asyncio.create_task(line.enter("b", heard.append))
    third = asyncio.create_task(line.enter("c", heard.append))
    await asyncio.sleep(0)
    second.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await second
    line.leave("a")
    async with asyncio.timeout(5):
        await third
    # The second heard 1, the third 2, and 1 once the second was gone.
    assert heard == [1, 2, 1]


async def test_leaving_without_a_place_changes_nothing():
    line = Line()
    line.leave("nobody")
    await line.enter("a", lambda ahead: None)
