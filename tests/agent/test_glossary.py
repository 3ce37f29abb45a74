"""Words of answers are explained where a message asks for no more than that."""

import pytest

from agent.glossary import _ALSO, _MEANS, meaning


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("what is a linear probe?", "Linear probe: "),
        ("what does p95 mean", "P95: "),
        ("what is the meaning of “p99”?", "P95: "),
        ("what does score mean here?", "Score: "),
        ("ok, explain the pareto front", "Pareto front: "),
        ("what are tactics?", "Tactic: "),
    ],
)
def test_a_word_is_explained(text, word):
    assert (meaning(text) or "").startswith(word)


@pytest.mark.parametrize(
    "text",
    [
        "what is the accuracy?",
        "what is the p95 of glove?",
        "what is glove?",
        "use a linear probe instead",
        "what if the score mattered more?",
        "explain",
        "",
    ],
)
def test_what_asks_for_something_else_is_not(text):
    assert meaning(text) is None


def test_all_other_names_lead_to_a_meaning():
    assert set(_ALSO.values()) <= set(_MEANS)
    assert all(said.endswith(".") for said in _MEANS.values())
