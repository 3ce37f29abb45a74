"""A search that was cut off goes on where it was, in another process too."""

import asyncio
import contextlib
from typing import TypedDict

from langgraph.graph import END, START, StateGraph
from talking import Talk, talking

from agent.checkpoints import open_checkpoints
from agent.graph import compiled

NEED = "tell positive texts from negative ones, at most 0.1 MB of downloads, at least 60 % right"


async def test_a_cut_search_says_so_and_goes_on(tmp_path, opinions):
    async with talking(tmp_path) as talk:
        await talk.say(NEED, opinions)
        begun = asyncio.Event()
        turn = asyncio.create_task(talk.conversation.reply("yes", lambda _: begun.set()))
        await begun.wait()
        turn.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await turn
        thread = talk.thread
    async with talking(tmp_path) as opened:
        again = Talk(opened.graph, opened.services, thread)
        cut = await again.conversation.latest()
        found = await again.conversation.resume(lambda _: None)
        after = await again.conversation.latest()
    assert (cut.cut, cut.question, cut.report) == (True, None, None)
    assert found.report["recommendation"]["chosen"] is not None
    assert not after.cut


async def test_checkpoints_close_when_what_is_being_written_is_written(tmp_path):
    write = "INSERT INTO writes VALUES ('thread', '', 'id', 'task', '', ?, 'said', NULL, NULL)"
    begun = asyncio.Event()

    async def in_two_steps(saver):
        async with saver.lock, saver.conn.cursor() as cursor:
            begun.set()
            await cursor.executemany(write, [(0,), (1,)])
            await saver.conn.commit()

    async with compiled(tmp_path) as graph:
        await graph.checkpointer.setup()
        background = asyncio.create_task(in_two_steps(graph.checkpointer))
        await begun.wait()
    async with compiled(tmp_path) as graph:
        await graph.checkpointer.setup()
        await graph.checkpointer.conn.executemany(write, [(2,)])
        rows = await graph.checkpointer.conn.execute_fetchall("SELECT count(*) FROM writes")
    await background
    assert list(rows) == [(3,)]


class Counted(TypedDict):
    n: int


def in_two(where_to):
    """Return a graph of two nodes that is kept in checkpoints, and what runs it as a turn does."""
    graph = StateGraph(Counted)
    graph.add_node("first", lambda state: {"n": state["n"] + 1})
    graph.add_node("last", lambda state: {"n": state["n"] * 10})
    graph.add_edge(START, "first")
    graph.add_conditional_edges("first", where_to, ["last"])
    graph.add_edge("last", END)

    async def run(compiled_, given, config):
        assert [one async for one in compiled_.astream(given, config, stream_mode="custom")] == []

    return graph, run


async def test_a_step_that_is_cut_before_it_says_which_is_next_is_taken_again(tmp_path):
    asked, held = asyncio.Event(), asyncio.Event()

    async def where_to(_):
        asked.set()
        await held.wait()
        return "last"

    (graph, run), config = in_two(where_to), {"configurable": {"thread_id": "cut"}}
    async with open_checkpoints(tmp_path) as checkpoints:
        turn = asyncio.create_task(run(graph.compile(checkpoints), {"n": 1}, config))
        await asked.wait()
        turn.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await turn
    held.set()
    async with open_checkpoints(tmp_path) as checkpoints:
        again = graph.compile(checkpoints)
        cut = await again.aget_state(config)
        await run(again, None, config)
        after = await again.aget_state(config)
    assert (cut.next, cut.values) == (("first",), {"n": 1})
    assert (after.next, after.values) == ((), {"n": 20})
