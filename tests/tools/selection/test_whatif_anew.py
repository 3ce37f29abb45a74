"""What-ifs against the same choice worked out anew from raw rows, a thousand times."""

import random
import runpy
from math import log2
from pathlib import Path

import pytest

from tools.domain import Preferences, Requirements
from tools.selection.recommend import facts
from tools.selection.whatif import what_if

BENCHMARK = runpy.run_path(str(Path(__file__).parents[3] / "benchmarks" / "what_if.py"))
COSTS = ("energy", "latency", "memory", "size")


def rows_of(evidence):
    """Return one row an answer, as a table of results would hold them."""
    for one in evidence:
        seen = one.measurement
        paid = (
            seen.energy_j_per_request.mid,
            seen.latency_p50_s.mid,
            seen.memory_bytes,
            seen.size_bytes,
        )
        for correct in one.correct:
            yield one.candidate.model, correct, paid


def chosen_anew(rows, rates):
    """Return the model with most points: of 100 right answers, less what its costs take off."""
    right, total, costs = {}, {}, {}
    for model, correct, paid in rows:
        right[model] = right.get(model, 0) + correct
        total[model] = total.get(model, 0) + 1
        costs[model] = paid
    return max(
        total,
        key=lambda model: (
            100 * right[model] / total[model]
            - sum(rates[cost] * log2(paid) for cost, paid in zip(COSTS, costs[model], strict=True))
        ),
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_what_if_is_what_raw_rows_give_in_every_of_many_random_cases(seed):
    source = random.Random(seed)
    evidence = BENCHMARK["made_up"](30, 40)
    rows, known = list(rows_of(evidence)), facts(evidence, Requirements())
    for _ in range(250):
        rates = {cost: 10 ** source.uniform(-2, 1) for cost in COSTS}
        found = what_if(known, before=Preferences(), after=Preferences(**rates))
        assert found.after.chosen.model == chosen_anew(rows, rates)
