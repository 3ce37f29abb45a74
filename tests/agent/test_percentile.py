"""Who gave too few answers for a percentile: 59 for a p95, 299 for a p99."""

import pytest
from measured_values import evidence, exactly

from agent.percentile import too_few

WITH_NONE = evidence("a")
WITH_P95 = evidence("b", p95=exactly(0.02))
WITH_BOTH = evidence("c", p95=exactly(0.02), p99=exactly(0.03))


@pytest.mark.parametrize(
    ("percentile", "pool", "said"),
    [
        (50, 100, []),
        (95, 100, ["at least 59 answers, and 1 of 3 measured candidates gave fewer: `go on`"]),
        (90, 50, ["at least 59 answers, and 1 of 3", "there are only 50 examples, so none can"]),
        (99, 500, ["at least 299 answers, and 2 of 3", "`go on` measures more."]),
        (99, 298, ["at least 299 answers, and 2 of 3", "there are only 298 examples"]),
    ],
)
def test_too_few_answers_are_said_with_how_many_it_takes(percentile, pool, said):
    found = " ".join(too_few(percentile, [WITH_NONE, WITH_P95, WITH_BOTH], pool=pool))
    assert all(part in found for part in said)
    assert bool(found) == bool(said)


def test_where_all_gave_enough_nothing_is_said():
    assert list(too_few(99, [WITH_BOTH], pool=300)) == []
