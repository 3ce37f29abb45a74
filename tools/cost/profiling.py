"""Has architectures looked at in a process of its own, which may be ended at any time.

A config from anywhere can ask for a million layers: each has a few seconds and so much memory.
"""

import asyncio
import contextlib
import sys
from collections.abc import Mapping, Sequence

from tools.cost.work import Answer, Question

# Torch and transformers load before the first answer.
_FIRST_S, _EACH_S = 60.0, 10.0


async def profiles(
    questions: Sequence[Question],
    environment: Mapping[str, str],
    *,
    first_s: float = _FIRST_S,
    each_s: float = _EACH_S,
) -> list[Answer]:
    """Return an answer to each question, in order; one that takes too long is given up.

    Args:
        questions: what is to be looked at.
        environment: of a worker, without network and secrets.
        first_s: how long the first answer may take, with all that is loaded for it.
        each_s: how long any other may take.

    """
    found: list[Answer] = []
    while len(found) < len(questions):
        found += await _some(questions[len(found) :], environment, first_s, each_s)
    return found


async def _some(
    questions: Sequence[Question], environment: Mapping[str, str], first_s: float, each_s: float
) -> list[Answer]:
    """Return the answers of one process: all, or those up to the first that it did not give."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # a folder `tools` where the user stands must not be taken for this one
        "-m",
        "tools.cost.profile",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=dict(environment),
        limit=2**24,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    found: list[Answer] = []
    try:
        for question in questions:
            with contextlib.suppress(ConnectionError):
                process.stdin.write(question.model_dump_json().encode() + b"\n")
                await process.stdin.drain()
            async with asyncio.timeout(each_s if found else first_s):
                line = await process.stdout.readline()
            if not line:
                found.append(Answer(reason="it took more memory than there is for it"))
                break
            found.append(Answer.model_validate_json(line))
    except TimeoutError:
        found.append(Answer(reason="it took too long"))
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    return found
