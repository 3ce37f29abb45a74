"""Evolve proxies on cells of NAS-Bench-201 and judge them on cells that evolution never saw.

    python benchmarks/evolved_proxies.py --table accuracy.csv --home FOLDER

The table is described in `tools/nas/tables.py`. Statistics are read once and kept in FOLDER; each
seed splits the cells anew and evolves anew. Networks have the benchmark's cells in a skeleton of
16 channels and one cell a stage, and see pink noise of 16 x 16 pixels with random labels.
"""

import argparse
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from random import Random
from time import process_time

import numpy as np
import torch

from tools.nas.proxies.evolved.evolution import Settings
from tools.nas.proxies.evolved.shown import Album, Setup
from tools.nas.proxies.evolved.trial import SAMPLINGS, Standing, Trial, looked_through, tried
from tools.nas.spaces.nasbench201 import genes_of, nasbench201
from tools.nas.tables import read_accuracies

CHANNELS, STAGE = 16, 1


def main() -> None:
    """Print a row for each seed and rival, and the mean and spread over the seeds."""
    given = arguments()
    torch.set_num_threads(1)
    table = read_accuracies(given.table)
    rows = list(table.rows)
    # So that a larger draw holds a smaller one, and what was read for it.
    Random(given.draw).shuffle(rows)
    rows = rows[: given.cells]
    space = nasbench201(10, CHANNELS, STAGE)
    album = Album(given.home, Setup(), f"nasbench201/10/{CHANNELS}/{STAGE}")
    start = process_time()
    profiles = looked_through(
        album, {row.code: partial(space.build, genes_of(row.code)) for row in rows}
    )
    read_s = sum(sum(profile.seconds.values()) for profile in profiles)
    print(f"{len(rows)} cells; reading all statistics took {read_s:.0f} CPU s in all,")
    print(f"of which {process_time() - start:.0f} s now.\n")
    accuracies = {
        dataset: np.array([row.accuracies[dataset] for row in rows]) for dataset in table.datasets
    }
    trials = []
    for seed in range(given.seeds):
        start = process_time()
        settings = Settings(seed=seed, samplings=tuple(given.bred_by))
        trial = tried(profiles, accuracies, settings)
        trials.append(trial)
        told(seed, trial, process_time() - start)
    summed_up(trials)


def arguments() -> argparse.Namespace:
    """Return what was given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--cells", type=int, default=1_000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--draw", type=int, default=5, help="draws the cells")
    parser.add_argument("--bred-by", nargs="+", choices=SAMPLINGS, default=["random"])
    return parser.parse_args()


def told(seed: int, trial: Trial, cpu_s: float) -> None:
    """Print a seed's table."""
    best = trial.evolved.best
    print(f"seed {seed}: {trial.evolved.tried} formulas in {cpu_s:.0f} CPU s; bred to")
    print(f"  tau {best.training:.3f}, chosen at {best.validation:.3f} (means over the resamples)")
    print(f"  {best.formula}")
    print(f"  {1e3 * best.seconds:.0f} CPU ms a network; front (CPU ms, tau of both):")
    for each in trial.evolved.front:
        print(f"    {1e3 * each.seconds:5.0f} {each.overall:.3f} {each.formula}")
    counted = ", ".join(f"{sampling} {count}" for sampling, count in trial.counts.items())
    print(f"  held-out cells: {counted}")
    for name, one in {"evolved": trial.standing, **trial.rivals}.items():
        print(f"  {name:10} {row_of(one)}  {one.formula if name == 'single' else ''}")
    print()


def row_of(one: Standing) -> str:
    """Return the taus by data set and sampling."""
    return "  ".join(
        f"{dataset} {sampling} {taus[sampling]:.3f}"
        for dataset, taus in one.taus.items()
        for sampling in SAMPLINGS
    )


def summed_up(trials: list[Trial]) -> None:
    """Print the mean and the standard deviation over the seeds."""
    print(f"mean (standard deviation) over {len(trials)} seeds")
    rivals: Mapping[str, list[Standing]] = {
        "evolved": [trial.standing for trial in trials],
        **{name: [trial.rivals[name] for trial in trials] for name in trials[0].rivals},
    }
    for name, standings in rivals.items():
        for dataset in standings[0].taus:
            taus = {
                sampling: [one.taus[dataset][sampling] for one in standings]
                for sampling in SAMPLINGS
            }
            cells = "  ".join(
                f"{sampling} {np.mean(found):.3f} ({np.std(found):.3f})"
                for sampling, found in taus.items()
            )
            print(f"  {name:10} {dataset:9} {cells}")


if __name__ == "__main__":
    main()
