"""The page: what Chainlit calls, handed on to a conversation of the agent.

Chainlit loads this file by its path. It is served to this machine only (`ui/server.py`) and to its
own page only (`ui/gate.py`), so whoever comes here is its one user.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import chainlit as cl
from chainlit.config import config
from chainlit.context import context
from chainlit.data import get_data_layer
from chainlit.server import UserParam
from chainlit.server import app as web
from chainlit.types import ThreadDict
from chainlit.user import PersistedUser
from fastapi import HTTPException
from fastapi.responses import FileResponse
from starlette.datastructures import Headers

from agent.conversation import Conversation, open_conversations
from agent.settings import load_settings
from ui.gate import Gate
from ui.history import STORED, History, open_history
from ui.turns import RUNS, Taking, buttons, follow, take

_OPEN = AsyncExitStack()
_CONVERSATION: list[Callable[[str], Conversation]] = []


@cl.on_app_startup
async def _open() -> None:
    opened = open_conversations(load_settings())
    _CONVERSATION.append(await _OPEN.enter_async_context(opened))


@cl.on_app_shutdown
async def _close() -> None:
    await _OPEN.aclose()


@cl.data_layer
def _history() -> History:
    return open_history(load_settings().home)


@cl.header_auth_callback
async def _the_one_user(_: Headers) -> cl.User | None:
    return cl.User(identifier="you")


@cl.set_starters
async def _starters(user: cl.User | None = None, language: str | None = None) -> list[cl.Starter]:
    return [
        cl.Starter(
            label="Tweets, 20 ms, 85 % right",
            message=(
                "I need to tell positive tweets from negative ones on this CPU, under 20 ms each, "
                "at least 85 % right. Energy matters most. You have three minutes."
            ),
        ),
        cl.Starter(
            label="Handwritten digits",
            message="Recognise handwritten digits, at least 90 % right. You have one minute.",
        ),
        cl.Starter(label="I am not sure yet", message="Help me to find a green model."),
    ]


def _here() -> Conversation:
    return _CONVERSATION[0](context.session.thread_id)


@cl.on_message
async def _hear(message: cl.Message) -> None:
    conversation, text = _here(), message.content
    if (await conversation.latest()).question is None:
        await take(
            conversation, lambda watch: conversation.say({"text": text, "asks_again": True}, watch)
        )
        return
    await _withdraw_buttons()
    await take(conversation, lambda watch: conversation.reply(text, watch))


@cl.action_callback("answer")
async def _answer(action: cl.Action) -> None:
    conversation = _here()
    if (await conversation.latest()).asked != action.payload.get("asked"):
        await context.emitter.send_toast("That question is answered already.", "warning")
        return
    answer = str(action.payload.get("answer", ""))
    await _press(action, lambda watch: conversation.reply(answer, watch))


@cl.action_callback("go_on")
async def _go_on(action: cl.Action) -> None:
    conversation = _here()
    if (await conversation.latest()).cut:
        await _press(action, conversation.resume)


async def _press(action: cl.Action, taking: Taking) -> None:
    """Take a turn for a button as for a message: with the spinner and the stop button."""
    await _withdraw_buttons()
    said = str(action.payload.get("said", action.label))
    await cl.Message(content=said, type="user_message").send()
    await _as_task(take(_here(), taking))


async def _as_task(turn: Awaitable[None]) -> None:
    task = asyncio.ensure_future(turn)
    context.session.current_task = task
    await context.emitter.task_start()
    try:
        await asyncio.wait([task])
    finally:
        await context.emitter.task_end()
    if not task.cancelled():
        task.result()


async def _withdraw_buttons() -> None:
    if (question := cl.user_session.get("asked")) is not None:
        await question.remove_actions()
        cl.user_session.set("asked", None)


@cl.on_chat_resume
async def _resume(thread: ThreadDict) -> None:
    """Take up a conversation: follow its run, or hang the buttons on its open question again."""
    conversation = _here()
    if (run := RUNS.get(conversation.thread)) is not None:
        context.session.current_task = asyncio.create_task(follow(run, conversation.thread))
        return
    turn = await conversation.latest()
    messages = [step for step in thread["steps"] if step["type"] == "assistant_message"]
    if (hung := buttons(turn)) and messages:
        question = cl.Message.from_dict(messages[-1])
        question.actions = hung
        cl.user_session.set("asked", question)
        for button in hung:
            await button.send(for_id=messages[-1]["id"])


async def _stored(key: str, current_user: UserParam) -> FileResponse:
    """Serve a chart; as JSON, without which the page draws empty axes."""
    history = get_data_layer()
    assert isinstance(history, History)
    mine = isinstance(current_user, PersistedUser) and key.startswith(f"{current_user.id}/")
    try:
        path = history.elements.path(key) if mine else None
    except ValueError:
        path = None
    if path is None or not path.is_file():
        raise HTTPException(404)
    return FileResponse(
        path, media_type="application/json", headers={"X-Content-Type-Options": "nosniff"}
    )


web.add_middleware(Gate, origins=config.project.allow_origins)
web.add_api_route(f"{STORED}/{{key:path}}", _stored)
# Before the page's route, which takes whatever is left.
web.router.routes.insert(0, web.router.routes.pop())
