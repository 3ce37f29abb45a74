"""The front, worked out by hand and held against its definition."""

from hypothesis import given
from hypothesis import strategies as st

from tools.selection.pareto import front


def test_the_front_is_who_is_not_beaten_in_everything():
    # The second beats the fourth; the first and third are best in one thing each.
    assert front([(1, 9), (3, 3), (9, 1), (4, 3)]) == [0, 1, 2]


def test_equals_do_not_beat_each_other_and_nobody_is_on_the_front_of_nobody():
    assert front([(1, 1), (1, 1), (2, 1)]) == [0, 1]
    assert front([]) == []


@given(st.lists(st.tuples(*[st.integers(0, 6)] * 3), max_size=150))
def test_the_front_is_as_defined(points):
    def beaten(one):
        return any(
            all(a <= b for a, b in zip(other, one, strict=True)) and other != one
            for other in points
        )

    expected = [place for place, point in enumerate(points) if not beaten(point)]
    assert front(points) == expected
