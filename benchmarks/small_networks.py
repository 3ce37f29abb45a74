"""Prints what a small network that was searched for reaches on handwritten digits, and its costs.

    python benchmarks/small_networks.py [--seconds 120] [--bytes 100000] [--latency-us 1000]

The data are scikit-learn's 1,797 digits of 8 x 8 pixels: 60 % train, 15 % validate, and 25 % are
looked at once, at the end. Limits are hard: bytes of float32 weights, and the 95th percentile
of a single picture's latency with one thread, which is taken of the untrained network before
anything is trained. Seconds and latencies are CPU time of the thread, since a busy machine would
stretch all others; wall-clock latencies are printed beside. An evaluation is a short training.
Logistic regression and the SVM choose C (and gamma) by the same validation part.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import torch
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC
from torch import nn

from tools.nas.search.breeding import Breeding
from tools.nas.search.forecast import forecast, one_hot
from tools.nas.search.hybrid import Mixture, hybrid_search
from tools.nas.search.ledger import Task
from tools.nas.search.limits import Limit
from tools.nas.search.training import Examples, Schedule, Trained, accuracy, train
from tools.nas.spaces.small_images import BYTES_PER_WEIGHT, macs, parameters, small_images

SHAPE = (1, 8, 10)
SPACE = small_images(*SHAPE)
MIXTURE = Mixture(Breeding(16, 4, 6, 6), demonstrations=10, batch=4, bred_per_paid=5)
SECONDS_EACH = 3.0
CALLS = 1_000


def digits() -> tuple[Examples, Examples, Examples]:
    """Return the parts for training, validation and test, with pixels from 0 to 1."""
    bunch = load_digits()
    rows = np.arange(len(bunch.target))
    rest, test = train_test_split(rows, test_size=0.25, random_state=0, stratify=bunch.target)
    first, second = train_test_split(
        rest, test_size=0.2, random_state=0, stratify=bunch.target[rest]
    )
    pictures = (bunch.images / 16).astype(np.float32)[:, None]
    labels = bunch.target.astype(np.int64)
    first, second, test = (Examples(pictures[some], labels[some]) for some in (first, second, test))
    return first, second, test


def latencies(call: Callable[[], object], clock: Callable[[], float], calls: int) -> np.ndarray:
    """Return microseconds of single calls, after a tenth as many that do not count."""
    for _ in range(calls // 10):
        call()
    taken = []
    for _ in range(calls):
        begun = clock()
        call()
        taken.append(1e6 * (clock() - begun))
    return np.array(taken)


def on_one_picture(network: nn.Module) -> Callable[[], object]:
    """Return a call of the network on one picture."""
    picture = torch.zeros(1, 1, 8, 8)

    def call() -> object:
        with torch.inference_mode():
            return network(picture)

    return call


@cache
def latency_us(genes: tuple) -> float:
    """Return the 95th percentile of an untrained network, as CPU time of its thread."""
    call = on_one_picture(SPACE.build(genes).eval())
    return float(np.quantile(latencies(call, time.thread_time, 200), 0.95))


def searched(seconds: float, most_bytes: float, most_us: float, seed: int) -> None:
    """Search, train the winner longer, and print it beside its peers and its exports."""
    first, second, test = digits()
    schedule = Schedule(most_s=SECONDS_EACH)

    def short(genes: tuple) -> float:
        parts = (first, second)
        return train(SPACE, genes, parts, schedule, seed=seed, clock=time.thread_time).quality

    features = one_hot(SPACE)

    def described(genes: tuple) -> Sequence[float]:
        sizes = np.log10([parameters(genes, *SHAPE), macs(genes, *SHAPE)])
        return [*features(genes), *sizes]

    task = Task(
        SPACE,
        short,
        lambda genes: SECONDS_EACH,
        seconds,
        (
            Limit("bytes", most_bytes, lambda genes: BYTES_PER_WEIGHT * parameters(genes, *SHAPE)),
            Limit("latency (us)", most_us, latency_us),
        ),
    )
    begun = time.process_time()
    history = hybrid_search(task, forecast(described), MIXTURE, seed=seed)
    spent = time.process_time() - begun
    best = history.best
    if best is None:
        raise SystemExit("No network could be trained.")
    print(
        f"{len(history.evaluated)} short trainings, {history.predictions} predictions, "
        f"{latency_us.cache_info().misses} latencies: {spent:.0f} s of CPU."
    )
    print(
        f"Found {dict(zip(SPACE.choices, best.genes, strict=True))}, validation {best.quality:.4f}"
    )
    longer = replace(schedule, epochs=60, patience=30, most_s=30.0)
    found = train(SPACE, best.genes, (first, second), longer, seed=seed, clock=time.thread_time)
    report(found, parameters(best.genes, *SHAPE), (first, second, test))
    exports(found.network)


def report(found: Trained, weights: int, parts: tuple[Examples, Examples, Examples]) -> None:
    """Print the network and two peers on the test part, with their latencies."""
    first, second, test = parts
    flat = [part.pictures.reshape(len(part.labels), -1) for part in parts]
    one = flat[2][:1]
    print("\n| model | bytes | validation | test (450) | CPU us p50 | p95 | wall us p50 | p95 |")
    print("|---|---|---|---|---|---|---|---|")

    def line(name: str, size: int, quality: tuple[float, float], call: Callable[[], object]):
        clocks = (time.thread_time, time.perf_counter)
        taken = [np.quantile(latencies(call, clock, CALLS), (0.5, 0.95)) for clock in clocks]
        numbers = " | ".join(f"{value:.0f}" for pair in taken for value in pair)
        print(
            f"| {name} | {size:,} | {quality[0]:.4f} | {quality[1]:.4f} | {numbers} |", flush=True
        )

    reached = (found.quality, accuracy(found.network, test))
    line("searched", weights * BYTES_PER_WEIGHT, reached, on_one_picture(found.network))
    peers = {
        "logistic regression": [
            LogisticRegression(C=c, max_iter=5_000) for c in (0.01, 0.1, 1.0, 10.0, 100.0)
        ],
        "SVM, RBF": [SVC(C=c, gamma=g) for c in (1.0, 10.0) for g in ("scale", 0.02, 0.05, 0.1)],
    }
    for name, models in peers.items():
        fitted = [model.fit(flat[0], first.labels) for model in models]
        best = max(fitted, key=lambda model: model.score(flat[1], second.labels))
        scores = (best.score(flat[1], second.labels), best.score(flat[2], test.labels))
        numbers = best.coef_.size if hasattr(best, "coef_") else best.support_vectors_.size
        line(name, 8 * numbers, scores, lambda best=best: best.predict(one))


def exports(network: nn.Module) -> None:
    """Print what files without the builder's code cost: bytes, time to load, latency."""
    picture = torch.zeros(1, 1, 8, 8)
    print("\n| form | file bytes | load ms | CPU us p50 | p95 | same logits |")
    print("|---|---|---|---|---|---|")
    sample = torch.rand(1, 1, 8, 8)
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode():
        expected = network(sample)
        for name, write, read in _forms(network, picture):
            path = Path(folder) / f"network.{name.split()[0]}"
            write(path)
            begun = time.thread_time()
            loaded = read(path)
            load_ms = 1e3 * (time.thread_time() - begun)
            same = torch.allclose(loaded(sample), expected, atol=1e-5)
            taken = latencies(lambda loaded=loaded: loaded(picture), time.thread_time, CALLS)
            low, high = np.quantile(taken, (0.5, 0.95))
            size = path.stat().st_size
            print(
                f"| {name} | {size:,} | {load_ms:.1f} | {low:.0f} | {high:.0f} | {same} |",
                flush=True,
            )


def _forms(network: nn.Module, picture: torch.Tensor) -> list[tuple]:
    def exported(path: Path) -> None:
        torch.export.save(torch.export.export(network, (picture,)), f"{path}.pt2")
        Path(f"{path}.pt2").rename(path)

    def loaded(path: Path) -> nn.Module:
        with path.open("rb") as file:
            return torch.export.load(file).module()

    def scripted(path: Path) -> None:
        torch.jit.freeze(torch.jit.trace(network, picture)).save(path)

    return [
        (
            "eager (state_dict)",
            lambda path: torch.save(network.state_dict(), path),
            lambda path: _with(network, torch.load(path, weights_only=True)),
        ),
        ("torch.export", exported, loaded),
        ("torch.jit, frozen", scripted, torch.jit.load),
    ]


def _with(network: nn.Module, state: dict) -> nn.Module:
    network.load_state_dict(state)
    return network


def main() -> None:
    """Search on one thread."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--bytes", type=float, default=100_000.0)
    parser.add_argument("--latency-us", type=float, default=1_000.0)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    searched(chosen.seconds, chosen.bytes, chosen.latency_us, chosen.seed)


if __name__ == "__main__":
    main()
