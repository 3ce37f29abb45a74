"""`greenrunner plan`: what a search would find and cost, and nothing of it is spent."""

import sys
from collections.abc import Callable

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent import words
from agent.conversation import open_conversation
from agent.outlook import Guess, Outlook
from agent.settings import load_settings
from agent.state import Said
from tools.domain import Interval
from ui.progress import Watcher
from ui.render import short

_MOST_DROPPED = 12
# Columns of a terminal from which on everything fits.
_WIDE = 110


async def show(said: Said, *, as_json: bool, offline: bool = False) -> int:
    """Print the price of a search; return the exit code.

    Questions are answered with their stated defaults. Where there is nothing to measure, the
    answer is printed, which rests on what is stored.
    """
    console = Console(stderr=as_json, highlight=False)
    async with open_conversation(load_settings(offline=offline)) as conversation:
        with Watcher(console) as watcher:
            turn = await conversation.say(said, watcher)
            while turn.question is not None and turn.question["kind"] != "plan":
                console.print(f"{turn.question['text']} {turn.question['default']}.", markup=False)
                turn = await conversation.reply(str(turn.question["default"]), watcher)
        found = await conversation.outlook()
    if as_json:
        sys.stdout.write((found.model_dump_json(indent=2) if found else "null") + "\n")
    elif found is None:
        console.print(f"\n{turn.answer}", markup=False)
    else:
        _print(found, console)
    return 0


def _print(found: Outlook, console: Console) -> None:
    console.print(_table(found, console.width))
    for one in found.dropped[:_MOST_DROPPED]:
        console.print(f"Dropped: {short(one.named)}: {one.reason}", markup=False)
    if len(found.dropped) > _MOST_DROPPED:
        console.print(f"... and {len(found.dropped) - _MOST_DROPPED} more (--json has them).")
    console.print(f"\n{found.text}", markup=False)
    methods = sorted({one.estimate.method for one in found.candidates})
    console.print(f"Estimated from: {'; '.join(methods)}.", markup=False)


def _table(found: Outlook, width: int) -> Table:
    """Return what is estimated of each candidate; a narrow one leaves out set-up and memory."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("model", overflow="fold")
    names = ["to fetch", "right", "median", "J/1,000", "set-up", "memory"]
    shown = names if width >= _WIDE else names[:-2]
    for name in shown:
        table.add_column(name, justify="right")
    for one in found.candidates:
        known = f", {one.answers_stored:,} answers stored" if one.answers_stored else ""
        table.add_row(escape(short(one.named)) + known, *_cells(one)[: len(shown)])
    return table


def _cells(one: Guess) -> tuple[str, ...]:
    estimate = one.estimate
    per_1000 = estimate.energy_j_per_request.scaled(1_000)
    return (
        words.size(estimate.download_bytes) if estimate.download_bytes else "-",
        _between(estimate.quality, words.percent) if estimate.quality else "-",
        _between(estimate.latency_s, words.seconds),
        words.between(per_1000.low, per_1000.high),
        _between(estimate.setup_s, words.seconds),
        _between(estimate.memory_bytes, words.size),
    )


def _between(interval: Interval, say: Callable[[float], str]) -> str:
    return f"{say(interval.low)} to {say(interval.high)}"
