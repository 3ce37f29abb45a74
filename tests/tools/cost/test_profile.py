"""What an architecture computes, held against the same model with real tensors."""

import json

import pytest
import torch
import transformers
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.architectures import ARCHITECTURES, IMAGE, TEXT
from tools.cost.profile import answers, profile
from tools.cost.work import Question, Work

LABELS = 3
AUTO = {
    TEXT: transformers.AutoModelForSequenceClassification,
    IMAGE: transformers.AutoModelForImageClassification,
}


def asked(architecture, **more) -> Question:
    is_text = architecture.head == TEXT
    return Question(
        config=json.dumps({"model_type": architecture.family, **architecture.config, **more}),
        head=architecture.head,
        labels=LABELS,
        tokens=architecture.size if is_text else 0,
        side=0 if is_text else architecture.size,
    )


def real(architecture) -> torch.nn.Module:
    named = {"deit": "DeiTForImageClassification", "levit": "LevitForImageClassification"}
    config = transformers.AutoConfig.for_model(
        architecture.family,
        **architecture.config,
        num_labels=LABELS,
        architectures=[named.get(architecture.family)],
    )
    try:
        return AUTO[architecture.head].from_config(config, attn_implementation="eager").eval()
    except ValueError:  # an architecture whose attention is written in one way only
        return AUTO[architecture.head].from_config(config).eval()


@pytest.mark.parametrize("architecture", ARCHITECTURES, ids=lambda one: one.name)
@pytest.mark.filterwarnings("ignore")
def test_parameters_and_operations_are_those_of_the_model_with_real_tensors(architecture):
    model, side = real(architecture), architecture.size
    if architecture.head == TEXT:
        inputs = {"input_ids": torch.randint(5, 1_000, (1, side))}
    else:
        inputs = {"pixel_values": torch.randn(1, 3, side, side)}
    with torch.no_grad(), FlopCounterMode(display=False) as counted:
        model(**inputs)
    found = profile(asked(architecture))
    assert found.parameters == sum(one.numel() for one in model.parameters())
    assert found.flop == pytest.approx(counted.get_total_flops(), rel=0.01)


@pytest.mark.parametrize("implementation", ["eager", "sdpa"])
def test_attention_counts_the_same_however_it_is_done(implementation):
    (vit,) = (one for one in ARCHITECTURES if one.name == "vit-tiny")
    found = profile(asked(vit, attn_implementation=implementation))
    assert found.flop == profile(asked(vit)).flop


def test_a_layer_is_counted_by_hand():
    """One layer of width 8, two heads, 5 tokens, 16 inside, and a head of three labels."""
    config = {
        "model_type": "bert",
        "num_hidden_layers": 1,
        "hidden_size": 8,
        "num_attention_heads": 2,
        "intermediate_size": 16,
        "vocab_size": 10,
        "max_position_embeddings": 5,
        "type_vocab_size": 1,
    }
    found = profile(Question(config=json.dumps(config), head=TEXT, labels=3, tokens=5))
    # Four products of 8 x 8 and two of 8 x 16 a token; pooler and head look at one token.
    products = 2 * 5 * (4 * 8 * 8 + 2 * 8 * 16) + 2 * (8 * 8 + 8 * 3)
    # Two heads of width 4: scores and sums over 5 x 5 pairs.
    attention = 2 * 2 * 5 * 5 * (4 + 4)
    assert found.flop == products + attention
    # Embeddings of 10 words, 5 places, 1 kind; norms; six products with biases; pooler; head.
    embeddings, norms = (10 + 5 + 1) * 8, 3 * 2 * 8
    layer = 4 * (8 * 8 + 8) + (8 * 16 + 16) + (16 * 8 + 8)
    assert found.parameters == embeddings + norms + layer + (8 * 8 + 8) + (8 * 3 + 3)
    assert Work(kind="attention", shape=(2, 5, 5, 4, 4)) in found.works


def test_a_batch_computes_as_many_times_as_much():
    (resnet,) = (one for one in ARCHITECTURES if one.name == "resnet-18")
    one, eight = (profile(asked(resnet).model_copy(update={"batch": n})) for n in (1, 8))
    assert eight.flop == 8 * one.flop
    assert eight.activation_bytes > 7 * one.activation_bytes
    assert eight.weight_bytes == one.weight_bytes


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("{", "JSONDecodeError"),
        ("[]", "Error"),
        ("{}", "KeyError"),
        ('{"model_type": "no-such-thing"}', "no-such-thing"),
        ('{"model_type": "bert", "hidden_size": "many"}', "Error"),
        ('{"model_type": "bert", "hidden_size": -8}', "Error"),
        ('{"model_type": "t5"}', "KeyError"),
    ],
)
def test_what_cannot_be_looked_at_has_a_reason(config, reason):
    question = Question(config=config, head=IMAGE if "t5" in config else TEXT, tokens=4)
    (answer,) = answers(iter([question.model_dump_json()]))
    assert answer.profile is None
    assert reason in answer.reason


def test_a_config_brings_no_code_of_its_own():
    """What names code elsewhere is looked at as the architecture that it says it is, or not."""
    config = {"model_type": "bert", "num_hidden_layers": 1, "auto_map": {"AutoModel": "evil.Evil"}}
    (answer,) = answers(
        iter([Question(config=json.dumps(config), head=TEXT, tokens=4).model_dump_json()])
    )
    assert answer.profile is not None
