"""What a GPU's driver says, through Zeus's real code on top of NVML's functions as fakes."""

import os
import subprocess
import sys

import pynvml
import pytest
from fake_gpu import FakeGpu, unsupported

from tools.bench import driver
from tools.bench.driver import Seen, Watch

# No process has it: the kernel's ids end at 4,194,304 (proc(5), pid_max).
NOBODY = 5_000_000


@pytest.fixture
def gpu(nvml) -> FakeGpu:
    fake = FakeGpu()
    nvml(FakeGpu(), fake)
    return fake


@pytest.fixture
def watch(gpu) -> Watch:
    return Watch(driver.gpu(1))


def test_utilisation_is_the_mean_of_the_samples_of_the_window_alone(gpu, watch):
    gpu.samples = [(1_000, 100), (2_000, 100)]
    watch.begin()
    gpu.samples += [(3_000, 20), (4_000, 40)]
    assert watch.end().utilisation == pytest.approx(0.3)
    gpu.samples += [(5_000, 90)]
    watch.begin()
    gpu.samples += [(6_000, 10)]
    assert watch.end().utilisation == pytest.approx(0.1)


def test_a_window_too_short_for_a_sample_has_no_utilisation(gpu, watch):
    for samples in ([], [(1_000, 100)]):
        gpu.samples = samples
        watch.begin()
        assert watch.end().utilisation is None
        watch.begin()
        assert watch.end().utilisation is None


@pytest.mark.parametrize(
    ("reasons", "throttled"),
    [
        (0, False),
        (pynvml.nvmlClocksEventReasonSwThermalSlowdown, True),
        (pynvml.nvmlClocksEventReasonHwThermalSlowdown, True),
        (pynvml.nvmlClocksEventReasonHwPowerBrakeSlowdown, True),
        (pynvml.nvmlClocksEventReasonSwPowerCap, False),
        (pynvml.nvmlClocksEventReasonHwSlowdown, False),
        (pynvml.nvmlClocksEventReasonGpuIdle, False),
    ],
)
@pytest.mark.parametrize("at_the_start", [True, False])
def test_heat_and_a_power_brake_throttle_whenever_they_are_seen(
    gpu, watch, reasons, throttled, at_the_start
):
    gpu.reasons = reasons if at_the_start else 0
    watch.begin()
    gpu.reasons = 0 if at_the_start else reasons
    assert watch.end().throttled is throttled


def test_the_next_window_is_not_throttled_by_the_last_one(gpu, watch):
    gpu.reasons = pynvml.nvmlClocksEventReasonHwThermalSlowdown
    watch.begin()
    gpu.reasons = 0
    watch.end()
    watch.begin()
    assert watch.end().throttled is False


def test_others_that_hold_the_gpu_are_counted(gpu, watch):
    assert watch.end().foreign_processes == 0
    gpu.pids = [os.getpid(), os.getppid(), NOBODY]
    assert watch.end().foreign_processes == 2


@pytest.mark.parametrize("module", ["worker", "template"])
def test_another_worker_that_waits_is_no_stranger(gpu, watch, module):
    script = "import time; print('here', flush=True); time.sleep(60)"
    command = [sys.executable, "-c", script, f"tools.bench.{module}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as waiting:
        # A process has no command line yet while it is being started.
        waiting.stdout.readline()
        gpu.pids = [os.getpid(), waiting.pid]
        others = watch.end().foreign_processes
        waiting.kill()
    assert others == 0


def test_where_process_ids_are_hidden_nobody_is_counted(gpu, watch):
    gpu.pids = [NOBODY]
    assert watch.end().foreign_processes is None


def test_temperature_is_that_at_the_end(gpu, watch):
    watch.begin()
    gpu.temperature_c = 83
    assert watch.end().temperature_c == 83


def test_what_a_driver_does_not_support_is_left_out(gpu, watch, monkeypatch):
    for name in dir(pynvml):
        if name.startswith("nvmlDeviceGet"):
            monkeypatch.setattr(pynvml, name, unsupported)
    watch.begin()
    assert watch.end() == Seen()


def test_of_a_gpu_that_is_not_nvidias_the_temperature_is_told(nvml):
    from zeus.device.gpu.amd import AMDGPU

    class FakeAmdGpu(AMDGPU):
        def __init__(self) -> None:
            pass

        def get_gpu_temperature(self) -> int:
            return 55

    watch = Watch(FakeAmdGpu())
    watch.begin()
    assert watch.end() == Seen(temperature_c=55)


def test_a_gpu_that_is_not_there_tells_nothing(gpu):
    assert driver.gpu(2) is None
    watch = Watch(driver.gpu(2))
    watch.begin()
    assert watch.end() == Seen()


def test_without_a_driver_there_are_no_gpus_and_no_version(nvml, monkeypatch):
    nvml()
    monkeypatch.setattr(pynvml, "nvmlSystemGetDriverVersion", unsupported)
    assert driver.gpus() is driver.gpu(0) is driver.version() is None
