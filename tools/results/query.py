"""Asks past results one SELECT, in a process that can reach nothing but a copy of them.

The store is not what a question runs on: nothing that is asked can write to it, hold it up or take
its memory. The process is bounded by the system and not by DuckDB, which hears no interrupt in
some of its functions (docs/decisions/0017-questions-run-on-a-copy.md).
"""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from io import BytesIO

from tools.domain.values import Value
from tools.errors import QueryError
from tools.results.asking import MOST_ROWS, Answer, Question, ResultsQuery

_LONGEST = 20_000  # characters
# Starting the process and laying out the copy, on a busy machine; the question's own time is apart.
_TO_BEGIN_S = 60.0
OUT_OF_MEMORY = 3


class Bounds(Value):
    """What a question may take."""

    time_s: float = 5.0
    memory_bytes: int = 512 * 2**20
    rows: int = MOST_ROWS
    characters: int = 1_000_000


_BOUNDS = Bounds()


def answered(
    question: str | ResultsQuery,
    copy: bytes,
    environment: Mapping[str, str],
    *,
    bounds: Bounds = _BOUNDS,
) -> Answer:
    """Return what a question's SELECT yields on a copy of the store.

    Args:
        question: SQL, or what is wanted of the results.
        copy: from `Store.copy`.
        environment: of a worker, without secrets.
        bounds: what it may take.

    Raises:
        QueryError: it is not one SELECT on the views, DuckDB cannot answer it, or it takes too
            much time or memory.

    """
    asked = Question(sql=question) if isinstance(question, str) else question.question()
    said = _run(_sent(asked, copy, bounds), environment, bounds)
    if "error" in said:
        raise QueryError(_printable(str(said["error"])))
    return Answer.model_validate(said)


def _sent(question: Question, copy: bytes, bounds: Bounds) -> bytes:
    """Return what the process reads: a line of JSON, and the copy."""
    if len(question.sql) > _LONGEST:
        raise QueryError(f"This has {len(question.sql):,} characters. Ask in {_LONGEST:,} at most.")
    try:
        question.sql.encode()
    except UnicodeEncodeError:
        raise QueryError("This holds characters that are none in Unicode. Ask in text.") from None
    line = {**question.model_dump(), "bounds": bounds.model_dump(), "copy_bytes": len(copy)}
    return json.dumps(line).encode() + b"\n" + copy


def _run(sent: bytes, environment: Mapping[str, str], bounds: Bounds) -> dict[str, object]:
    try:
        done = subprocess.run(
            # -P: a folder `tools` where the user stands must not be taken for this one.
            [sys.executable, "-P", "-m", "tools.results.answering"],
            input=sent,
            capture_output=True,
            env={**environment, "ARROW_DEFAULT_MEMORY_POOL": "system"},
            timeout=_TO_BEGIN_S + bounds.time_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_long(bounds) from None
    if done.returncode == -signal.SIGALRM:
        raise _too_long(bounds)
    if done.returncode == OUT_OF_MEMORY or done.returncode < 0:
        raise QueryError(
            f"This takes more than {bounds.memory_bytes // 2**20:,} MiB of memory. Ask for less: "
            "fewer rows, shorter texts, joins on equal columns."
        )
    if done.returncode:
        raise RuntimeError(f"a question was not answered: {done.stderr.decode(errors='replace')}")
    found = json.load(BytesIO(done.stdout))
    assert isinstance(found, dict)
    return found


def _too_long(bounds: Bounds) -> QueryError:
    return QueryError(
        f"This takes longer than {bounds.time_s:g} s. Ask for less: fewer rows, joins on equal "
        "columns, a recursion that ends."
    )


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)
