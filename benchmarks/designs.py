"""Designs networks for the digits with several seeds, and prints how often they met the limit.

    python benchmarks/designs.py [--seeds 5] [--need "…"]

Each is `greenrunner ask` with a home of its own, in which the names of the designs before are
taken: a design's number is its seed. On a machine that does something else besides, answers come
later, and the limit on latency may be missed for that alone.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

NEED = (
    "sort handwritten digits, at most 100 kB on disk, within 1 ms, at least 97 % right; accuracy "
    "matters most"
)


def asked(need: str, seed: int, home: Path) -> dict:
    """Return the report of a search in an empty home whose next design has a seed."""
    for before in range(1, seed):
        (home / "designs" / f"designed-digits-{before}").mkdir(parents=True)
    command = [str(Path(sys.executable).with_name("greenrunner")), "ask", need, "--yes", "--json"]
    environment = os.environ | {"GREENRUNNER_HOME": str(home)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    return json.loads(done.stdout)


def main() -> None:
    """Print a row for each seed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--need", default=NEED)
    chosen = parser.parse_args()
    print(
        "| seed | choice | surely | right | p95 | bytes | search |\n|---|---|---|---|---|---|---|"
    )
    for seed in range(1, chosen.seeds + 1):
        with tempfile.TemporaryDirectory() as home:
            report = asked(chosen.need, seed, Path(home))
        advice, search = report["recommendation"], report["search"]
        name = f"designed-digits-{seed}"
        own = [r for r in report["measurements"] if r["model"] == name and not r["tactics"]]
        choice = (advice["chosen"] or {"model": "nobody"})["model"]
        said = f"| {seed} | {choice} | {'yes' if advice['feasible'] else 'no'} | "
        for row in own:
            seen = row["quality"]
            p95 = f"{1e6 * row['latency_p95_s']:.0f} us" if row["latency_p95_s"] else "unknown"
            said += (
                f"{100 * seen['mid']:.1f} % ({100 * seen['low']:.1f} to {100 * seen['high']:.1f}) "
                f"| {p95} | {row['size_bytes']:,} | "
            )
        said += "none made | | | " if not own else ""
        print(f"{said}{search['wall_s']:.0f} s, {search['energy_j']:.0f} J |", flush=True)


if __name__ == "__main__":
    main()
