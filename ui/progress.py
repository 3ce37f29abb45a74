"""A running search in a terminal: a line a candidate, live; plain lines where nobody watches."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from agent import words
from agent.state import Json


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
        self._show: dict[str, Callable[[Json], None]] = {
            "note": self._note,
            "found": self._found,
            "queued": self._queued,
            "fetching": self._begins,
            "fetched": self._fetched,
            "measuring": self._begins,
            "measured": self._measured,
            "failed": self._failed,
        }

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
        self._show[str(event["kind"])](event)

    def _note(self, event: Json) -> None:
        self._console.print(event["text"], style="dim", markup=False)

    def _found(self, event: Json) -> None:
        dataset = event["dataset"]
        assert isinstance(dataset, dict)
        self._console.print(
            f"{event['candidates']} candidates for {dataset['task']}, compared on "
            f"{dataset['name']}: {dataset['n_test']} examples.",
            style="dim",
            markup=False,
        )

    def _queued(self, event: Json) -> None:
        ahead = words.counted(int(_number(event["ahead"])), "other search", "other searches")
        self._console.print(f"Waiting for {ahead} to end.", style="dim")

    def _begins(self, event: Json) -> None:
        doing = "fetching" if event["kind"] == "fetching" else "getting ready"
        if event["n"] == 0 and not self._console.is_terminal:
            self._console.print(f"{_name(event)}: {doing}", markup=False, style="dim")
        if event["n"] == 0:
            self._update(event, answered=event["start"], facts=doing)

    def _fetched(self, event: Json) -> None:
        total = event["total_bytes"]
        of = f" of {words.size(_number(total))}" if total is not None else ""
        facts = f"fetching, {words.size(_number(event['so_far_bytes']))}{of}"
        self._update(event, answered=0, facts=facts)

    def _measured(self, event: Json) -> None:
        facts = (
            f"{event['answered']} of {event['pool']}, right on "
            f"{words.percent(_number(event['right']))} of the last batch, "
            f"{words.seconds(_number(event['latency_s']))}, "
            f"{words.significant(_number(event['energy_j']) * 1000)} J per 1,000"
        )
        self._update(event, answered=event["answered"], facts=facts)
        if not self._console.is_terminal:
            self._console.print(f"{_name(event)}: {facts}", markup=False, soft_wrap=True)

    def _failed(self, event: Json) -> None:
        self._update(event, answered=0, facts="failed")
        self._console.print(f"{_name(event)} could not run: {event['reason']}", markup=False)

    def _update(self, event: Json, *, answered: object, facts: str) -> None:
        name = _name(event)
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=None, facts="")
        total = event.get("pool")
        self._progress.update(
            self._tasks[name],
            completed=_number(answered),
            total=_number(total) if total is not None else None,
            facts=facts,
        )


def _name(event: Json) -> str:
    candidate = event["candidate"]
    assert isinstance(candidate, dict)
    return str(candidate["model"])


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)
