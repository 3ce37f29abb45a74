"""On which device a search runs: as asked, or the best that is here; one whole search on a GPU."""

import csv

import pytest
from fake_gpu import ALLOCATED_BYTES, NAME, FakeGpu, a_site, torch_built_for_cuda
from talking import talking
from tiny_bert import tiny_bert

from agent.doctor import checkup
from agent.evidence import Known
from agent.extract import understand
from agent.nodes.search import without_gpu_code
from agent.nodes.understand import on_a_device
from agent.readback import understood
from agent.settings import Settings
from tools.domain import Candidate, Listing, Model
from tools.errors import RequestError
from tools.hub.catalogue import load_catalogue

TWO_GPUS = ("cuda", "cuda:1", "cpu")
NEED = "sort texts, at most 1 MB of downloads, in a minute"


@pytest.mark.parametrize(
    ("text", "here", "device", "said"),
    [
        ("sort texts", ("cpu",), None, "text classification"),
        ("sort texts on the CPU", TWO_GPUS, "cpu", "text classification; on cpu"),
        ("sort texts on GPU 1", TWO_GPUS, "cuda:1", "text classification; on cuda:1"),
        (
            *("sort texts", TWO_GPUS, "cuda"),
            "text classification; on cuda, the GPU that is here",
        ),
        (
            *("sort texts", ("mps", "cpu"), "mps"),
            "text classification; on mps, the GPU that is here",
        ),
    ],
)
def test_the_device_is_the_one_said_or_else_the_best_here_and_is_read_back(
    text, here, device, said
):
    request = on_a_device(understand(text), here)
    assert request.device == device
    assert understood(request) == f"Understood: {said}."


@pytest.mark.parametrize(
    ("text", "here", "why"),
    [
        (
            *("on cuda:3", TWO_GPUS),
            "You asked for cuda:3, and no such device can be measured here. Here are cuda, cuda:1 "
            r"and cpu \(GPUs are counted from 0\): ask for one of these.",
        ),
        (
            *("on the GPU", ("cpu",)),
            "You asked for cuda, and no such device can be measured here. Ask for the CPU, or run",
        ),
        (*("on the GPU", ("mps", "cpu")), "Here are mps and cpu"),
    ],
)
def test_a_device_that_is_not_here_is_a_sentence(text, here, why):
    with pytest.raises(RequestError, match=why):
        on_a_device(understand(f"sort texts {text}"), here)


@pytest.mark.parametrize("device", ["cuda", "cuda:1", "mps"])
def test_on_a_gpu_candidates_without_code_for_it_are_dropped(device):
    listings = tuple(
        Listing(
            candidate=Candidate(
                model=entry.id, revision=entry.revision, strategy=entry.strategies[0]
            ),
            model=Model(
                **entry.model_dump(include={"id", "revision", "runtime", "tasks", "parameters"}),
                size_bytes=1,
                licence="MIT",
                source="catalogue",
            ),
        )
        for entry in load_catalogue().models
    )
    assert without_gpu_code(listings, "cpu") == listings
    left = {one.model.runtime for one in without_gpu_code(listings, device) if not one.dropped}
    assert left == {"transformers", "cnn", "efficientnet"}
    reasons = {one.dropped for one in without_gpu_code(listings, device)} - {""}
    assert reasons == {f"It has no code for {device} here: it would run on the CPU."}


@pytest.fixture
def colours(tmp_path):
    """120 texts that their colour tells apart."""
    file = tmp_path / "colours.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["text", "label"])
        for place in range(40):
            rows.writerows([f"{name} thing {place}", name] for name in ("red", "green", "blue"))
    return file


async def test_a_search_on_the_gpu_that_is_here_stores_what_the_gpu_did(
    nvml, monkeypatch, tmp_path, colours
):
    """NVML and torch's CUDA are fakes, in this process and in its workers; the rest is real."""
    nvml(FakeGpu(), FakeGpu())
    torch_built_for_cuda(monkeypatch.setattr)
    (tmp_path / "site").mkdir()
    for name, value in a_site(tmp_path / "site").items():
        monkeypatch.setenv(name, value)
    (tmp_path / "models").mkdir()
    tiny_bert(tmp_path / "models" / "tiny", ["red", "green", "blue"])
    async with talking(tmp_path / "home", models=tmp_path / "models") as talk:
        planned = await talk.say(NEED, colours)
        found = await talk.reply("yes")
        known = Known(await talk.state(), talk.services)
        (windows,) = talk.services.store.windows(known.key).values()
    assert "on cuda, the GPU that is here" in planned.events[0]["text"]
    assert found.statuses()["tiny"] == "measured"
    assert known.key.device == "cuda"
    assert {window.device.name for window in windows} == {NAME}
    (row,) = found.report["measurements"]
    assert (row["device"], row["device_memory_bytes"]) == ("cuda", ALLOCATED_BYTES)
    assert row["energy_j_per_request"]["provenance"] == "measured"
    assert row["quality"]["mid"] == 1
    why = "It has no code for cuda here: it would run on the CPU."
    assert why in found.reasons().values()


@pytest.mark.parametrize(
    ("torch_has_code", "gpus", "status", "said"),
    [
        (True, (FakeGpu(), FakeGpu(name="Other")), "ok", "; cuda and cuda:1 (Fake GPU and Other)"),
        (False, (FakeGpu(),), "limited", "; no code for Fake GPU in this torch: a build of torch"),
        (True, (), "ok", "; no GPU found"),
    ],
)
async def test_the_doctor_names_the_gpus_and_says_why_one_is_of_no_use(
    nvml, monkeypatch, tmp_path, torch_has_code, gpus, status, said
):
    nvml(*gpus)
    if torch_has_code:
        torch_built_for_cuda(monkeypatch.setattr)
    (found,) = (one for one in await checkup(Settings(home=tmp_path)) if one.name == "device")
    assert found.status == status
    assert said in found.text
