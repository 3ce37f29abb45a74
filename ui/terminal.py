"""The graph in a terminal: one request with `ask`, turn by turn with `chat`."""

import asyncio
import json
import signal
import sys
from collections.abc import Coroutine

from rich.console import Console

from agent.conversation import Conversation, Turn, open_conversation
from agent.report import Report, says_the_same
from agent.settings import load_settings
from agent.state import Json, Said
from tools.errors import GreenRunnerError
from ui.lines import Lines
from ui.progress import Watcher
from ui.render import FENCE, table

_LEAVE = ("quit", "exit", ":q")
_GREETING = (
    "Tell me what you need a model for, e.g.: tell positive tweets from negative ones on this CPU, "
    "under 20 ms each, at least 85 % right; energy matters most; you have three minutes.\n"
    "Ctrl-C stops a search and keeps what it measured; Ctrl-D or `quit` ends the chat."
)


async def ask(said: Said, *, accept: bool, as_json: bool, offline: bool = False) -> int:
    """Do one request and print what came of it; return the exit code.

    Questions are answered with their stated defaults where there is no terminal. The plan's
    go-ahead is given with `accept` or by a person, and by nobody else.
    """
    console, lines = Console(stderr=as_json, highlight=False), Lines()
    async with open_conversation(load_settings(offline=offline)) as conversation:
        with Watcher(console) as watcher:
            turn = await conversation.say(said, watcher)
        while turn.question is not None:
            try:
                answer = await _answer(turn.question, console, lines, accept=accept)
            except EOFError:
                console.print("No answer, so nothing is spent.")
                return 0
            with Watcher(console) as watcher:
                turn = await conversation.reply(answer, watcher)
    if as_json:
        sys.stdout.write(json.dumps(turn.report, indent=2, ensure_ascii=False) + "\n")
    else:
        _show(turn, console, with_table=True)
    return 0


async def chat(*, offline: bool = False) -> int:
    """Talk until the input ends; return the exit code."""
    console, lines = Console(highlight=False), Lines()
    async with open_conversation(load_settings(offline=offline)) as conversation:
        console.print(_GREETING, markup=False)
        shown: Json | None = None
        while (text := await _said(console, lines)) is not None:
            try:
                turn = await _turn(conversation, {"text": text, "asks_again": True}, console, lines)
                _show(turn, console, with_table=not says_the_same(turn.report, shown))
                shown = turn.report
            except EOFError:
                break
            except GreenRunnerError as error:
                console.print(str(error), style="red", markup=False)
    return 0


async def _said(console: Console, lines: Lines) -> str | None:
    """Return the next line that says something, or None where the input has ended."""
    console.print()
    while (text := await lines.read("you: ")) == "":
        pass
    return None if _leaves(text) else text


async def _turn(conversation: Conversation, said: Said, console: Console, lines: Lines) -> Turn:
    """Take one turn to its answer; a search that is stopped is concluded from what is stored."""
    with Watcher(console) as watcher:
        turn = await _stoppable(conversation.say(said, watcher))
    while turn is not None and turn.question is not None:
        answer = await _answer(turn.question, console, lines, accept=False)
        with Watcher(console) as watcher:
            turn = await _stoppable(conversation.reply(answer, watcher))
    if turn is None:
        console.print("Stopped. What was measured is kept; this is what follows from it:\n")
        turn = await conversation.conclude(Watcher(console))
    return turn


async def _stoppable(turn: Coroutine[object, object, Turn]) -> Turn | None:
    """Return what a turn ended with, or None where Ctrl-C stopped it."""
    task, loop = asyncio.create_task(turn), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return None
    finally:
        loop.remove_signal_handler(signal.SIGINT)


async def _answer(question: Json, console: Console, lines: Lines, *, accept: bool) -> str:
    """Return the user's answer; where nobody can be asked, the default, and no to a plan."""
    default, is_plan = str(question["default"]), question["kind"] == "plan"
    console.print(f"\n{question['text']}", markup=False)
    if is_plan and accept:
        console.print("Accepted with --yes.", style="dim")
        return default
    if is_plan and not lines.has_person:
        console.print("No terminal to ask: --yes accepts the plan.", style="dim")
        return "no"
    options = question["options"]
    assert isinstance(options, dict)
    for name, meaning in options.items():
        console.print(f"  {name}: {meaning}" + (" (default)" if name == default else ""))
    if not lines.has_person:
        console.print(f"No terminal to ask: {default}.", style="dim", markup=False)
        return default
    answer = await lines.read("your answer: ")
    if answer is None or _leaves(answer):
        raise EOFError
    return answer or default


def _leaves(text: str | None) -> bool:
    return (text or "").strip().lower() in _LEAVE


def _show(turn: Turn, console: Console, *, with_table: bool) -> None:
    report = None if turn.report is None else Report.model_validate(turn.report)
    if with_table and report is not None and report.measurements:
        console.print(table(report, console.width))
    # A line of a program that is broken in two is none.
    whole = not console.is_terminal or FENCE in turn.answer
    console.print(f"\n{turn.answer}", markup=False, highlight=False, soft_wrap=whole)
