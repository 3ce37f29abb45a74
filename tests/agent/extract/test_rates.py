"""Exchange rates as people say them."""

import pytest

from agent.extract import understand


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("I'd give up two points of accuracy to halve the energy", {"energy": 2}),
        ("we trade 1.5 points for half the latency", {"latency": 1.5}),
        (
            "I would give up 1 point to halve the energy and 0.5 points to halve the latency",
            {"energy": 1, "latency": 0.5},
        ),
        (
            "give up half a point to halve the size, two points to halve the memory",
            {"size": 0.5, "memory": 2},
        ),
        ("lose nothing; halve the energy", {}),
        ("we give up 3 seats to halve the rent", {}),
    ],
)
def test_points_given_up_to_halve_a_cost_are_rates(text, rates):
    assert understand(text).requirements.rates == rates
