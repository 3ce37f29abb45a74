"""Text classifiers as they are: a tiny real BERT whose head looks at one word."""

import pytest
from tiny_bert import tiny_bert

from tools.bench.answerers import Data, prepare
from tools.bench.encoders.classifier import torch_classifier
from tools.domain import Candidate


@pytest.fixture(scope="module")
def colours(tmp_path_factory):
    return tiny_bert(tmp_path_factory.mktemp("bert"), ["Red", "GREEN", "blue"])


@pytest.mark.parametrize("order", [("red", "green", "blue"), ("BLUE", "Red", "green")])
def test_labels_are_matched_whatever_their_case_in_the_order_of_the_data(colours, order):
    classify = torch_classifier(colours, order, "cpu")
    answers = [order[classify(f"{word} thing")] for word in ("red", "green", "blue")]
    assert [answer.lower() for answer in answers] == ["red", "green", "blue"]


def test_a_label_that_the_data_lack_is_never_answered(colours):
    classify = torch_classifier(colours, ("blue", "green"), "cpu")
    assert [classify("blue thing"), classify("green thing")] == [0, 1]
    assert classify("red thing") in (0, 1)


def test_a_text_longer_than_the_model_reads_is_cut(colours):
    classify = torch_classifier(colours, ("red", "green", "blue"), "cpu")
    assert classify("green" + " thing" * 500) == 1


def test_other_labels_are_refused_with_both_lists(colours):
    with pytest.raises(ValueError, match="its labels are red, green, blue; the data's are up, red"):
        torch_classifier(colours, ("up", "red"), "cpu")


def test_a_classifier_as_it_is_is_ready_without_a_fit(colours, films_job):
    candidate = Candidate(model="bert", revision="1", strategy="as_is")
    job = films_job.model_copy(
        update={"candidate": candidate, "runtime": "transformers", "folder": str(colours)}
    )
    ready = prepare(job, Data(labels=["blue", "red"], train=[], test=[]))
    assert [ready.answer("blue thing"), ready.answer("red thing")] == [0, 1]
    assert (ready.fit_s, ready.head_bytes) == (0, 0)
