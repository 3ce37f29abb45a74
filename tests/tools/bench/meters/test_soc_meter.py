import platform
from pathlib import Path
from time import sleep

import pytest
import zeus.device.soc as zeus_soc
import zeus.device.soc.apple as zeus_apple
import zeus.device.soc.jetson as zeus_jetson
from fake_chips import AppleCounters, FakeJetson, jetson_sensors

from tools.bench.meters import best_meter
from tools.domain import Interval


@pytest.fixture
def metering(power, root, clock):
    return lambda device="cpu": best_meter(power, device, root=root, clock=clock)


class TestApple:
    """Zeus's real class on a fake of the library below it."""

    @pytest.fixture(autouse=True)
    def _a_mac(self, monkeypatch):
        monkeypatch.setattr(platform, "system", lambda: "Darwin")
        monkeypatch.setattr(platform, "machine", lambda: "arm64")

    @pytest.fixture
    def counters(self, monkeypatch):
        found = AppleCounters()
        monkeypatch.setattr(zeus_apple, "zeus_apple_silicon", found.library())
        monkeypatch.setattr(zeus_apple, "zeus_apple_available", True)
        monkeypatch.setattr(zeus_soc, "apple_silicon_is_available", lambda: True)
        return found

    def run(self, counters, clock):
        clock.go_on(2)
        counters.cpu_total_mj += 10_000
        counters.dram_mj += 2_000
        counters.gpu_mj += 30_000
        counters.gpu_sram_mj += 1_000

    def test_work_on_the_gpu_is_charged_with_gpu_cpu_and_memory(self, counters, metering, clock):
        meter = metering("mps")
        assert meter.about.name == "Zeus SoC counter"
        meter.begin()
        self.run(counters, clock)
        reading = meter.end()
        assert {name: part.mid for name, part in reading.parts.items()} == {
            "cpu": 10, "memory": 2, "gpu": 31,
        }  # fmt: skip
        # +-15 %, and 5 % for one step of 0.1 s in 2 s
        assert reading.energy.low == pytest.approx(43 * 0.8)
        assert reading.energy.provenance == "measured"
        assert "not the rest of the machine" in meter.about.better

    def test_work_on_the_cpu_is_charged_with_cpu_and_memory(self, counters, metering, clock):
        meter = metering("cpu")
        meter.begin()
        self.run(counters, clock)
        assert meter.end().energy.mid == 12

    def test_what_a_chip_does_not_tell_is_left_out(self, counters, metering):
        counters.dram_mj = None
        assert metering("cpu").about.components == ("cpu",)

    def test_a_stalled_part_is_modelled(self, counters, metering, clock):
        meter = metering("mps")
        meter.begin()
        clock.go_on(2)
        counters.cpu_total_mj += 10_000
        reading = meter.end()
        assert reading.parts["cpu"].provenance == "measured"
        assert reading.parts["gpu"].provenance == "modelled"
        assert reading.parts["gpu"].mid == 200  # 2 s of 100 W

    @pytest.mark.parametrize("device", ["cpu", "mps"])
    def test_without_the_library_the_way_to_it_is_said(self, metering, device):
        about = metering(device).about
        assert about.name == "modelled"
        assert "`pip install zeus-apple-silicon`" in about.better


class TestJetson:
    @pytest.fixture(autouse=True)
    def _a_jetson(self, root):
        (root / "etc").mkdir()
        (root / "etc/nv_tegra_release").touch()

    @pytest.fixture
    def lend(self, monkeypatch):
        def lending(**rails_j: float) -> FakeJetson:
            chip = FakeJetson(**rails_j)
            monkeypatch.setattr(zeus_soc, "_soc", chip)
            return chip

        return lending

    @pytest.mark.parametrize("device", ["cpu", "cuda"])
    def test_where_the_whole_module_is_known_its_parts_are_not_counted_again(
        self, lend, metering, clock, device
    ):
        chip, meter = lend(cpu=50, gpu=40, total=200), metering(device)
        meter.begin()
        chip.rails_j |= {"cpu": 52, "gpu": 47, "total": 210}
        clock.go_on(1)
        # +-15 % of 10 J, and 10 % for one step of 0.1 s
        energy = meter.end().energy
        assert energy == Interval(low=7.5, mid=10, high=12.5, provenance="measured")
        assert meter.about.components == ("soc",)

    @pytest.mark.parametrize(("device", "energy_j"), [("cpu", 2), ("cuda", 9)])
    def test_else_the_rails_that_the_device_uses_add_up(
        self, lend, metering, clock, device, energy_j
    ):
        chip, meter = lend(cpu=50, gpu=40), metering(device)
        meter.begin()
        chip.rails_j |= {"cpu": 52, "gpu": 47}
        clock.go_on(1)
        assert meter.end().energy.mid == energy_j

    def test_a_whole_module_that_stalls_is_modelled_as_what_is_known_of_it(
        self, lend, metering, clock
    ):
        lend(total=200)
        meter = metering("cuda")
        meter.begin()
        clock.go_on(1)
        reading = meter.end()
        assert reading.parts["soc"].provenance == "modelled"
        assert reading.parts["soc"].mid >= 100  # 1 s of 100 W and what the CPU did

    def test_a_rail_that_the_device_does_not_use_is_no_counter(self, lend, metering, root):
        lend(cpu=50)
        assert metering("cuda").about.name == "modelled"

    def test_a_jetson_that_zeus_does_not_know_is_said(self, metering):
        assert "No observable SoC" in metering().about.better

    def test_real_sensor_files_are_sampled_by_zeus(self, monkeypatch, metering, root):
        jetson_sensors(root, cpu=10_000)

        def below_root(path):
            return path if isinstance(path, Path) else root / path.removeprefix("/")

        monkeypatch.setattr(zeus_jetson, "Path", below_root)
        for module in (zeus_soc, zeus_jetson):
            monkeypatch.setattr(module, "jetson_is_available", lambda: True)
        meter = metering()
        try:
            meter.begin()
            sleep(1)
            part = meter.end().parts["cpu"]
        finally:
            zeus_soc._soc._stop_process()
        assert part.provenance == "measured"
        # 10 W for a second, whenever this busy machine came to sample it
        assert part.mid > 1
