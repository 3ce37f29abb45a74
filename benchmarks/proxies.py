"""Holds three zero-cost proxies on known cells against a second implementation of each.

    python benchmarks/proxies.py TABLE [--cells 1000] [--seed 0]

TABLE is a CSV file with `ops`, `params`, `macs` and `<dataset>_test`. Kendall's tau of the scores
of `greenrunner nas proxies` (kept in the home) stands beside that of plain NumPy code, which shares
nothing with them but the weights. A tau that differs by more than 0.05 ends with exit code 1.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import plain_cells
import torch

from agent.nas.proxies import ranking
from agent.nas.ranked import Asked
from agent.settings import load_settings
from tools.nas.proxies.minibatch import noise
from tools.nas.sampling import drawn
from tools.nas.spaces.nasbench201 import genes_of, nasbench201
from tools.nas.tables import read_accuracies

ALLOWED = 0.05
NAMES = ("parameters", "synflow", "naswot")


def second_opinion(code: str, asked: Asked) -> tuple[float, float, float]:
    """Return a cell's three scores by the plain implementation, in the order of the names."""
    space = nasbench201(10, asked.channels, asked.cells_per_stage)
    torch.manual_seed(asked.seed)
    module = space.build(genes_of(code))
    images = noise(space.input_shape, 10, asked.batch, asked.seed).inputs.numpy()
    weights = [w.detach().numpy() for w in module.parameters() if w.dim() > 1]
    bias = module[-1].bias.detach().numpy()
    cells = asked.cells_per_stage
    return (
        plain_cells.parameters(code, asked.channels, cells, 10),
        plain_cells.synflow(code, weights, bias, cells),
        plain_cells.naswot(code, weights, bias, images, cells),
    )


def tau_b(one: np.ndarray, other: np.ndarray) -> float:
    """Return Kendall's tau-b by counting every pair."""
    signs = [np.sign(values[:, None] - values[None, :]) for values in (_finite(one), other)]
    in_order = (signs[0] * signs[1]).sum()
    return float(in_order / np.sqrt((signs[0] ** 2).sum() * (signs[1] ** 2).sum()))


def _finite(values: np.ndarray) -> np.ndarray:
    """Put what is -inf below all others."""
    return np.where(np.isfinite(values), values, values[np.isfinite(values)].min() - 1)


def main() -> int:
    """Compare, and print a table; return 1 where a tau differs by more than is allowed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--cells", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    asked = Asked(
        table=chosen.table, cells=chosen.cells, seed=chosen.seed, proxies=NAMES, evolve=False
    )
    found = ranking(asked, load_settings())
    table = read_accuracies(chosen.table)
    rows = drawn(table, asked.cells, asked.sampling, asked.seed).rows
    plain = np.array([second_opinion(row.code, asked) for row in rows])
    worst = 0.0
    print(f"| {len(rows):,} cells | data set | tau | by the second implementation |")
    print("|---|---|---|---|")
    for column, one in enumerate(found.proxies):
        for dataset, agreement in one.agreement.items():
            other = tau_b(plain[:, column], np.array([row.accuracies[dataset] for row in rows]))
            print(f"| {one.proxy} | {dataset} | {agreement.tau:.4f} | {other:.4f} |")
            worst = max(worst, abs(agreement.tau - other))
    return int(worst > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
