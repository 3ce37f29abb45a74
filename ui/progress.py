"""A running search in a terminal: a line a candidate, live; plain lines where nobody watches."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from agent.state import Json
from ui.telling import about, number, progress, said


class Watcher:
    """Shows events as they come. Use as a context manager and hand it over as the watch."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[facts]}", markup=False),
            console=console,
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._console.is_terminal:  # elsewhere it would print an empty line
            self._progress.stop()

    def __call__(self, event: Json) -> None:
        """Show one event."""
        if "candidate" not in event:
            self._console.print(said(event), style="dim", markup=False)
        elif event["kind"] == "failed":
            self._update(event, answered=0)
            self._console.print(f"{about(event)} {progress(event)}", markup=False)
        elif event["kind"] == "measured":
            self._update(event, answered=event["answered"])
            self._print_where_nothing_moves(event, style="")
        elif event["kind"] == "fetched":
            self._update(event, answered=0)
        elif event["n"] == 0:
            self._update(event, answered=event["start"])
            self._print_where_nothing_moves(event, style="dim")

    def _print_where_nothing_moves(self, event: Json, *, style: str) -> None:
        if not self._console.is_terminal:
            text = f"{about(event)}: {progress(event)}"
            self._console.print(text, markup=False, style=style, soft_wrap=True)

    def _update(self, event: Json, *, answered: object) -> None:
        name, total = about(event), event.get("pool")
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=None, facts="")
        self._progress.update(
            self._tasks[name],
            completed=number(answered),
            total=number(total) if total is not None else None,
            facts="failed" if event["kind"] == "failed" else progress(event),
        )
