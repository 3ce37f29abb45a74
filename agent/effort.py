"""What finding out itself computes: CPU seconds of this process, and of those that it starts."""

from collections.abc import Callable
from time import process_time

from pydantic import Field

from agent.state import State
from tools.domain import Spent, Value


class Effort(Value):
    """CPU time of a search, user and system, all threads."""

    own_cpu_s: float = Field(
        default=0.0, description="this process: graph, store, event loop; no waiting, no fetching"
    )
    fetching_cpu_s: float = Field(
        default=0.0, description="this process, decrypting, hashing and unpacking archives"
    )
    workers_cpu_s: float = Field(default=0.0, description="all that it started, to the last thread")

    def __add__(self, other: "Effort") -> "Effort":
        """Return both together."""
        return Effort(
            own_cpu_s=self.own_cpu_s + other.own_cpu_s,
            fetching_cpu_s=self.fetching_cpu_s + other.fetching_cpu_s,
            workers_cpu_s=self.workers_cpu_s + other.workers_cpu_s,
        )

    @property
    def cpu_s(self) -> float:
        """All of it."""
        return self.own_cpu_s + self.fetching_cpu_s + self.workers_cpu_s


class Cut(Value):
    """What a step cost that was cancelled."""

    spent: Spent = Spent()
    effort: Effort = Effort()


def so_far(state: State) -> Effort:
    """Return what a conversation's search computed before."""
    return Effort.model_validate(state.get("effort", {}))


class OwnCpu:
    """The CPU time of this process while a conversation's turn runs, until a node books it.

    What the process imported before, and what passes between two turns, is nobody's. Where two
    turns run at once, what both compute is each one's: they wait for each other most of the time.
    """

    def __init__(self, clock: Callable[[], float] = process_time) -> None:
        self._clock = clock
        self._since: dict[str, float] = {}
        self._unbooked: dict[str, float] = {}

    def begin(self, search: str) -> None:
        """Count from here on."""
        self._since[search] = self._clock()

    def pause(self, search: str) -> None:
        """Count no further until the next `begin`."""
        if (since := self._since.pop(search, None)) is not None:
            self._unbooked[search] = self._unbooked.get(search, 0.0) + self._clock() - since

    def forget(self, search: str) -> None:
        """Drop what nobody booked: a new turn of the user begins."""
        self._unbooked.pop(search, None)

    def taken(self, search: str) -> float:
        """Return the seconds since this was last asked, and count on."""
        self.pause(search)
        self.begin(search)
        return self._unbooked.pop(search, 0.0)
