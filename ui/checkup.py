"""`greenrunner doctor`: the checks as a list or JSON."""

import asyncio
import json
import sys

from rich.console import Console

from agent.doctor import checkup
from agent.settings import load_settings

_SIGNS = {"ok": "ok", "limited": "limited", "broken": "BROKEN"}


def show(*, as_json: bool) -> int:
    """Print every check; return 1 if something a search relies on is broken, else 0."""
    checks = asyncio.run(checkup(load_settings()))
    if as_json:
        rows = [check.model_dump() for check in checks]
        sys.stdout.write(json.dumps({"checks": rows}, indent=2) + "\n")
    else:
        console = Console()
        for check in checks:
            console.print(f"{_SIGNS[check.status]:>8}  {check.name}: {check.text}", markup=False)
    return 1 if any(check.status == "broken" for check in checks) else 0
