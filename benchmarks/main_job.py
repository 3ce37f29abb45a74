"""Prints what the race saves on the main job, against measuring everything, side by side.

    python benchmarks/main_job.py [--home FOLDER] [--need "..."] [--pairs 1]

Each search runs on a home of its own, so nothing is stored; with --home, weights are taken from
there, so that nothing is fetched that is there. The two follow each other in turn, and every other
pair the other way round.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

NEED = (
    "I need to tell positive tweets from negative ones on this CPU, under 20 ms each, at least "
    "85 % right. Energy matters most. You have 40 minutes."
)


def searched(need: str, home: Path | None, *, exhaustive: bool) -> dict[str, object]:
    """Return the report of a search on an empty store."""
    with tempfile.TemporaryDirectory() as lent:
        for name in ("models", "datasets") if home else ():
            shutil.copytree(home / name, Path(lent) / name)
        environment = os.environ | {  # noqa: TID251
            "GREENRUNNER_HOME": lent,
            "GREENRUNNER_EXHAUSTIVE": str(exhaustive).lower(),
        }
        command = [str(Path(sys.executable).with_name("greenrunner")), "ask", need, "--yes"]
        done = subprocess.run(
            [*command, "--json"], env=environment, stdout=subprocess.PIPE, check=True
        )
    return json.loads(done.stdout)


def row(name: str, report: dict[str, object]) -> str:
    """Return a line of the table."""
    bill, advice = report["search"], report["recommendation"]
    chosen = advice["chosen"]["model"].rsplit("/", 1)[-1] if advice["chosen"] else "none"
    answers = sum(one["n"] for one in report["measurements"])
    return (
        f"| {name} | {bill['wall_s']:.0f} s | {bill['energy_j']:.0f} J | {answers:,} | "
        f"{chosen} | {'yes' if advice['certified'] else 'no'} |"
    )


def main() -> None:
    """Run the pairs and print the table, then the shares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--need", default=NEED)
    parser.add_argument("--pairs", type=int, default=1)
    chosen = parser.parse_args()
    shares: dict[str, list[float]] = {"wall_s": [], "energy_j": []}
    print("| | time | energy | answers | choice | certified |\n|---|---|---|---|---|---|")
    for pair in range(chosen.pairs):
        found = {}
        for exhaustive in (pair % 2 == 1, pair % 2 == 0):
            name = "everything" if exhaustive else "race"
            found[name] = searched(chosen.need, chosen.home, exhaustive=exhaustive)
            print(row(name, found[name]), flush=True)
        for cost, values in shares.items():
            values.append(found["race"]["search"][cost] / found["everything"]["search"][cost])
    for cost, values in shares.items():
        print(f"race over everything, {cost}: {median(values):.2f} (median of {len(values)})")


if __name__ == "__main__":
    main()
