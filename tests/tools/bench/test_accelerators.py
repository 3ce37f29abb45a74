"""What a GPU did in a window: torch's functions as fakes, a real worker on top, a real GPU."""

import pynvml
import pytest
import torch
from fake_gpu import (
    ALLOCATED_BYTES,
    BUSY_PERCENT,
    IN_USE_BYTES,
    NAME,
    POWER_W,
    TEMPERATURE_C,
    FakeGpu,
    a_site,
)
from tiny_bert import tiny_bert

from tools.bench.accelerators import accelerator_of
from tools.bench.client import Bench
from tools.bench.protocol import Serve
from tools.domain import Candidate, DeviceUse

PLENTY = 10**12


class FakeCuda:
    """Two GPUs of 8 GB as torch sees them, each with its own memory."""

    def __init__(self) -> None:
        self.allocated, self.peaks, self.in_use = [0, 0], [0, 0], [0, 0]

    def take(self, index: int, amount_bytes: int, *, in_use: int) -> None:
        self.allocated[index] = amount_bytes
        self.peaks[index] = max(self.peaks[index], amount_bytes)
        self.in_use[index] = in_use

    def reset_peak_memory_stats(self, device=None) -> None:
        self.peaks[_index(device)] = self.allocated[_index(device)]

    def max_memory_allocated(self, device=None) -> int:
        return self.peaks[_index(device)]

    def mem_get_info(self, device=None) -> tuple[int, int]:
        return 8_000 - self.in_use[_index(device)], 8_000

    def get_device_name(self, device=None) -> str:
        return f"Fake GPU {_index(device)}"


def _index(device) -> int:
    return torch.device(device).index or 0


@pytest.fixture
def cuda(monkeypatch) -> FakeCuda:
    fake = FakeCuda()
    for name in (name for name in dir(fake) if "memory" in name or name.startswith(("mem", "get"))):
        monkeypatch.setattr(torch.cuda, name, getattr(fake, name))
    return fake


def test_the_cpu_has_nothing_to_tell():
    nothing = accelerator_of("cpu")
    nothing.begin()
    assert nothing.end() is None


def test_peaks_are_those_of_the_window_and_of_that_gpu(nvml, cuda):
    first, second = FakeGpu(), FakeGpu(temperature_c=70)
    nvml(first, second)
    cuda.take(0, 7_000, in_use=7_500)
    cuda.take(1, 900, in_use=1_500)
    cuda.take(1, 100, in_use=1_500)
    watched = accelerator_of("cuda:1")
    watched.begin()
    cuda.take(1, 400, in_use=1_700)
    cuda.take(1, 200, in_use=1_600)
    second.samples = [(1, 50)]
    assert watched.end() == DeviceUse(
        name="Fake GPU 1",
        memory_bytes=400,
        driver_memory_bytes=1_600,
        utilisation=0.5,
        temperature_c=70,
        throttled=False,
        foreign_processes=0,
    )
    watched.begin()
    assert watched.end().memory_bytes == 200


def test_memory_that_others_gave_back_meanwhile_was_in_use(nvml, cuda):
    nvml(FakeGpu())
    cuda.take(0, 100, in_use=6_000)
    watched = accelerator_of("cuda")
    watched.begin()
    cuda.take(0, 100, in_use=500)
    assert watched.end().driver_memory_bytes == 6_000


def test_a_gpu_whose_driver_zeus_cannot_ask_has_torchs_numbers(nvml, cuda):
    nvml()
    cuda.take(0, 100, in_use=500)
    watched = accelerator_of("cuda")
    watched.begin()
    assert watched.end() == DeviceUse(
        name="Fake GPU 0", memory_bytes=100, driver_memory_bytes=500, utilisation=None
    )


def test_apples_gpu_has_its_memory(monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "get_name", lambda: "Apple M2")
    monkeypatch.setattr(torch.mps, "driver_allocated_memory", lambda: 1_000)
    watched = accelerator_of("mps")
    watched.begin()
    assert watched.end() == DeviceUse(
        name="Apple M2", memory_bytes=1_000, driver_memory_bytes=None, utilisation=None
    )


@pytest.fixture
def colours_job(films_job, tmp_path):
    """A tiny BERT that tells films by their colour: it knows `red`, `green` and `blue`."""
    candidate = Candidate(model="bert", revision="1", strategy="as_is")
    return films_job.model_copy(
        update={
            "candidate": candidate,
            "runtime": "transformers",
            "folder": str(tiny_bert(tmp_path / "bert", ["good", "bad", "blue"])),
        }
    )


