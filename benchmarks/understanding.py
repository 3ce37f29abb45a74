"""Scores the built-in extractor on the labelled utterances, field by field.

    python benchmarks/understanding.py [--misses]

For each half: of the fields that were said, how many were read right (recall); of those that were
read, how many were right (precision); how often an unsaid field stayed empty; how many utterances
are right in full. A constant "nothing said" answer stands beside it, because silence alone is
right in most fields.
"""

import argparse
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from math import isclose
from pathlib import Path

from agent.extract import understand
from tools.domain import Request

UTTERANCES = Path(__file__).parent.parent / "tests" / "agent" / "extract"
HALVES = ("tuned", "dev", "held_out", "unseen", "fresh")
FIELDS = (
    *("task", "dataset", "device", "volume_per_day", "min_quality", "max_latency_s"),
    *("latency_percentile", "max_energy_j", "max_memory_bytes", "max_size_bytes"),
    *("max_price_usd_per_1k", "licences", "languages", "priorities", "indifferent"),
    *("wall_s", "energy_j", "downloads_bytes", "max_candidates", "unsure"),
)


@dataclass
class Tally:
    """How often a field was said, read, right, and left empty where nothing was said."""

    said: int = 0
    read: int = 0
    right: int = 0
    unsaid: int = 0
    empty: int = 0

    def add(self, gold: object, found: object) -> None:
        """Count one utterance."""
        self.said += gold is not None
        self.read += found is not None
        self.right += gold is not None and same(gold, found)
        self.unsaid += gold is None
        self.empty += gold is None and found is None

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall over what was said."""
        return 2 * self.right / max(1, self.said + self.read)

    def row(self, name: str) -> str:
        """Return the tally as a line of the table."""
        silent = f"{self.empty}/{self.unsaid}"
        return f"{name:22} {self.said:5} {self.read:5} {self.right:6} {self.f1:6.3f} {silent:>9}"


def utterances(half: str) -> list[dict[str, object]]:
    """Return the labelled utterances of one half."""
    return list(tomllib.loads((UTTERANCES / f"{half}.toml").read_text("utf-8"))["utterance"])


def fields_of(request: Request) -> dict[str, object]:
    """Return what a request says, flat; what is absent is None and p95 goes without saying."""
    flat = request.requirements.model_dump() | request.budget.model_dump() | request.model_dump()
    flat["latency_percentile"] = (
        None if flat["latency_percentile"] == 95 else flat["latency_percentile"]
    )
    return {
        name: list(value) or None if isinstance(value := flat[name], tuple) else value
        for name in FIELDS
    }


def same(gold: object, found: object) -> bool:
    """Compare two values; numbers to a millionth."""
    if isinstance(gold, (int, float)) and isinstance(found, (int, float)):
        return isclose(gold, found, rel_tol=1e-6)
    return gold == found


def score(half: str, answer: Callable[[str], Request]) -> tuple[dict[str, Tally], list[str]]:
    """Return the tally of each field, and a line for each utterance that is not right in full."""
    tallies = {name: Tally() for name in FIELDS}
    misses = []
    for gold in utterances(half):
        found = fields_of(answer(str(gold["text"])))
        wrong = []
        for name, tally in tallies.items():
            tally.add(gold.get(name), found[name])
            if not same(gold.get(name), found[name]):
                wrong.append(f"{name}: {found[name]} instead of {gold.get(name)}")
        if wrong:
            misses.append(f"{gold['text']}\n      " + "\n      ".join(wrong))
    return tallies, misses


def total(tallies: dict[str, Tally]) -> Tally:
    """Return the sum over all fields."""
    parts = tallies.values()
    return Tally(*(sum(getattr(t, f.name) for t in parts) for f in fields(Tally)))


def report(half: str, *, misses_too: bool) -> None:
    """Print the scores of one half."""
    tallies, misses = score(half, understand)
    n = len(utterances(half))
    import plain_patterns  # beside this file, which a test runs from elsewhere

    others, simple = score(half, plain_patterns.read)
    _, silent = score(half, lambda _: Request())
    print(f"\n{half}: {n - len(misses)} of {n} right in full")
    print(f"{'field':22} {'said':>5} {'read':>5} {'right':>6} {'F1':>6} {'empty':>9}")
    for name, tally in tallies.items():
        print(tally.row(name))
    print(total(tallies).row("all"))
    print(total(others).row("all, by plain patterns"), f" {n - len(simple)} of {n} in full")
    print(f"saying nothing: {n - len(silent)} of {n} in full")
    if misses_too:
        print("", *misses, sep="\n  - ")


def main() -> None:
    """Print the scores of both halves; `--misses` lists those of the tuned half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what the tuned half misses")
    misses_too = parser.parse_args().misses
    for half in HALVES:
        report(half, misses_too=misses_too and half in ("tuned", "dev"))


if __name__ == "__main__":
    main()
