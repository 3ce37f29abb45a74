"""Which devices are here, and that an answer waits for its own."""

import importlib.util
import platform
import runpy
import subprocess
import sys

import pytest
import torch
from fake_gpu import FakeGpu

from tools.bench.devices import blocking, gpu_code, here, index_of, named


@pytest.fixture
def built(monkeypatch):
    """Have torch be built for something, on some system, whatever this machine is."""

    def built(*, cuda=None, hip=None, on=("Linux", "x86_64")):
        monkeypatch.setattr(runpy, "run_path", lambda path: {"cuda": cuda, "hip": hip})
        monkeypatch.setattr(platform, "system", lambda: on[0])
        monkeypatch.setattr(platform, "machine", lambda: on[1])

    return built


@pytest.mark.parametrize(
    ("build", "code", "devices"),
    [
        ({}, None, ("cpu",)),
        ({"cuda": "13.0"}, "CUDA 13.0", ("cuda", "cuda:1", "cpu")),
        ({"hip": "7.1"}, "ROCm 7.1", ("cuda", "cuda:1", "cpu")),
        ({"on": ("Darwin", "arm64")}, "Metal", ("mps", "cpu")),
        ({"on": ("Darwin", "x86_64")}, None, ("cpu",)),
    ],
)
def test_what_is_here_is_what_torch_was_built_for_and_the_driver_finds(
    built, nvml, build, code, devices
):
    built(**build)
    nvml(FakeGpu(), FakeGpu(counts_energy=False))
    assert (gpu_code(), here()) == (code, devices)


def test_torch_for_a_gpu_where_there_is_none_leaves_the_cpu(built, nvml):
    built(cuda="13.0")
    nvml()
    assert here() == ("cpu",)


def test_gpus_that_zeus_cannot_number_are_not_here(built, nvml, monkeypatch):
    built(cuda="13.0")
    nvml(FakeGpu())
    for visible in ("MIG-1", "GPU-5e4f"):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
        assert here() == ("cpu",)


def test_only_visible_gpus_count(built, nvml, monkeypatch):
    built(cuda="13.0")
    nvml(FakeGpu(), FakeGpu(), FakeGpu())
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2,0")
    assert here() == ("cuda", "cuda:1", "cpu")


def test_without_torch_there_is_the_cpu(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert here() == ("cpu",)


def test_asking_for_devices_loads_no_torch():
    script = (
        "import sys; from tools.bench import devices; devices.here(); print(sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "'torch'" not in done.stdout
    assert "'tools.bench.devices'" in done.stdout


def test_what_torch_itself_says_of_its_build_is_the_same():
    assert (gpu_code() or "").startswith("CUDA") == (torch.version.cuda is not None)


def test_a_gpu_is_named_by_its_number_and_the_first_one_simply():
    assert [named(index) for index in range(3)] == ["cuda", "cuda:1", "cuda:2"]
    assert [index_of(device) for device in ("cuda", "cuda:1", "cuda:12")] == [0, 1, 12]
    assert index_of("cpu") is index_of("mps") is None


def test_on_a_cpu_there_is_nothing_to_wait_for():
    assert blocking(len, "cpu") is len


@pytest.mark.parametrize(
    ("device", "module", "waited_for"),
    [("cuda", torch.cuda, ("cuda",)), ("cuda:1", torch.cuda, ("cuda:1",)), ("mps", torch.mps, ())],
)
def test_on_a_gpu_an_answer_has_waited_for_that_gpu(monkeypatch, device, module, waited_for):
    order = []
    monkeypatch.setattr(module, "synchronize", lambda *which: order.append(which))

    def answer(text):
        order.append("answered")
        return len(text)

    assert blocking(answer, device)("four") == 4
    assert order == ["answered", waited_for]


@pytest.mark.gpu
def test_on_a_real_gpu_what_was_queued_is_done_when_the_answer_is_there():
    square = torch.rand(4_096, 4_096, device="cuda")

    def answer(times):
        for _ in range(times):
            square @ square
        return times

    assert blocking(answer, "cuda")(50) == 50
    assert torch.cuda.current_stream().query()


@pytest.mark.gpu
def test_the_gpus_that_are_here_are_those_that_torch_counts():
    assert len(here()) - 1 == torch.cuda.device_count()
