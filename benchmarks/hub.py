"""How long a search of 200 served models takes on loopback, what it reads, and what it drops.

    python benchmarks/hub.py [--repeats N]

The hub is that of the tests: a server on 127.0.0.1 in another thread of this process, so its own
work is in the seconds as well. There is no network in between: a real hub adds its round trips.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import monotonic, process_time

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests")]

from little_hub import little_hub  # noqa: E402
from two_hundred import LIMITS, stock  # noqa: E402

from tools.domain import Budget, Dataset, Requirements  # noqa: E402
from tools.hub.live import LiveHub  # noqa: E402
from tools.hub.search import drop  # noqa: E402

_TEXTS = Dataset(
    name="texts",
    sha256="",
    task="text-classification",
    labels=("negative", "positive"),
    n_train=100,
    n_test=100,
    mean_length=80,
    path="",
    description="",
    licence="",
)


def main() -> None:
    """Search, and print what came of it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--repeats", type=int, default=5)
    requirements = Requirements.model_validate(LIMITS)
    for _ in range(asked.parse_args().repeats):
        with little_hub() as hub, tempfile.TemporaryDirectory() as home:
            stock(hub)
            live = LiveHub(endpoint=hub.endpoint, token="")
            started, cpu_s = monotonic(), process_time()
            found = live.find(_TEXTS, requirements=requirements, budget=Budget(), home=Path(home))
            wall_s, cpu_s = monotonic() - started, process_time() - cpu_s
            judged = drop(found.listings, _TEXTS, requirements=requirements, budget=Budget())
        gone = [one.dropped for one in judged if one.dropped]
        about = [n for model, n in hub.sent.items() if model]
        print(
            f"{wall_s:.2f} s ({cpu_s:.2f} s CPU), {len(judged)} models, {len(gone)} dropped,"
            f" {len(about)} asked about, {len(hub.asked)} requests,"
            f" {found.fetched_bytes / 1e3:.0f} kB in all, at most {max(about) / 1e3:.1f} kB of"
            f" one model, {hub.weight_bytes} bytes of weights"
        )
    for reason, n in Counter(gone).most_common():
        print(f"{n:4} {reason}")


if __name__ == "__main__":
    main()
