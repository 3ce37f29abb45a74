"""The recogniser of tasks: its weights are those of its training, and it beats keywords."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from agent.extract.classifier import decisions, guesses, load
from agent.extract.ngrams import PLACES, counted, segments, weighted
from agent.extract.topics import by_keywords, find_task

TRAINING = runpy.run_path(str(Path(__file__).parents[3] / "benchmarks" / "tasks.py"))


def test_the_weights_that_ship_are_those_of_the_training_that_ships():
    """Another version of scikit-learn may round otherwise, so answers are compared."""
    anew = TRAINING["trained"](TRAINING["phrases"](), TRAINING["messages"]())
    shipped = load()
    assert anew.classes == shipped.classes
    texts = [one.text for one in TRAINING["utterances"]("fresh")]
    ours, theirs = decisions(texts, shipped), decisions(texts, anew)
    assert (ours.argmax(axis=1) == theirs.argmax(axis=1)).mean() >= 0.98
    assert np.abs(ours - theirs).max() < 0.1


@pytest.mark.parametrize("name", ["held_out", "fresh"])
def test_with_it_more_tasks_are_found_than_by_keywords_alone(name):
    asked = TRAINING["utterances"](name)
    assert TRAINING["right"](asked, load()) >= max(0.93, TRAINING["right"](asked, None))


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("which of these comments are angry", "text-classification"),
        ("is there mould on the bread in this picture", "image-classification"),
        ("draw boxes round the cars on our parking lot", "object-detection"),
        ("black out the names of people in court files", "token-classification"),
        ("turn the mayor's speeches into written text", "automatic-speech-recognition"),
        (
            "who will cancel, from the columns of a customer table",
            "tabular-classification",
        ),
    ],
)
def test_paraphrases_are_recognised(text, task):
    assert find_task(text)[0] == task


@pytest.mark.parametrize("text", ["", "hello", "\x00\x1b[2j", "a b", "what if energy counted?"])
def test_what_states_no_task_is_none(text):
    assert find_task(text) is None


def test_a_few_words_are_left_to_keywords():
    assert guesses("spam filter") == {}
    assert find_task("spam filter") == by_keywords("spam filter")


def test_later_in_a_conversation_more_has_to_speak_for_a_new_task():
    sure = "we also need to summarise long meeting notes"
    assert find_task(sure, later=True)[0] == "summarization"
    assert find_task("and what about english then?", later=True) is None


def test_ngrams_by_hand():
    words, pieces = counted("ab cd ab")
    # ab twice, cd, "ab cd", "cd ab"
    assert sorted(words.values()) == [1, 1, 1, 2]
    # " ab ": three of 3 characters would leave " a", so " ab", "ab " and " ab "; each word so.
    assert sum(pieces.values()) == 3 * 4
    assert min(pieces) >= PLACES > max(words)
    row = weighted("ab cd ab", np.ones(2 * PLACES, dtype=np.float32))
    assert np.sum(row.weights**2) == pytest.approx(2)


def test_sentences_are_told_apart_and_numbers_are_not():
    assert segments("sort my mail. f1 of 0.9 at least; on our cpu") == [
        "sort my mail",
        "f1 of 0.9 at least",
        "on our cpu",
    ]
    assert segments("ok. no.") == ["ok. no."]
