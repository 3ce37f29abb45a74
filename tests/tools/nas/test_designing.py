"""The process that designs a network: what it makes, what it refuses, and that it ends."""

import asyncio
import contextlib
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch
from stripes import LABELS, written

from agent.settings import Settings
from tools.domain import DESIGN_NOTE, Design
from tools.nas.commission import commission
from tools.nas.designing import Workbench, design
from tools.nas.order import Order, Progress
from tools.nas.pictures import Pictures, read

ENVIRONMENT = Settings().worker_environment()


@pytest.fixture
def order(tmp_path) -> Order:
    dataset = written(tmp_path)
    return Order(
        id="designed-stripes-1",
        dataset_path=dataset.path,
        dataset_sha256=dataset.sha256,
        folder=str(tmp_path / "designs" / "designed-stripes-1"),
        seconds=8.0,
        max_size_bytes=40_000,
        max_latency_s=0.1,
        rates={"latency": 0.5, "energy": 1.0, "size": 0.1},
        w_per_core=4.0,
    )


async def designers() -> list[int]:
    return [
        one.pid
        for one in psutil.Process().children(recursive=True)
        if "tools.nas.worker" in one.cmdline()
    ]


async def test_a_network_is_designed_within_its_limits_and_written_whole(order, tmp_path):
    heard = []
    said = await commission(order, ENVIRONMENT, heard.append, most_s=120)
    design, folder = said.design, tmp_path / "designs" / "designed-stripes-1"
    assert design is not None, said.refusal
    assert design.validation_quality > 0.9
    assert design.size_bytes <= 40_000
    assert (design.side, design.channels, design.labels) == (8, 1, LABELS)
    assert Design.model_validate_json((folder / DESIGN_NOTE).read_bytes()) == design
    assert [one.trained for one in heard] == list(range(1, design.trained + 1))
    assert max(one.best for one in heard) <= 1


async def test_the_test_examples_are_not_looked_at(order, tmp_path):
    stored = json.loads((tmp_path / f"{order.dataset_sha256}.json").read_text(encoding="utf-8"))
    del stored["test"]
    blind = tmp_path / "blind.json"
    blind.write_text(json.dumps(stored), encoding="utf-8")
    short = order.model_copy(update={"dataset_path": str(blind), "seconds": 3.0})
    said = await commission(short, ENVIRONMENT, lambda _: None, most_s=120)
    assert said.design is not None


async def test_limits_that_nothing_keeps_are_a_sentence(order):
    tiny = order.model_copy(update={"max_size_bytes": 4_200.0})
    said = await commission(tiny, ENVIRONMENT, lambda _: None, most_s=120)
    assert said.design is None
    assert "keeps all limits: bytes at most 4,200" in said.refusal


async def test_who_takes_too_long_is_ended(order):
    said = await commission(order, ENVIRONMENT, lambda _: None, most_s=0.5)
    assert said.refusal == "It was not done after 0 s, and was ended."
    assert await designers() == []


async def test_what_breaks_is_said_in_its_last_words(order, tmp_path):
    lost = order.model_copy(update={"dataset_path": str(tmp_path / "nowhere.json")})
    said = await commission(lost, ENVIRONMENT, lambda _: None, most_s=120)
    assert said.refusal.startswith("The process that designs ended without a network: ")
    assert "FileNotFoundError" in said.refusal


async def test_who_stops_waiting_leaves_no_process_behind(order):
    begun = asyncio.Event()
    task = asyncio.create_task(commission(order, ENVIRONMENT, lambda _: begun.set(), most_s=120))
    await begun.wait()
    assert len(await designers()) == 1
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert await designers() == []


def at_random(pictures: Pictures) -> Pictures:
    """Return the same with labels that nothing about a picture tells."""
    source = np.random.default_rng(0)
    parts = [replace(one, labels=source.permutation(one.labels)) for one in pictures.parts]
    return replace(pictures, parts=tuple(parts))


@pytest.fixture
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("_one_thread")
def test_a_machine_too_busy_for_a_second_training_deploys_what_was_judged(order, tmp_path):
    heard: list[Progress] = []

    def clock() -> float:
        """Jump beyond all limits once a network is trained, as a clock on the wall may."""
        return 1e6 * len(heard)

    pictures = at_random(read(Path(order.dataset_path), seed=0))
    made = design(order, Workbench(pictures, clock, time.thread_time, heard.append))
    network = torch.export.load(tmp_path / "designs" / made.id / "network.pt2").module()
    kept_back = pictures.parts[1]
    said = [network(torch.from_numpy(one[None])).argmax() for one in kept_back.pictures]
    assert made.trained == 1
    # What had learnt from these examples, too, would know more of them by heart.
    assert made.validation_quality == np.mean(np.array(said) == kept_back.labels)
