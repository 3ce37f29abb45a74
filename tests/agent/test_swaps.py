"""Which of two measured candidates is rather wanted: asked after the measuring, and obeyed."""

import json

import pytest
from talking import talking

from agent.swaps import question, rather
from tools.domain import Candidate
from tools.selection.elicitation import Swap

pytestmark = pytest.mark.network

NEED = "tell positive texts from negative ones, at most 1 MB of downloads"


def swap(points: float, **halvings: float) -> Swap:
    names = ("careful", "quick")
    choice, rival = (Candidate(model=n, revision="1", strategy="as_is") for n in names)
    none = dict.fromkeys(("energy", "latency", "memory", "size"), 0.0)
    return Swap(choice=choice, rival=rival, points=points, halvings={**none, **halvings}, gain=1.0)


def test_what_is_given_up_and_what_is_gained_are_said_in_measured_numbers():
    text = question(swap(-4.0, energy=3.0, memory=-1.0, size=0.1), "accuracy")["text"]
    assert "careful (as is) would be chosen. With quick (as is) instead, would you accept " in text
    assert "4 points less of accuracy (right answers in 100) and 2.0 times the memory for " in text
    assert " for 8.0 times less energy? I ask because" in text
    assert "size" not in text


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("yes", True),
        ("sure, do it", True),
        ("rather quick", True),
        ("6 points at most", True),
        ("no", False),
        ("No, thanks", False),
        ("I'd keep careful", False),
        ("one point", False),
        ("you decide", None),
        ("", None),
        ("hm, depends on the weather", None),
    ],
)
def test_answers_are_read_in_usual_forms(answer, wanted):
    assert rather(answer, swap(-4.0, energy=3.0)) is wanted


def test_a_number_says_nothing_where_no_quality_is_given_up():
    assert rather("3", swap(2.0, energy=-3.0)) is None


async def _asked(talk, data):
    turn = await talk.say(NEED, data)
    while turn.question["kind"] != "plan":
        turn = await talk.reply("you decide")
    return await talk.reply("yes")


async def test_who_would_rather_have_the_rival_gets_it_and_is_not_asked_again(
    tmp_path, lend_static, opinions
):
    home = lend_static(tmp_path)
    async with talking(home, questions=3) as talk:
        turn = await _asked(talk, opinions)
        rivals = []
        while turn.question is not None:
            assert turn.question["field"] == "swap"
            rivals.append(turn.question["options"]["yes"].removeprefix("yes, rather "))
            turn = await talk.reply("yes")
        chosen = turn.report["recommendation"]["chosen"]["model"]
        rates = (await talk.state())["request"]["requirements"]["rates"]
        assert 1 <= len(rivals) <= 3
        assert rivals[-1].startswith(chosen)
        again = await talk.say(NEED, opinions)
        assert again.question is None
        assert again.report["recommendation"]["chosen"]["model"] == chosen
    kept = json.loads((home / "preferences.json").read_text(encoding="utf-8"))["rates"]
    assert {cost: one["rate"] for cost, one in kept.items()} == rates


async def test_the_choice_stays_where_the_rival_is_declined_or_left_to_us(
    tmp_path, lend_static, opinions
):
    async with talking(lend_static(tmp_path), questions=3) as talk:
        turn = await _asked(talk, opinions)
        kept = turn.question["options"]["no"].removeprefix("no, rather ")
        turn = await talk.reply("you decide")
        assert turn.question is None
        assert kept.startswith(turn.report["recommendation"]["chosen"]["model"])
        assert (await talk.state())["request"]["requirements"]["rates"] == {}
