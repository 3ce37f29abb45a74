"""`greenrunner replay`: how policies would have chosen, as a table or as JSON."""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import ValidationError
from rich import box
from rich.console import Console
from rich.table import Table

from agent import words
from agent.replay import Asked, Replays, replays
from agent.replay_tables import tables
from tools.errors import RequestError
from tools.selection.racing.policies import BY_METADATA, POLICIES
from ui.refusing import refused


def show(
    files: tuple[Path, Path | None, Path | None],
    *,
    policies: str,
    options: Mapping[str, str | float | int],
    as_json: bool,
) -> None:
    """Play and print; one object for one policy on one table, else a list of them.

    Raises:
        RequestError: a file, a policy or an option cannot be used.

    """
    names = tuple(name.strip() for name in policies.split(",") if name.strip())
    if names == ("all",):
        names = tuple(name for name in POLICIES if files[2] or name not in BY_METADATA)
    if not names:
        raise RequestError(f"--policy names none. Choose from: {', '.join(POLICIES)}.")
    try:
        asked = Asked.model_validate({"policies": names, **options})
    except ValidationError as error:
        raise refused(error) from error
    found = replays(tables(*files), asked)
    if as_json:
        dumped = [one.model_dump(mode="json") for one in found]
        sys.stdout.write(json.dumps(dumped[0] if len(dumped) == 1 else dumped, indent=2) + "\n")
        return
    _print(found, Console(highlight=False))


def _print(found: Iterable[Replays], console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in ("table", "policy", "goal"):
        table.add_column(name)
    for name in ("orders", "cost, median", "certified", "wrong", "regret, points"):
        table.add_column(name, justify="right")
    for one in found:
        certified = sum(run.certified for run in one.runs)
        table.add_row(
            *(one.table, one.policy, one.goal, f"{len(one.runs):,}"),
            words.percent(one.cost_fraction),
            *(f"{certified:,}", f"{one.wrong:,}", f"{one.regret_points:.2f}"),
        )
    console.print(table)
    console.print(
        "Cost is a share of brute force: every model on every example, with one load of each. "
        "Regret is how far the choices lie below the goal's best, on average."
    )
