import pytest
import zeus.device.gpu as zeus_gpu
import zeus.device.gpu.amd as zeus_amd
from fake_drivers import Card, fake_amdsmi, install_nvml
from fakes import FakeGPUs

from tools.bench.meters import best_meter
from tools.domain import Interval


@pytest.fixture
def metering(power, root, clock):
    return lambda device="cuda": best_meter(power, device, root=root, clock=clock)


def test_a_gpu_at_30_w_for_2_s_has_used_60_j(gpus, metering, clock):
    meter = metering()
    assert meter.about.name == "Zeus GPU counter"
    assert meter.about.components == ("gpu",)
    meter.begin()
    gpus.run(power_w=30, wall_s=2)
    clock.go_on(2)
    # +-5 % of 60 J, and as much again: one step of 0.1 s in 2 s
    assert meter.end().energy == Interval(low=54, mid=60, high=66, provenance="measured")


@pytest.mark.parametrize(("device", "energy_j"), [("cuda", 60), ("cuda:0", 60), ("cuda:1", 8)])
def test_only_the_gpu_that_the_device_names_is_metered(gpus, metering, clock, device, energy_j):
    meter = metering(device)
    meter.begin()
    gpus.run(power_w=30, wall_s=2, index=0)
    gpus.run(power_w=4, wall_s=2, index=1)
    clock.go_on(2)
    assert meter.end().energy.mid == energy_j


def test_a_gpu_that_is_not_there_is_not_metered(gpus, metering):
    about = metering("cuda:2").about
    assert about.name == "modelled"
    assert about.components == ("gpu", "cpu", "memory")
    assert about.better == "There is no GPU 2 here: Zeus sees cuda:0 to cuda:1."


def test_a_gpu_is_not_metered_for_work_on_the_cpu(gpus, metering):
    assert metering("cpu").about.name == "modelled"


def test_where_there_is_no_gpu_none_is_metered(metering):
    assert metering().about.better == "There is no NVIDIA or AMD GPU here."


def test_a_gpu_without_an_energy_counter_is_modelled(monkeypatch, metering, clock):
    monkeypatch.setattr(zeus_gpu, "_gpus", FakeGPUs(counts=False))
    meter = metering()
    assert "Fake GPU (cuda:0) has no energy counter" in meter.about.better
    assert "since Volta" in meter.about.better
    meter.begin()
    clock.go_on(2)
    assert meter.end().parts["gpu"].mid == 200


def test_a_gpu_that_is_lost_in_the_middle_is_modelled(gpus, metering, clock):
    meter = metering()
    meter.begin()
    clock.go_on(2)
    gpus.lost = True
    reading = meter.end()
    # 2 s of 10, 100 and 300 W
    assert reading.energy == Interval(low=20, mid=200, high=600, provenance="modelled")
    assert set(reading.parts) == {"gpu"}


@pytest.mark.parametrize(
    ("file", "says"),
    [("dev/nvidiactl", "An NVIDIA GPU is here, but"), ("dev/kfd", "An AMD GPU is here, but")],
)
def test_a_gpu_whose_library_does_not_answer_is_named(metering, root, file, says):
    (root / file).parent.mkdir()
    (root / file).touch()
    assert metering().about.better.startswith(says)


class TestNvidia:
    """Zeus's real classes on a fake NVML."""

    @pytest.fixture
    def cards(self, monkeypatch):
        found = [Card("NVIDIA A"), Card("NVIDIA B"), Card("NVIDIA Pascal", counts_truly=False)]
        install_nvml(monkeypatch, found)
        monkeypatch.setattr(zeus_gpu, "nvml_is_available", lambda: True)
        return found

    def test_the_second_of_three_is_read(self, cards, metering, clock):
        meter = metering("cuda:1")
        meter.begin()
        cards[0].energy_j += 1_000
        cards[1].energy_j += 60
        clock.go_on(2)
        assert meter.end().energy == Interval(low=54, mid=60, high=66, provenance="measured")

    def test_numbers_count_what_cuda_visible_devices_shows(
        self, cards, monkeypatch, metering, clock
    ):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2,1")
        assert "NVIDIA Pascal (cuda:0) has no energy counter" in metering("cuda").about.better
        meter = metering("cuda:1")
        meter.begin()
        cards[1].energy_j += 60
        clock.go_on(2)
        assert meter.end().energy.mid == 60
        assert metering("cuda:2").about.name == "modelled"

    @pytest.mark.parametrize(
        ("visible", "says"),
        [
            ("GPU-8932f937", "must hold their numbers"),
            ("MIG-8932f937", "MIG"),
            ("", "set to an empty string"),
        ],
    )
    def test_what_zeus_cannot_read_there_is_said(self, cards, monkeypatch, metering, visible, says):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
        assert metering().about.name == "modelled"
        assert says in metering().about.better

    def test_a_lost_gpu_is_modelled(self, cards, metering, clock):
        meter = metering()
        meter.begin()
        clock.go_on(2)
        cards[0].lost = True
        assert meter.end().energy.provenance == "modelled"


class TestAmd:
    """Zeus's real classes on a fake of AMD's library."""

    @pytest.fixture
    def cards(self, monkeypatch):
        """Return two cards in PCI order, which HIP numbers the other way round."""
        found = [Card("AMD second"), Card("AMD first")]
        library = fake_amdsmi(found, hip_order=[1, 0])
        monkeypatch.setattr(zeus_amd, "amdsmi", library)
        monkeypatch.setattr(zeus_amd, "time", library)
        monkeypatch.setattr(zeus_gpu, "amdsmi_is_available", lambda: True)
        zeus_amd._hip_to_amdsmi_handle.cache_clear()
        yield found
        zeus_amd._hip_to_amdsmi_handle.cache_clear()

    def test_the_gpu_that_torch_calls_the_first_is_read(self, cards, metering, clock):
        meter = metering("cuda")
        meter.begin()
        cards[0].energy_j += 1_000
        cards[1].energy_j += 60
        clock.go_on(2)
        # +-15 % of 60 J, and 5 % for one step of 0.1 s in 2 s
        energy = meter.end().energy
        assert (energy.low, energy.mid, energy.high) == pytest.approx((48, 60, 72), abs=0.01)

    def test_a_counter_that_disagrees_with_the_power_is_not_used(self, cards, metering):
        cards[1].counts_truly = False
        assert metering("cuda").about.name == "modelled"
        assert "AMD first (cuda:0) has no energy counter" in metering("cuda").about.better
        assert metering("cuda:1").about.name == "Zeus GPU counter"


@pytest.mark.gpu
def test_a_real_gpu_draws_between_5_and_1500_w(monkeypatch, power):
    import torch

    monkeypatch.undo()
    meter = best_meter(power, "cuda")
    square = torch.rand(4_096, 4_096, device="cuda")
    torch.cuda.synchronize()
    started = torch.cuda.Event(enable_timing=True)
    ended = torch.cuda.Event(enable_timing=True)
    meter.begin()
    started.record()
    for _ in range(2_000):
        square @ square
    ended.record()
    torch.cuda.synchronize()
    part = meter.end().parts["gpu"]
    assert part.provenance == "measured"
    assert 5 < part.mid / (started.elapsed_time(ended) / 1e3) < 1_500
