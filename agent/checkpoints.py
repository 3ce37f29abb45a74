"""Where conversations are kept between their steps: a SQLite file in the home folder."""

from asyncio import CancelledError
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver


class Checkpoints(AsyncSqliteSaver):
    """LangGraph's checkpoints, in which a step that was cut has written nothing.

    A step ends in two writes: what it found, and which step is next. LangGraph keeps the first of
    one that is cut between the two, holds it for done, and then goes nowhere from there.
    """

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, object]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Keep what a step wrote; of one that was cut, only that it was."""
        cut = [one for one in writes if isinstance(one[1], CancelledError)]
        await super().aput_writes(config, cut or writes, task_id, task_path)


@asynccontextmanager
async def open_checkpoints(home: Path) -> AsyncIterator[Checkpoints]:
    """Open `home/checkpoints.sqlite`; it is read as plain data.

    The environment variable that says so to LangGraph would have to be set before its import.
    """
    plain = JsonPlusSerializer(allowed_msgpack_modules=None)
    async with aiosqlite.connect(home / "checkpoints.sqlite") as connection:
        saver = Checkpoints(connection, serde=plain)
        try:
            yield saver
        finally:
            # LangGraph does not wait for what a cancelled step writes. A connection closed in the
            # middle of a write keeps SQLite's lock for as long as its cursor lives.
            async with saver.lock:
                await connection.close()
