"""Prints whether estimates get better with use: ten real searches, one after the other.

    python benchmarks/ten_searches.py --home FOLDER [--searches 10] [--seconds 60]

The folder should hold weights already (`models/`); its results must be empty. Each search is for
another job: tweets of one label, one to four of them joined to a text, so that lengths differ too.
Nothing is fetched. Printed is, by quantity, the median absolute error of the estimates that were
made before each search, with and without what earlier searches had taught.
"""

import argparse
import asyncio
import csv
import json
import random
import tempfile
from pathlib import Path
from uuid import uuid4

from agent.conversation import Conversation
from agent.graph import compiled
from agent.scores import QUANTITIES
from agent.services import Services, open_services
from agent.settings import Settings
from tools.cost.scoring import Case, Score, score
from tools.hub.builtin import tweets
from tools.results.rows import Scored

TEXTS = 300
NEED = (
    "tell positive texts from negative ones on this CPU; energy matters most; at most 0.1 MB of "
    "downloads; you have {seconds} seconds for the search"
)


def jobs(services: Services, searches: int, folder: Path) -> list[Path]:
    """Return so many files of labelled texts, each of other tweets."""
    home = services.settings.home
    dataset = tweets(services.catalogue, home, index=services.index, report=lambda *_: None)
    raw = json.loads(Path(dataset.path).read_text(encoding="utf-8"))
    source = random.Random(0)
    files = []
    for job in range(searches):
        joined = 1 + job % 4
        file = folder / f"job-{job}.csv"
        with file.open("w", newline="", encoding="utf-8") as out:
            rows = csv.writer(out)
            rows.writerow(["text", "label"])
            for _ in range(TEXTS):
                label = source.randrange(2)
                own = [text for text, place in (*raw["train"], *raw["test"]) if place == label]
                rows.writerow([" ".join(source.sample(own, joined)), raw["labels"][label]])
        files.append(file)
    return files


async def run(home: Path, searches: int, seconds: int) -> None:
    """Search, and print after each how far its estimates were off."""
    settings = Settings(home=home, offline=True, tactics="")
    async with open_services(settings) as services, compiled(home) as graph:
        seen = 0
        with tempfile.TemporaryDirectory() as folder:
            for number, file in enumerate(jobs(services, searches, Path(folder)), start=1):
                conversation = Conversation(graph, services, uuid4().hex)
                said = {"text": NEED.format(seconds=seconds), "data": str(file)}
                turn = await conversation.say(said, lambda _: None)
                if turn.question is not None:
                    await conversation.reply("yes", lambda _: None)
                scored = services.store.scored()
                print(f"search {number}: {line(scored[seen:])}", flush=True)
                seen = len(scored)
        print("\n| quantity | estimates | uncorrected | corrected | inside |")
        print("|---|---|---|---|---|")
        for quantity in QUANTITIES:
            found = of(scored, quantity)
            print(
                f"| {QUANTITIES[quantity]} | {found.n} | {found.uncorrected_error:.0%} "
                f"| {found.error:.0%} | {found.inside:.0%} |"
            )


def line(scored: list[Scored]) -> str:
    """Return the errors of CPU time and memory, without and with correction."""
    if not scored:
        return "nothing new was measured"
    cpu, memory = of(scored, "cpu_s_per_request"), of(scored, "memory_bytes")
    return (
        f"{cpu.n} candidates; CPU time {cpu.uncorrected_error:.0%} -> {cpu.error:.0%}; "
        f"memory {memory.uncorrected_error:.0%} -> {memory.error:.0%}"
    )


def of(scored: list[Scored], quantity: str) -> Score:
    """Return the score of one quantity over all methods."""
    return score(
        [
            Case(estimated=one.estimated, uncorrected=one.uncorrected, measured=one.measured)
            for one in scored
            if one.quantity == quantity
        ]
    )


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--searches", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=60)
    given = parser.parse_args()
    asyncio.run(run(given.home, given.searches, given.seconds))


if __name__ == "__main__":
    main()
