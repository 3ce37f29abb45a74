"""Energy of a window, from the best meter there is; an empty reading is no measurement, never 0 J.

The ladder: the counters of a whole chip (Apple silicon, Jetson), of a GPU (NVIDIA, AMD), of the
CPU's packages (RAPL, readable or through zeusd), all through Zeus, else a model of what this
process used. Zeus is imported only where it can find something: it takes 14 MiB, which would count
as the candidate's. Its `ZeusMonitor` takes 150 more (pandas), so its devices are read directly.
"""

from tools.bench.meters.counter import Counter, CounterError
from tools.bench.meters.counting import CountingMeter
from tools.bench.meters.ladder import Rung, best_meter, rungs
from tools.bench.meters.modelled import MODELLED, ModelledMeter, until_now
from tools.bench.meters.reading import Meter, Reading, total

__all__ = [
    "MODELLED",
    "Counter",
    "CounterError",
    "CountingMeter",
    "Meter",
    "ModelledMeter",
    "Reading",
    "Rung",
    "best_meter",
    "rungs",
    "total",
    "until_now",
]
