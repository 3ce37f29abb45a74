"""Scripts that run in a process of their own, and what they print."""

import subprocess
import sys
import textwrap
from collections.abc import Mapping


def said_by(script: str, environment: Mapping[str, str] | None = None) -> list[str]:
    """Run a script to its end; return the words that it printed."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    return done.stdout.split()


def numbers_said_by(script: str) -> list[float]:
    """Run a script to its end; return the numbers that it printed."""
    return [float(word) for word in said_by(script)]
