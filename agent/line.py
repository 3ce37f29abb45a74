"""One search measures at a time; the others stand in line and are told how many are before them.

Two searches at once would disturb each other's numbers. Who stands first keeps the place until the
end of its turn, whatever ends it.
"""

import asyncio
from collections.abc import Callable


class Line:
    """The searches of this process, first come first served."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Event] = {}

    async def enter(self, search: str, told: Callable[[int], None]) -> bool:
        """Return once a search stands first, and whether others measured meanwhile.

        `told` hears each number of searches before it.
        """
        moved, waited = self._waiting.setdefault(search, asyncio.Event()), False
        try:
            while ahead := list(self._waiting).index(search):
                waited = True
                told(ahead)
                moved.clear()
                await moved.wait()
        except BaseException:
            self.leave(search)
            raise
        return waited

    def leave(self, search: str) -> None:
        """Give up a place, if there is one."""
        if self._waiting.pop(search, None) is not None:
            for moved in self._waiting.values():
                moved.set()
