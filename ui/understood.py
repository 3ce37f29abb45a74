"""Shows what was understood of a text: `greenrunner understand`."""

import sys

from rich.console import Console
from rich.markup import escape

from agent import stated
from agent.settings import load_settings

_ALL = "-"


async def show(text: str, *, as_json: bool) -> int:
    """Print what a text asks for; `-` reads it from standard input.

    Raises:
        RequestError: a language model is asked for and not named.

    """
    said = sys.stdin.read() if text == _ALL else text
    found = await stated.read(said, load_settings())
    if as_json:
        sys.stdout.write(found.model_dump_json(indent=2) + "\n")
        return 0
    console = Console(highlight=False)
    for name, value in _flat(found):
        quote = found.quotes.get(name)
        words = f"  [dim]“{escape(quote)}”[/dim]" if quote else ""
        console.print(f"{name}: {escape(value)}{words}")
    return 0


def _flat(found: stated.Stated) -> list[tuple[str, str]]:
    """Return the fields that say something, by name."""
    dumped = found.model_dump(exclude={"quotes", "read_by"})
    flat = {**dumped.pop("limits"), **dumped.pop("budget"), **dumped}
    shown = {
        name: ", ".join(map(str, value)) if isinstance(value, tuple) else f"{value}"
        for name, value in flat.items()
        if value not in (None, ())
    }
    order = ("task", *(name for name in shown if name != "task"))
    return [(name, shown[name]) for name in order if name in shown] or [("nothing", "was stated")]
