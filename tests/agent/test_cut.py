"""A search that was cut off goes on where it was, in another process too."""

import asyncio
import contextlib

from talking import Talk, talking

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
