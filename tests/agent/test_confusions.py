"""Mistakes are counted by what was right and what was said."""

from agent.confusions import mixed_up

LABELS = ("cat", "dog", "cow")


def test_the_commonest_mistakes_come_first_with_how_many_there_were():
    expected = (0, 0, 0, 1, 1, 2, 2, 2)
    predicted = (0, 1, 1, 1, 0, 2, 2, 2)
    assert mixed_up(expected, predicted, LABELS) == (
        "3 of its 8 answers were wrong.\n"
        "- cat taken for dog: 2 times, of 3 examples of cat\n"
        "- dog taken for cat: 1 time, of 2 examples of dog"
    )


def test_the_rest_is_counted():
    pairs = [(right, said) for right in range(3) for said in range(3) if right != said]
    expected, predicted = zip(*pairs, strict=True)
    said = mixed_up(expected, predicted, LABELS)
    assert said.startswith("6 of its 6 answers were wrong.")
    assert said.endswith("- other mistakes: 1")


def test_where_all_is_right_that_is_said():
    assert mixed_up((0, 1), (0, 1), LABELS) == "none of its 2 answers was wrong."
