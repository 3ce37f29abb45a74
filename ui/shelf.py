"""`greenrunner disk`: what the home keeps of models, as a table or JSON; removes one of them."""

import sys

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent import words
from agent.disk import Disk, disk
from agent.disk import remove as removed
from agent.settings import load_settings


def show(*, remove: str | None, as_json: bool) -> None:
    """Remove a model if one is named, then print what the home holds.

    Raises:
        RequestError: the home has no such model.
        StoreLockedError: another process uses the home that a model is to be removed from.

    """
    settings, console = load_settings(), Console(highlight=False)
    gone = removed(remove, settings) if remove is not None else None
    found = disk(settings)
    if as_json:
        sys.stdout.write(found.model_dump_json(indent=2) + "\n")
        return
    if gone is not None:
        console.print(
            f"Removed {gone.model} ({words.size(gone.size_bytes)}); its results stay.", markup=False
        )
    if found.models:
        console.print(_table(found))
    console.print(_sum(found), markup=False)


def _table(found: Disk) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("model", overflow="fold")
    table.add_column("disk", justify="right", no_wrap=True)
    table.add_column("last used (UTC)", justify="right", no_wrap=True)
    for one in found.models:
        used = f"{one.used_at:%Y-%m-%d %H:%M}"
        table.add_row(escape(one.model), words.size(one.size_bytes), used)
    return table


def _sum(found: Disk) -> str:
    limit = "" if found.limit_bytes is None else f" of at most {words.size(found.limit_bytes)}"
    return (
        f"{found.home} holds {words.size(found.models_bytes)}{limit} of models and "
        f"{words.size(found.others_bytes)} of results, examples and fitted heads; "
        f"{words.size(found.free_bytes)} are free."
    )
