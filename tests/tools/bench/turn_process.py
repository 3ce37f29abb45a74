"""Takes the machine's turn in a process of its own, as whatever user, and says so.

    python turn_process.py LOCK [UID]

Prints `waits PID` where somebody else holds it and `measures` once it is ours; the turn ends with
the input.
"""

import asyncio
import concurrent.futures.thread  # noqa: F401  another user could not read it any more
import os
import sys
from pathlib import Path

from tools.bench.turn import machine_turn


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def measure(path: Path) -> None:
    async with machine_turn(path, told=lambda pid: say(f"waits {pid}")):
        say("measures")
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        os.setgid(int(sys.argv[2]))
        os.setuid(int(sys.argv[2]))
    asyncio.run(measure(Path(sys.argv[1])))
