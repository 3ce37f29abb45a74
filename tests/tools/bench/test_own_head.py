"""Text classifiers as they are: a tiny real BERT whose head looks at one word."""

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from transformers import BertConfig, BertForSequenceClassification

from tools.bench.answerers import Data, prepare
from tools.bench.encoders.classifier import TorchClassifier
from tools.domain import Candidate

WORDS = ("[UNK]", "red", "green", "blue", "thing")


def tiny_bert(folder, labels):
    """Save a BERT without noise: the class of a text is the colour of its first word."""
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=4,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=4,
        max_position_embeddings=16,
        id2label=dict(enumerate(labels)),
        label2id={label: place for place, label in enumerate(labels)},
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if "LayerNorm.weight" not in name:
                weights.zero_()
        # Each colour is a corner of a tetrahedron: the head's three rows point to three of them.
        corners = torch.tensor([[1.0, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]])
        model.bert.embeddings.word_embeddings.weight[1:4] = corners
        model.bert.pooler.dense.weight.copy_(torch.eye(4))
        model.classifier.weight.copy_(corners)
    model.save_pretrained(folder)
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


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
