"""Text classifiers as they are: a tiny real BERT whose head looks at one word."""

import pytest
from tiny_bert import tiny_bert

from tools.bench.answerers import Data, prepare
from tools.bench.encoders.classifier import TorchClassifier
from tools.domain import Candidate


@pytest.fixture(scope="module")
def colours(tmp_path_factory):
    return tiny_bert(tmp_path_factory.mktemp("bert"), ["Red", "GREEN", "blue"])


@pytest.mark.parametrize("order", [("red", "green", "blue"), ("BLUE", "Red", "green")])
def test_labels_are_matched_whatever_their_case_in_the_order_of_the_data(colours, order):
    model = TorchClassifier(colours, order, "cpu")
    texts = [f"{word} thing" for word in ("red", "green", "blue")]
    answers = [order[place] for place in model.classify(texts)]
    assert [answer.lower() for answer in answers] == ["red", "green", "blue"]


def test_a_label_that_the_data_lack_is_never_answered(colours):
    model = TorchClassifier(colours, ("blue", "green"), "cpu")
    assert model.classify(["blue thing", "green thing"]) == [0, 1]
    assert model.classify(["red thing"]) in ([0], [1])


def test_a_text_longer_than_the_model_reads_is_cut(colours):
    model = TorchClassifier(colours, ("red", "green", "blue"), "cpu")
    assert model.classify(["green" + " thing" * 500]) == [1]


def test_other_labels_are_refused_with_both_lists(colours):
    with pytest.raises(ValueError, match="its labels are red, green, blue; the data's are up, red"):
        TorchClassifier(colours, ("up", "red"), "cpu")


def test_a_classifier_as_it_is_is_ready_without_a_fit(colours, films_job):
    candidate = Candidate(model="bert", revision="1", strategy="as_is")
    job = films_job.model_copy(
        update={"candidate": candidate, "runtime": "transformers", "folder": str(colours)}
    )
    ready = prepare(job, Data(labels=["blue", "red"], train=[], test=[]))
    assert ready.answer(["blue thing", "red thing"]) == [0, 1]
    assert (ready.fit_s, ready.head_bytes) == (0, 0)
