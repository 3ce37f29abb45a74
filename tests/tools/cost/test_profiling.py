"""Architectures are looked at in a process that hostile configs can only end."""

import json

import pytest

from tools.cost.profiling import profiles
from tools.cost.work import Question


def bert(**config) -> Question:
    said = {"model_type": "bert", "num_hidden_layers": 1, "hidden_size": 32, "vocab_size": 100}
    more = {"num_attention_heads": 2, "intermediate_size": 64}
    return Question(config=json.dumps(said | more | config), head="encoder", tokens=8)


@pytest.fixture
def environment() -> dict[str, str]:
    return {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "PATH": "/usr/bin:/bin"}


async def test_questions_are_answered_in_order_and_none_ends_the_others(environment):
    questions = [
        bert(),
        Question(config="nonsense", head="encoder"),
        bert(num_hidden_layers=10**7),
        bert(hidden_size=10**9, num_attention_heads=1),
        bert(hidden_size=64),
    ]
    found = await profiles(questions, environment, each_s=3.0)
    assert [answer.profile is not None for answer in found] == [True, False, False, False, True]
    assert found[2].reason == "it took too long"
    assert found[0].profile.parameters < found[4].profile.parameters


async def test_no_questions_start_no_process(environment):
    assert await profiles([], environment) == []
