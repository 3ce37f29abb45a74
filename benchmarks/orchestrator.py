"""Prints what share of a search's CPU time Green Runner itself takes: at most 5 % is wanted.

    python benchmarks/orchestrator.py [--home FOLDER] [--need "..."]

The main job of the README runs on a home of its own; with --home, weights are taken from there, so
that nothing is fetched that is there. Its own time is that of the process that holds graph, store
and event loop, from the turn's start to the recommendation; fetching, and imports before the turn,
are shown apart.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NEED = (
    "I need to tell positive tweets from negative ones on this CPU, under 20 ms each, at least "
    "85 % right. Energy matters most. You have three minutes."
)
MOST = 0.05
_BATCH = 64


def asked(need: str, home: str) -> dict[str, object]:
    """Return the report of a request whose plan is accepted."""
    command = [str(Path(sys.executable).with_name("greenrunner")), "ask", need, "--yes", "--json"]
    environment = os.environ | {"GREENRUNNER_HOME": home}  # noqa: TID251
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def show(report: dict[str, object]) -> float:
    """Print the shares, and return that of Green Runner itself."""
    bill, rows = report["search"], report["measurements"]
    own_s, all_s = bill["orchestrator_cpu_s"], bill["search_cpu_s"]
    batches = sum(-(-row["n"] // _BATCH) for row in rows)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    rest_s = used.ru_utime + used.ru_stime - all_s
    print(f"candidates {bill['new_measurements']}, batches {batches}, {bill['wall_s']:.0f} s")
    print(f"CPU of the search         {all_s:8.2f} s")
    print(f"of that Green Runner's    {own_s:8.2f} s = {100 * own_s / all_s:.1f} %")
    print(f"  a batch                 {1_000 * own_s / max(batches, 1):8.1f} ms")
    print(f"fetching weights          {bill['fetching_cpu_s']:8.2f} s")
    print(f"imports before, end after {rest_s:8.2f} s")
    return own_s / all_s


def main() -> int:
    """Run the main job; exit code 1 where the share is above 5 %."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--need", default=NEED)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as lent:
        if chosen.home is not None:
            for name in ("models", "datasets"):
                shutil.copytree(chosen.home / name, Path(lent) / name)
        return int(show(asked(chosen.need, lent)) > MOST)


if __name__ == "__main__":
    sys.exit(main())
