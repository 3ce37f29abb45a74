"""What a search computes itself is counted apart for each conversation."""

import pytest
from talking import TFIDF, copied, talking

from agent.effort import Effort, OwnCpu

ALONE = "tell positive texts from negative ones, at most 0.1 MB of downloads"


class Clock:
    def __init__(self) -> None:
        self.cpu_s = 100.0

    def __call__(self) -> float:
        return self.cpu_s

    def computes(self, cpu_s: float) -> None:
        self.cpu_s += cpu_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_what_is_computed_while_a_turn_runs_is_its_own_once(clock):
    own = OwnCpu(clock)
    clock.computes(7)
    own.begin("a")
    clock.computes(1)
    assert own.taken("a") == 1
    clock.computes(2)
    own.pause("a")
    clock.computes(50)
    own.begin("a")
    clock.computes(4)
    assert own.taken("a") == 6
    assert own.taken("a") == 0


def test_what_nobody_booked_waits_for_the_next_turn_unless_that_is_about_something_else(clock):
    own = OwnCpu(clock)
    for _ in range(2):
        own.begin("a")
        clock.computes(3)
        own.pause("a")
    own.begin("b")
    assert own.taken("b") == 0
    assert own.taken("a") == 6
    clock.computes(1)
    own.pause("a")
    own.forget("a")
    assert own.taken("a") == 0


def test_efforts_add_up():
    one = Effort(own_cpu_s=1, fetching_cpu_s=5, workers_cpu_s=20)
    other = Effort(own_cpu_s=2, workers_cpu_s=40)
    assert one + other == Effort(own_cpu_s=3, fetching_cpu_s=5, workers_cpu_s=60)
    assert (one + other).cpu_s == 68


async def test_the_bill_holds_the_cpu_time_of_this_process_and_of_its_workers(tmp_path, opinions):
    async with talking(tmp_path) as talk:
        heard = await talk.ask(ALONE, opinions)
        known = await talk.state()
        again = await talk.say("what if 50 % were enough?")
    bill, row = heard.report["search"], heard.report["measurements"][0]
    assert row["model"] == TFIDF
    # The worker's start alone, with its imports, computes for longer than a tenth of a second.
    others = bill["orchestrator_cpu_s"] + bill["fetching_cpu_s"]
    workers_cpu_s = bill["search_cpu_s"] - others
    assert workers_cpu_s > 0.1 + row["cpu_s_per_request"] * row["n"]
    assert bill["orchestrator_cpu_s"] > 0
    assert known["effort"] == {
        "own_cpu_s": bill["orchestrator_cpu_s"],
        "fetching_cpu_s": pytest.approx(bill["fetching_cpu_s"]),
        "workers_cpu_s": pytest.approx(workers_cpu_s),
    }
    assert "Green Runner itself used " in heard.answer
    assert "Green Runner itself used " not in again.answer
    assert again.report["search"]["search_cpu_s"] == again.report["search"]["orchestrator_cpu_s"]


@pytest.mark.network
async def test_more_budget_begins_a_new_bill(searched, tmp_path, opinions):
    async with talking(copied(searched[0], tmp_path)) as talk:
        await talk.say(ALONE, opinions)
        more = await talk.say("go on for 60 more seconds")
    bill = more.report["search"]
    assert bill["new_answers"] == 0
    assert bill["search_cpu_s"] == bill["orchestrator_cpu_s"]


@pytest.mark.network
async def test_fetching_the_examples_is_fetching_too(tmp_path):
    async with talking(tmp_path, tactics="") as talk:
        planned = await talk.say("sort tweets by their mood, at most 3 MB of downloads")
        effort = Effort.model_validate((await talk.state())["effort"])
    found = next(event for event in planned.events if event["kind"] == "found")
    assert found["dataset"]["name"] == "tweets"
    assert effort.fetching_cpu_s > 0.05
    assert effort.own_cpu_s < effort.fetching_cpu_s + 0.5
