"""Takes a turn in the page: one at a time in a conversation, shown live, stoppable, followable."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import cast

import chainlit as cl
from chainlit.context import context
from chainlit.data import get_data_layer
from chainlit.types import ThreadDict

from agent.conversation import Conversation, Turn, Watch
from agent.report import Report, says_the_same
from agent.state import Json
from tools.errors import GreenRunnerError
from ui.board import Board
from ui.charts import caption, pareto
from ui.render import markdown, plain

# Longer than a message takes to the disk.
_PATIENCE_S = 5.0

Taking = Callable[[Watch], Awaitable[Turn]]


@dataclass
class Run:
    """A turn in progress: it outlives the tab it was begun in."""

    task: asyncio.Task[object]
    board: Board = field(default_factory=Board)
    said: cl.Message | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)


RUNS: dict[str, Run] = {}


async def take(conversation: Conversation, taking: Taking) -> None:
    """Take one turn and say what came of it; a stop is answered from what is stored."""
    thread, task = conversation.thread, asyncio.current_task()
    if thread in RUNS:
        await context.emitter.send_toast("A search runs here: stop it first.", "warning")
        return
    assert task is not None
    run = RUNS[thread] = Run(task)
    try:
        before = (await conversation.latest()).report
        run.said = _message(await _taken(conversation, taking, run), run.board, before)
        await run.said.send()
    except GreenRunnerError as error:
        run.board.finish("Stopped")
        run.said = await cl.Message(content=plain(str(error))).send()
    finally:
        RUNS.pop(thread, None)
        run.done.set()


async def _taken(conversation: Conversation, taking: Taking, run: Run) -> Turn:
    showing = asyncio.create_task(run.board.show())
    try:
        turn = await taking(run.board.hear)
        run.board.finish("Done")
    except asyncio.CancelledError:
        run.board.finish("Stopped")
        run.board.notes.append("Stopped. What was measured is kept; this is what follows from it.")
        turn = await conversation.conclude(run.board.hear)
    finally:
        showing.cancel()
    await run.board.send()
    return turn


async def follow(run: Run, thread: str) -> None:
    """Show a run in a tab that was opened after its begin; its stop button stops the run."""
    await context.emitter.task_start()
    await run.board.send()
    showing = asyncio.create_task(run.board.show())
    try:
        await run.done.wait()
    except asyncio.CancelledError:
        run.task.cancel()
        await run.done.wait()
    finally:
        showing.cancel()
        await context.emitter.task_end()
    await run.board.send()
    await context.emitter.resume_thread(await _stored(thread, run.said))


async def _stored(thread: str, said: cl.Message | None) -> ThreadDict:
    """Return a conversation once what was said last is in it: Chainlit stores it by the way."""
    history = get_data_layer()
    assert history is not None
    wanted = {said.id, *(element.id for element in said.elements)} if said else set()
    until = monotonic() + _PATIENCE_S
    while True:
        stored = await history.get_thread(thread)
        assert stored is not None
        found = {row["id"] for row in (*stored["steps"], *(stored["elements"] or []))}
        if wanted <= found or monotonic() > until:
            return cast("ThreadDict", stored)
        await asyncio.sleep(0.1)


def _message(turn: Turn, board: Board, before: Json | None) -> cl.Message:
    if turn.question is not None:
        content = plain("\n\n".join([*board.notes, str(turn.question["text"])]))
        asked = cl.Message(content=content, actions=buttons(turn), metadata={"asked": turn.asked})
        cl.user_session.set("asked", asked)
        return asked
    parts = [plain("\n\n".join([*board.notes, turn.answer]))]
    elements: list[cl.Plotly] = []
    if turn.report is not None and not says_the_same(turn.report, before):
        report = Report.model_validate(turn.report)
        if report.measurements:
            parts += [markdown(report), plain(caption(report))]
            elements = [
                cl.Plotly(name="pareto", figure=pareto(report), display="inline", size="large")
            ]
    return cl.Message(content="\n\n".join(parts), elements=elements)


def buttons(turn: Turn) -> list[cl.Action]:
    """Return a button per answer to the open question, or one to go on with a search cut short."""
    if turn.cut:
        return [cl.Action(name="go_on", payload={}, label="Go on with the search that was cut")]
    if turn.question is None:
        return []
    options, default = turn.question["options"], turn.question["default"]
    assert isinstance(options, dict)
    return [
        cl.Action(
            name="answer",
            payload={"asked": turn.asked, "answer": answer, "said": meaning},
            label=f"{meaning}{' (default)' if answer == default else ''}",
        )
        for answer, meaning in options.items()
    ]