async def test_a_real_worker_on_a_gpu_tells_of_it_in_every_window(
    colours_job, environment, tmp_path
):
    """NVML and torch.cuda are fakes in the worker, and torch computes on the CPU."""
    on_gpu = colours_job.model_copy(update={"device": "cuda"})
    order = Serve(start=0, n=8, most_s=0.5)
    async with Bench(environment | a_site(tmp_path), most_resident_bytes=PLENTY) as bench:
        outcome = await bench.measure(on_gpu, order, timeout_s=120)
    window, use = outcome.window, outcome.window.device
    assert (use.name, use.memory_bytes, use.driver_memory_bytes) == (
        *(NAME, ALLOCATED_BYTES, IN_USE_BYTES),
    )
    assert (use.utilisation, use.temperature_c) == (BUSY_PERCENT / 100, TEMPERATURE_C)
    assert (use.throttled, use.foreign_processes) == (False, 0)
    assert window.energy.provenance == "measured"
    # The counter is read just before and just after the clock.
    assert window.parts["gpu"].mid >= 0.99 * POWER_W * window.wall_s


async def test_a_model_that_a_gpu_has_no_room_for_ran_out_of_its_memory(
    colours_job, environment, tmp_path
):
    on_gpu = colours_job.model_copy(update={"device": "cuda"})
    site = a_site(tmp_path, is_full=True)
    async with Bench(environment | site, most_resident_bytes=PLENTY) as bench:
        outcome = await bench.measure(on_gpu, Serve(start=0, n=8), timeout_s=120)
    assert outcome.failure.kind == "out_of_memory"
    assert outcome.failure.reason == (
        "it needs more memory than GPU 0 has: it asked for 1.95 GiB where 1.58 GiB of 7.45 GiB "
        "was free"
    )


@pytest.mark.gpu
def test_on_a_real_gpu_a_window_is_plausible(colours_job, start):
    """Any NVIDIA GPU since Volta: `pytest -m gpu`."""
    worker = start(colours_job.model_copy(update={"device": "cuda"}))
    worker.ready()
    worker.say(Serve(start=0, n=64, most_s=5.0).model_dump_json())
    window = worker.reply().window
    use = window.device
    assert use.name == torch.cuda.get_device_name()
    total_bytes = torch.cuda.get_device_properties(0).total_memory
    assert 1_000 < use.memory_bytes < 1e9
    # The worker's context alone takes more than 100 MB.
    assert 50e6 < use.driver_memory_bytes < total_bytes
    assert use.utilisation is None or 0 <= use.utilisation <= 1
    assert 10 < use.temperature_c < 110
    assert use.throttled is not None
    assert use.foreign_processes is None or use.foreign_processes >= 0
    # From a laptop at rest to the largest board there is.
    assert 1 < window.parts["gpu"].mid / window.wall_s < 2_000


@pytest.mark.gpu
def test_on_a_real_gpu_memory_that_is_not_there_is_a_failure_with_the_amounts():
    from tools.bench.failing import failure

    with pytest.raises(torch.cuda.OutOfMemoryError) as caught:
        torch.empty(2**50, dtype=torch.uint8, device="cuda")
    said = f"OutOfMemoryError: {' '.join(str(caught.value).split())}"
    found = failure(Candidate(model="m", revision="r", strategy="as_is"), 1, said)
    assert found.kind == "out_of_memory"
    assert found.reason.startswith("it needs more memory than GPU 0 has: it asked for 1048576.")


@pytest.mark.gpu
def test_the_samples_of_a_real_driver_rise_with_time():
    """What `Watch` relies on: new samples come, and only new ones are returned."""
    pynvml.nvmlInit()
    handle = pynvml.nvmlDeviceGetHandleByIndex(0)
    kind = pynvml.NVML_GPU_UTILIZATION_SAMPLES
    _, samples = pynvml.nvmlDeviceGetSamples(handle, kind, 0)
    times = [one.timeStamp for one in samples]
    assert times == sorted(times)
    middle = times[len(times) // 2]
    _, newer = pynvml.nvmlDeviceGetSamples(handle, kind, middle)
    assert min(one.timeStamp for one in newer) > middle


@pytest.mark.gpu
@pytest.mark.skipif(not torch.backends.mps.is_available(), reason="needs Apple silicon")
def test_on_apple_silicon_a_window_is_plausible(colours_job, start):
    worker = start(colours_job.model_copy(update={"device": "mps"}))
    worker.ready()
    use = worker.serve(0, 64).device
    assert use.name.startswith("Apple")
    assert 1_000 < use.memory_bytes < 64e9
