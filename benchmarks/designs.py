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
    environment = os.environ | {"GREENRUNNER_HOME": str(home)}  # noqa: TID251
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    return json.loads(done.stdout)


def row(seed: int, report: dict) -> str:
    """Return a row of the table: what was chosen, and what was seen of the design."""
    advice, search = report["recommendation"], report["search"]
    choice = (advice["chosen"] or {"model": "nobody"})["model"]
    seen = "none made | | "
    for one in report["measurements"]:
        if one["model"] == f"designed-digits-{seed}" and not one["tactics"]:
            right, p95 = one["quality"], one["latency_p95_s"]
            seen = (
                f"{100 * right['mid']:.1f} % ({100 * right['low']:.1f} to "
                f"{100 * right['high']:.1f}) | {f'{1e6 * p95:.0f} us' if p95 else 'unknown'} | "
                f"{one['size_bytes']:,}"
            )
    took = f"{search['wall_s']:.0f} s, {search['energy_j']:.0f} J"
    return f"| {seed} | {choice} | {'yes' if advice['feasible'] else 'no'} | {seen} | {took} |"


def main() -> None:
    """Print a row for each seed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--need", default=NEED)
    chosen = parser.parse_args()
    print("| seed | choice | surely | right | p95 | bytes | search |\n" + "|---" * 7 + "|")
    for seed in range(1, chosen.seeds + 1):
        with tempfile.TemporaryDirectory() as home:
            print(row(seed, asked(chosen.need, seed, Path(home))), flush=True)


if __name__ == "__main__":
    main()
