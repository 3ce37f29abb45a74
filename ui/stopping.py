"""Ends a command that Ctrl-C stopped with a sentence, before Typer makes a bare exit of it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

# Of a shell: 128 and the number of SIGINT.
_INTERRUPTED = 130


@contextmanager
def saying(kept: str) -> Iterator[None]:
    """End what runs inside with exit code 130 on Ctrl-C, having said what became of its work."""
    try:
        yield
    except KeyboardInterrupt:
        sys.stderr.write(f"\nStopped. {kept}\n")
        raise typer.Exit(_INTERRUPTED) from None
