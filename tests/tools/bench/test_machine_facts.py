import platform
import sys

import pynvml
import pytest
from fake_gpu import FakeGpu, torch_built_for_cuda, unsupported

from tools.bench import machine


def test_facts_name_what_a_result_depends_on():
    found = machine.facts(3)
    assert found["threads"] == "3"
    assert found["python"] == ".".join(map(str, sys.version_info[:3]))
    assert {"cpu", "logical_cpus", "memory_gib", "system", "torch", "onnxruntime"} <= set(found)
    assert all(found.values())


def test_the_same_machine_has_the_same_id_in_whatever_order_its_facts_come():
    found = machine.facts(1)
    backwards = dict(reversed(found.items()))
    assert machine.fingerprint(found) == machine.fingerprint(backwards)
    assert len(machine.fingerprint(found)) == 12


def test_another_library_version_or_thread_count_is_another_machine():
    found = machine.facts(1)
    ids = {
        machine.fingerprint(facts)
        for facts in (found, found | {"torch": "0"}, machine.facts(2), {})
    }
    assert len(ids) == 4


def test_gpus_that_torch_can_use_are_part_of_the_machine(nvml, monkeypatch):
    on_the_cpu = machine.facts(1)
    nvml(FakeGpu(), FakeGpu(name="Other GPU"))
    torch_built_for_cuda(monkeypatch.setattr)
    found = machine.facts(1)
    assert {name: found[name] for name in found.keys() - on_the_cpu.keys()} == {
        "gpus": "Fake GPU, Other GPU",
        "gpu_code": "CUDA 13.0",
        "gpu_power_limits": "200 W, 200 W",
        "gpu_driver": "580.1",
    }


def test_what_a_gpu_does_not_tell_is_left_out(nvml, monkeypatch):
    nvml(FakeGpu())
    torch_built_for_cuda(monkeypatch.setattr)
    for name in ("nvmlDeviceGetPowerManagementLimit", "nvmlSystemGetDriverVersion"):
        monkeypatch.setattr(pynvml, name, unsupported)
    assert {name for name in machine.facts(1) if "gpu" in name} == {"gpus", "gpu_code"}


def test_torch_for_a_gpu_that_is_not_here_changes_nothing(nvml, monkeypatch):
    on_the_cpu = machine.facts(1)
    nvml()
    torch_built_for_cuda(monkeypatch.setattr)
    assert machine.facts(1) == on_the_cpu


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (
            {
                "scaling_governor": "powersave",
                "scaling_min_freq": "800000",
                "scaling_max_freq": "4900000",
            },
            {"cpu_clock": "powersave, 800 to 4900 MHz"},
        ),
        ({"scaling_governor": "powersave", "scaling_cur_freq": "1234567"}, {}),
        ({}, {}),
    ],
)
def test_the_bounds_of_a_cpus_clock_are_told_where_linux_tells(tmp_path, files, found):
    for name, text in files.items():
        (tmp_path / name).write_text(f"{text}\n")
    assert dict(machine.cpu_clock(tmp_path)) == found


@pytest.mark.parametrize(
    ("cpuinfo", "name"),
    [
        ("processor : 0\nmodel : 85\nmodel name : Fast 9\n\nmodel name : Slow 1\n", "Fast 9"),
        ("model name : ARMv7 rev 3\nModel : Raspberry Pi 4 Model B\n", "Raspberry Pi 4 Model B"),
        ("CPU implementer : 0x41\nCPU part : 0xd40\n", "Arm Neoverse-V1"),
        ("CPU implementer : 0x41\nCPU part : 0xfff\n", platform.processor() or platform.machine()),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_cpu_is_named_by_its_maker_or_by_its_board_or_by_its_core(tmp_path, cpuinfo, name):
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/cpuinfo").write_text(cpuinfo)
    assert machine.cpu_name(tmp_path) == name
