"""Shows a running search in the page: a line a candidate in the task list, notes for the answer."""

import asyncio
from time import monotonic

import chainlit as cl

from agent.state import Json
from ui.telling import about, progress, said

# Each sending writes a file that the browser fetches; faster than this, it never shows the list.
_SEND_EVERY_S = 1.0
_LOOK_EVERY_S = 0.1
_STATUS = {"measured": cl.TaskStatus.DONE, "failed": cl.TaskStatus.FAILED}


class Board:
    """What a run shows, also in a tab that was opened later."""

    def __init__(self) -> None:
        self.status = "Searching"
        self.notes: list[str] = []
        self._lines: dict[str, cl.Task] = {}

    def hear(self, event: Json) -> None:
        """Take in one event of the search."""
        kind = event["kind"]
        if "candidate" in event:
            self.status = "Measuring"
            name = about(event).rpartition("/")[2]
            line = self._lines.setdefault(about(event), cl.Task(title=""))
            line.title = f"{name}: {progress(event)}"
            line.status = _STATUS.get(str(kind), cl.TaskStatus.RUNNING)
        elif kind in ("queued", "designing"):
            self.status = said(event)
        else:
            self.notes.append(said(event))

    def finish(self, status: str) -> None:
        """Say how the run ended; nobody is being measured any more."""
        self.status = status
        for line in self._lines.values():
            if line.status == cl.TaskStatus.RUNNING:
                line.status = cl.TaskStatus.FAILED

    async def send(self) -> None:
        """Show the list in the tab at hand, if there is anything to show."""
        if self._lines or self.status.startswith(("Waiting", "Designing")):
            await cl.TaskList(tasks=list(self._lines.values()), status=self.status).send()

    async def show(self) -> None:
        """Keep the list in the tab at hand up to date until cancelled."""
        shown, sent = self._seen(), -_SEND_EVERY_S
        while True:
            if (now := self._seen()) != shown and monotonic() - sent >= _SEND_EVERY_S:
                shown, sent = now, monotonic()
                await self.send()
            await asyncio.sleep(_LOOK_EVERY_S)

    def _seen(self) -> tuple[str, ...]:
        return (self.status, *(f"{line.status} {line.title}" for line in self._lines.values()))
