"""A conversation as a user interface sees it: say something, watch, answer a question, stop."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import cast
from uuid import uuid4

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from agent.effort import Cut, so_far
from agent.elsewhere import followed_up
from agent.evidence import Known
from agent.graph import Graph, compiled
from agent.outlook import Outlook, outlook
from agent.questions import is_go_ahead
from agent.services import Services, open_services
from agent.settings import Settings
from agent.state import Json, Said, State
from agent.typed import plain
from tools.domain import Budget, Listing, Spent

Watch = Callable[[Json], None]

# A search takes one step of the graph a batch.
_MOST_STEPS = 100_000


@dataclass(frozen=True)
class Turn:
    """What a turn ended with: a question that waits for its answer, or an answer.

    `asked` identifies the question; it is empty where there is none. A search that was `cut`, by
    the end of its process say, goes on where it was.
    """

    question: Json | None
    answer: str
    report: Json | None
    asked: str = ""
    cut: bool = False


class Conversation:
    """One thread of the graph, kept in the checkpoints under its id."""

    def __init__(self, graph: Graph, services: Services, thread: str) -> None:
        self.thread = thread
        self._graph = graph
        self._services = services
        self._config: RunnableConfig = {
            "configurable": {"thread_id": thread},
            "recursion_limit": _MOST_STEPS,
        }

    async def say(self, said: Said, watch: Watch) -> Turn:
        """Take a turn of the user through the graph; `watch` gets each event as it happens."""
        self._services.own_cpu.forget(self.thread)
        return await self._run({"said": {**said, "text": plain(said.get("text", ""))}}, watch)

    async def reply(self, answer: str, watch: Watch) -> Turn:
        """Answer the question that the last turn ended with.

        What is said in place of a go-ahead spends nothing, and is heard as the next message then.
        """
        asked = (await self.latest()).question
        turn = await self._run(Command(resume=plain(answer)), watch)
        is_plan = asked is not None and asked["kind"] == "plan"
        if is_plan and turn.question is None and await self._says_something(plain(answer)):
            return await self.say({"text": answer, "asks_again": True}, watch)
        return turn

    async def _says_something(self, answer: str) -> bool:
        """Say whether an answer to a plan is neither yes nor no, and is understood as a message."""
        if is_go_ahead(answer):
            return False
        values = (await self._graph.aget_state(self._config)).values
        listings = [Listing.model_validate(one) for one in values.get("listings", [])]
        meant = followed_up(answer, listings, self._services.places.names)
        # More budget would be spent without a plan: who did not say yes to one is asked anew.
        return meant.kind not in ("unknown", "never_mind", "thanks", "more_budget")

    async def resume(self, watch: Watch) -> Turn:
        """Go on with a search that was cut."""
        return await self._run(None, watch)

    async def latest(self) -> Turn:
        """Return what the last turn ended with."""
        snapshot = await self._graph.aget_state(self._config)
        said, report = snapshot.values.get("answer", ""), snapshot.values.get("report")
        if not snapshot.interrupts:
            return Turn(None, said, report, cut=bool(snapshot.next))
        return Turn(snapshot.interrupts[0].value, said, report, snapshot.interrupts[0].id)

    async def outlook(self) -> Outlook | None:
        """Return what the search that was asked for would cost; None where nothing is to be done.

        It is there while the plan waits for its go-ahead.
        """
        snapshot = await self._graph.aget_state(self._config)
        question = snapshot.interrupts[0].value if snapshot.interrupts else {"kind": "none"}
        if question["kind"] != "plan":
            return None
        known = Known(cast("State", snapshot.values), self._services)
        return outlook(known, self._services.place_of(known.request), str(question["text"]))

    async def conclude(self, watch: Watch) -> Turn:
        """Recommend from what is stored, after a search was stopped, and charge the cut step."""
        values = cast("State", (await self._graph.aget_state(self._config)).values)
        if not values.get("estimates"):
            return Turn(None, "Nothing was found out yet.", None)
        cut = self._services.unbooked.pop(self.thread, Cut())
        budget = Budget.model_validate(values["budget"])
        update: State = {
            "next": "decide",
            "budget": budget.spend(cut.spent).model_dump(mode="json"),
            "spent": (Spent.model_validate(values["spent"]) + cut.spent).model_dump(mode="json"),
            "effort": (so_far(values) + cut.effort).model_dump(mode="json"),
        }
        # A plain `goto` would take up the step that was stopped as well.
        await self._graph.aupdate_state(self._config, update, as_node="measure")
        return await self._run(None, watch)

    async def _run(self, given: State | Command[str] | None, watch: Watch) -> Turn:
        stream = self._graph.astream(
            given, self._config, context=self._services, stream_mode="custom"
        )
        self._services.own_cpu.begin(self.thread)
        try:
            async for event in stream:
                if isinstance(event, dict):
                    watch(event)
        finally:
            self._services.line.leave(self.thread)
            self._services.own_cpu.pause(self.thread)
        if (purse := self._services.purses.get(self.thread)) and (used := purse.told()):
            watch({"kind": "note", "text": used})
        return await self.latest()


@asynccontextmanager
async def open_conversations(settings: Settings) -> AsyncIterator[Callable[[str], Conversation]]:
    """Open what conversations share, and yield what makes one of its id.

    Leaving it ends all workers and lets go of the store.

    Raises:
        HomeError: the home folder cannot be made or written.
        StoreLockedError: another process holds the results database.

    """
    async with open_services(settings) as services, compiled(settings.home) as graph:
        yield partial(Conversation, graph, services)


@asynccontextmanager
async def open_conversation(settings: Settings) -> AsyncIterator[Conversation]:
    """Open a conversation of its own; it raises what `open_conversations` does."""
    async with open_conversations(settings) as conversation:
        yield conversation(uuid4().hex)
