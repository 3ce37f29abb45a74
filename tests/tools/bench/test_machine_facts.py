import platform
import sys

import pytest

from tools.bench import machine
from tools.bench.speed import Speed, measured_apart


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


async def test_the_speed_of_a_thread_is_measured_in_a_process_of_its_own(environment):
    speed = await measured_apart(environment)
    assert Speed.model_validate_json(speed.model_dump_json()) == speed
    # From a slow single-board computer to many times the fastest core there is.
    assert 1e8 < speed.flop_per_s < 1e13
    assert 1e4 < speed.lookups_per_s < 1e9


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
