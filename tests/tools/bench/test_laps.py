"""Which laps of a window count when a counter does not tell of all of them."""

from time import sleep

import pytest

from tools.bench.accelerators import NoAccelerator
from tools.bench.answerers import Data
from tools.bench.meters import Reading
from tools.bench.protocol import Serve
from tools.bench.windows import Instruments, serve
from tools.domain import Interval, Metering


class Scripted:
    """A meter that measures 2 J or models 90 J, as its script says, and the last for ever."""

    about = Metering(name="scripted", components=("gpu",), relative_error=0.0)

    def __init__(self, script: list[str], update_s: float = 1e-4) -> None:
        self._script, self.update_s = script, update_s

    def begin(self) -> None:
        """Start a window."""

    def end(self) -> Reading:
        provenance = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        energy_j = 2.0 if provenance == "measured" else 90.0
        energy = Interval(low=energy_j, mid=energy_j, high=energy_j, provenance=provenance)
        return Reading(energy, {"gpu": energy})


def in_a_millisecond(group):
    sleep(0.001)
    return [0] * len(group)


@pytest.fixture
def window(films_job):
    examples = [("a film", 0), ("a play", 1)]
    data = Data(labels=["bad", "good"], train=examples, test=examples)

    def serving(script, **meter):
        order = Serve(start=0, n=2, most_s=0.2)
        instruments = Instruments(Scripted(script, **meter), NoAccelerator())
        return serve(films_job, order, in_a_millisecond, data, instruments)

    return serving


def test_a_first_pass_too_quick_for_the_counter_does_not_make_the_window_modelled(window):
    # Idle before, first pass, then laps.
    found = window(["measured", "modelled", "measured"])
    laps = found.energy.mid / 2
    assert found.energy.provenance == "measured"
    assert laps == int(laps) > 1
    assert found.parts["gpu"] == found.energy
    # The two requests of the first pass are answered and timed, but not charged.
    assert found.requests % laps == 0
    assert len(found.latency_s) == 2


def test_a_window_of_which_the_counter_tells_nothing_is_modelled(window):
    found = window(["modelled"])
    assert found.energy.provenance == "modelled"
    assert found.energy.mid > 90


def test_a_window_is_long_enough_for_a_counter_that_is_slow(window):
    found = window(["measured"], update_s=0.03)
    # 20 updates take longer than the 0.2 s of the order.
    assert found.wall_s > 0.4
    assert found.requests > found.energy.mid / 2 * len(found.correct)
