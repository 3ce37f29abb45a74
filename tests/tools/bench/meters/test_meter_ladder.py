import subprocess
import sys
from pathlib import Path

import pytest
import zeus.device.soc as zeus_soc
from fake_chips import FakeJetson

from tools.bench.meters import Rung, best_meter, rungs

ROOT = Path(__file__).parents[4]


def test_gpu_and_host_add_up_each_with_its_own_error(gpus, cpus, power, root, clock):
    meter = best_meter(power, "cuda", root=root, clock=clock)
    assert meter.about.name == "Zeus GPU counter + Zeus RAPL"
    assert meter.about.components == ("gpu", "cpu", "memory")
    meter.begin()
    gpus.run(power_w=100, wall_s=1)
    for package in cpus.cpus:
        package.cpu_j += 8
        package.dram_j += 2
    clock.go_on(1)
    # 100 J +-15 % (one step of 0.1 s is 10 of them) and 20 J +-10.1 %
    energy = meter.end().energy
    assert (energy.low, energy.mid, energy.high) == pytest.approx((102.98, 120, 137.02))
    # As often as the slower of the two.
    assert meter.update_s == 0.1


def test_a_host_that_is_not_metered_beside_a_gpu_is_said(gpus, power, root):
    about = best_meter(power, "cuda", root=root).about
    assert about.components == ("gpu",)
    assert about.better.startswith("CPU and memory are not metered. This CPU has no RAPL")


def test_work_on_a_gpu_is_not_called_measured_where_only_the_host_is(cpus, power, root):
    assert best_meter(power, "cpu", root=root).about.name == "Zeus RAPL"
    assert best_meter(power, "cuda", root=root).about.name == "modelled"
    assert best_meter(power, "mps", root=root).about.name == "modelled"


def test_a_chip_that_counts_as_a_whole_goes_before_its_parts(gpus, cpus, power, root, monkeypatch):
    (root / "etc").mkdir()
    (root / "etc/nv_tegra_release").touch()
    monkeypatch.setattr(zeus_soc, "_soc", FakeJetson(total=200))
    for device in ("cpu", "cuda"):
        assert best_meter(power, device, root=root).about.name == "Zeus SoC counter"


def test_every_rung_says_what_it_is_or_why_it_is_not_there(gpus, cpus, power, root):
    (root / "etc").mkdir()
    (root / "etc/nv_tegra_release").touch()
    assert rungs(power, root=root) == [
        Rung(
            name="whole chip",
            status="refused",
            why="No observable SoC was found on the current machine (ZeusSoCInitError)",
        ),
        Rung(name="GPU cuda", status="read", why="Fake GPU (cuda); a value every 0.1 s, ±5 %"),
        Rung(name="GPU cuda:1", status="read", why="Fake GPU (cuda:1); a value every 0.1 s, ±5 %"),
        Rung(name="RAPL", status="read", why="CPU packages: 2; a value every 0.001 s, ±10 %"),
        Rung(
            name="model",
            status="ready",
            why=(
                "CPU seconds at 2 to 12 (mid 5) W per core, and memory at 0 to 0 W per GiB; "
                "hand-made"
            ),
        ),
    ]


def test_on_a_bare_machine_all_rungs_but_the_model_are_absent(power, root):
    found = rungs(power, root=root)
    assert [(rung.name, rung.status) for rung in found] == [
        ("whole chip", "absent"),
        ("GPU", "absent"),
        ("RAPL", "absent"),
        ("model", "ready"),
    ]
    assert all(rung.why for rung in found)


def test_where_zeus_can_find_nothing_it_is_not_even_imported(root):
    statement = (
        "import sys; from pathlib import Path; from tools.bench.meters import best_meter\n"
        "from tools.bench.protocol import Power\n"
        "power = Power(w_per_core=(2, 5, 12), w_per_gib=(0, 0, 0), source='hand-made')\n"
        "assert best_meter(power, root=Path(sys.argv[1])).about.name == 'modelled'\n"
        "heavy = {'zeus', 'pynvml', 'amdsmi', 'httpx', 'torch', 'pandas', 'multiprocessing'}\n"
        "assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", statement, str(root)], check=True, cwd=ROOT)
