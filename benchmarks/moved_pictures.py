"""Prints what networks reach whose pictures are moved a little as they are learnt.

    python benchmarks/moved_pictures.py [--seeds 3] [--data digits|fashion]

Four networks of the space that the chat designs in, with the digits that come with scikit-learn or
Fashion-MNIST's clothes (Debian's package), as the product splits them: trained on four fifths of
the training examples as a design is at its end, and the test examples are looked at. Printed are
means over the seeds: share of test examples right, and CPU seconds of a training.
"""

import argparse
import json
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
import torch

from tools.hub.builtin import digits
from tools.hub.pictures import fashion
from tools.nas.pictures import Pictures, read
from tools.nas.search.training import Examples, Schedule, accuracy, train
from tools.nas.spaces.small_images import parameters, small_images
from tools.pictures import planes

NETWORKS = {
    "two convolutions": (2, "full", 3, 16, 1.5, 1, 1, "none", 0),
    "three, hidden layer": (3, "full", 3, 8, 2.0, 1, 1, "none", 32),
    "three, mean pooling": (3, "full", 3, 16, 1.5, 1, 1, "mean", 0),
    "four depthwise": (4, "depthwise", 5, 4, 1.5, 2, 1, "none", 0),
}
DATA = {
    "digits": digits,
    "fashion": partial(fashion, folder=Path("/usr/share/datasets/fashion-mnist")),
}


def tested(path: Path, seen: Pictures) -> Examples:
    """Return the test examples of a dataset as a network sees them."""
    test = json.loads(path.read_text(encoding="utf-8"))["test"]
    pictures = [planes(one, side=seen.side, channels=seen.channels, crop=1.0) for one, _ in test]
    return Examples(np.stack(pictures), np.array([label for _, label in test], dtype=np.int64))


def main() -> None:
    """Train on one thread, and print a row for each network."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--data", choices=DATA, default="digits")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as home:
        path = Path(DATA[chosen.data](Path(home)).path)
        seen = read(path, seed=0)
        test = tested(path, seen)
    shape = (seen.channels, seen.side, len(seen.labels))
    space, shifts = small_images(*shape), (0, 1, max(2, seen.side // 8))
    print("| network | parameters | " + " | ".join(f"by {shift}, s" for shift in shifts) + " |")
    print("|---|---|" + "---|" * len(shifts))
    for name, genes in NETWORKS.items():
        cells = []
        for shift in shifts:
            schedule = Schedule(epochs=60, patience=30, most_s=18.0, shift=shift)
            begun, right = time.thread_time(), []
            for seed in range(chosen.seeds):
                found = train(space, genes, seen.parts, schedule, seed=seed, clock=time.thread_time)
                right.append(accuracy(found.network, test))
            each_s = (time.thread_time() - begun) / chosen.seeds
            cells.append(f"{100 * np.mean(right):.1f} %, {each_s:.1f}")
        print(f"| {name} | {parameters(genes, *shape):,} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
