"""Runs the command line several times in one process: orders as JSON in, ends as JSON out."""

import contextlib
import io
import json
import os
import sys

from ui.cli import main


def end_of(order: dict) -> dict:
    """Run one command in its folder and environment; return how it ended and what it said."""
    environ = os.environ  # noqa: TID251 - what it holds is what is tested
    before = dict(environ)
    os.chdir(order["folder"])
    environ.update(order["environment"])
    sys.argv = order["arguments"]
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
    environ.clear()
    environ.update(before)
    return {"returncode": code, "stdout": out.getvalue(), "stderr": err.getvalue()}


if __name__ == "__main__":
    json.dump([end_of(order) for order in json.load(sys.stdin)], sys.stdout)
