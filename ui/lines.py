"""Reads what a person types, line by line: edited in a terminal, plain from a pipe or a file."""

import signal
import sys

from prompt_toolkit import PromptSession


class Lines:
    """Standard input, with what was typed before at the arrow keys of a terminal."""

    def __init__(self) -> None:
        self.has_person = sys.stdin.isatty()
        self._session: PromptSession[str] | None = PromptSession() if self.has_person else None

    async def read(self, prompt: str) -> str | None:
        """Return the next line without the space around it, or None where the input has ended.

        Raises:
            KeyboardInterrupt: Ctrl-C.

        """
        if self._session is None:
            return _plain()
        try:
            return (await self._session.prompt_async(prompt)).strip()
        except EOFError:
            return None


def _plain() -> str | None:
    # While it runs, asyncio takes Ctrl-C for a task to cancel, and this blocks.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        line = sys.stdin.readline()
    finally:
        signal.signal(signal.SIGINT, before)
    return line.strip() if line else None
