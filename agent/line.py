"""One search measures at a time; the others stand in line and are told whom they wait for.

Two searches at once would disturb each other's numbers. Who stands first keeps the place until the
end of its turn, whatever ends it, and with it the machine's turn, which other processes wait for.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from tools.bench.turn import Turn, take_turn


class Line:
    """The searches of this process, first come first served; the first holds the machine's turn."""

    def __init__(self, machine: Path) -> None:
        self._machine = machine
        self._turn: Turn | None = None
        self._waiting: dict[str, asyncio.Event] = {}

    async def enter(self, search: str, told: Callable[..., None]) -> bool:
        """Return once a search may measure, and whether others of this process did meanwhile.

        `told` hears each number of searches `ahead` of it, and then which `process` measures.
        """
        moved, waited = self._waiting.setdefault(search, asyncio.Event()), False
        try:
            while ahead := list(self._waiting).index(search):
                waited = True
                told(ahead=ahead)
                moved.clear()
                await moved.wait()
            if self._turn is None:
                self._turn = await take_turn(self._machine, lambda pid: told(process=pid))
        except BaseException:
            self.leave(search)
            raise
        return waited

    def leave(self, search: str) -> None:
        """Give up a place, if there is one, and the machine's turn with the first."""
        if search not in self._waiting:
            return
        if next(iter(self._waiting)) == search and self._turn is not None:
            self._turn.end()
            self._turn = None
        del self._waiting[search]
        for moved in self._waiting.values():
            moved.set()
