"""A conversation with the real graph, as tests hold it: real store, real workers, no terminal."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from calibrated import CALIBRATION

from agent.conversation import Conversation
from agent.graph import Graph, compiled
from agent.services import Services, open_services
from agent.settings import Settings
from agent.state import State
from tools.domain import Calibration

NEED = "tell positive texts from negative ones, at least 60 % right, at most 1 MB of downloads"
# Only the rate of the size is open, and much hangs on it, however the models were measured.
UNDECIDED = (
    "Tell positive texts from negative ones; at most 1 MB of downloads; the size on disk matters "
    "most. I'd give up 1 point to halve the energy. I'd give up 0.5 points to halve the latency"
)
STATIC = ("WordLlama-64", "WordLlama-256")
TFIDF = "tf-idf + logistic regression"


@dataclass(frozen=True)
class Heard:
    """What came of a turn, and how many answers the store held after it."""

    question: dict | None
    answer: str
    report: dict | None
    events: list[dict]
    stored_answers: int

    def kinds(self) -> list[str]:
        return [event["kind"] for event in self.events]

    def statuses(self) -> dict[str, str]:
        return {one["model"]: one["status"] for one in self.report["considered"]}

    def reasons(self) -> dict[str, str]:
        return {one["model"]: one["reason"] for one in self.report["considered"]}


@dataclass
class Talk:
    graph: Graph
    services: Services
    thread: str = field(default_factory=lambda: uuid4().hex)
    heard: list[Heard] = field(default_factory=list)

    @property
    def conversation(self) -> Conversation:
        return Conversation(self.graph, self.services, self.thread)

    async def state(self) -> State:
        config = {"configurable": {"thread_id": self.thread}}
        return (await self.graph.aget_state(config)).values

    async def say(self, text: str, data: Path | None = None, *, asks_again: bool = False) -> Heard:
        events = []
        said = {"text": text, "data": str(data) if data else None, "asks_again": asks_again}
        return self._heard(await self.conversation.say(said, events.append), events)

    async def reply(self, answer: str) -> Heard:
        events = []
        return self._heard(await self.conversation.reply(answer, events.append), events)

    async def ask(self, text: str, data: Path) -> Heard:
        """Say a need and accept the plan, where there is one."""
        heard = await self.say(text, data)
        return await self.reply("yes") if heard.question else heard

    def _heard(self, turn, events) -> Heard:
        stored = sum(row.n for row in self.services.store.listing())
        self.heard.append(Heard(turn.question, turn.answer, turn.report, events, stored))
        return self.heard[-1]


@asynccontextmanager
async def talking(
    home: Path, *, calibration: Calibration | None = CALIBRATION, **settings: object
) -> AsyncIterator[Talk]:
    """Open a conversation; this machine is calibrated, for a second, only where none is given.

    Searches try no tactics unless some are named.
    """
    quick = {"warm_up_s": 0.05, "tactics": "", "calibration_s": 1.0, "questions": 0}
    chosen = Settings(**{"home": home, **quick, **settings})
    async with open_services(chosen) as services, compiled(home) as graph:
        if calibration is not None:
            services.store.record_calibration(services.machine, calibration.model_dump_json())
        yield Talk(graph, services)


def copied(home: Path, to: Path) -> Path:
    """Copy a home as it is; model files, which nobody writes, are linked."""
    shutil.copytree(home, to, copy_function=_copy, dirs_exist_ok=True)
    return to


def _copy(source: str, target: str) -> None:
    if "/models/" in source:
        os.link(source, target)
    else:
        shutil.copy2(source, target)
