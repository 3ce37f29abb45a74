"""Watch an untrained network carry a batch forward and its gradient back.

A copy is watched: the caller's module keeps its weights, its mode, its running means and its
hooks. Layers are `nn.Linear` and convolutions, as often as they are called; what calls
`torch.nn.functional` by itself is not seen.
"""

import copy
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import process_time

from torch import Tensor, nn

from tools.nas.proxies.evolved.signals import channels_first
from tools.nas.proxies.evolved.statistics import RETURNED, SIGNALS

Readers = Mapping[str, Callable[[Tensor], float]]
KINDS = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


@dataclass
class Clock:
    """Books CPU seconds by name; what is booked inside is not booked outside again."""

    now: Callable[[], float] = process_time
    booked: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def booking(self, name: str) -> Iterator[None]:
        """Book the seconds of a block, less those of blocks within it."""
        start, before = self.now(), sum(self.booked.values())
        yield
        inner = sum(self.booked.values()) - before
        self.booked[name] += self.now() - start - inner


@dataclass
class Call:
    """One call of a layer: the layer, and what was read."""

    layer: nn.Module
    places: int
    """How many places its output has: pixels or tokens of one example."""
    units: int
    """How many values its output has for one example."""
    values: dict[str, float] = field(default_factory=dict)


@dataclass
class Watch:
    """Hooks on a copy of a network that read signals as they pass."""

    network: nn.Module
    clock: Clock
    calls: list[Call] = field(default_factory=list)
    reading: bool = True
    """Whether signals are read; else only the calls are noted."""

    def __post_init__(self) -> None:
        """Hang the hooks on every layer."""
        for module in self.network.modules():
            if isinstance(module, KINDS):
                module.register_forward_hook(self._called)

    def _called(self, layer: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        signal = channels_first(output, layer)
        call = Call(layer, places=signal.shape[2], units=signal[0].numel())
        self.calls.append(call)
        if not self.reading:
            return
        self._read(call, "input", SIGNALS, channels_first(inputs[0], layer))
        self._read(call, "output", SIGNALS, signal)
        if output.requires_grad:
            # On the tensor and not on the module: what follows may change the output in place.
            output.register_hook(lambda gradient: self._returned(call, gradient))

    def _returned(self, call: Call, gradient: Tensor) -> None:
        self._read(call, "returned", RETURNED, channels_first(gradient, call.layer))

    def _read(self, call: Call, side: str, readers: Readers, signal: Tensor) -> None:
        for name, reader in readers.items():
            with self.clock.booking(f"{side}_{name}"):
                call.values[f"{side}_{name}"] = reader(signal)


def stand_in(network: nn.Module) -> nn.Module:
    """Return a copy that trains on this machine's CPU in single precision, without dropout."""
    twin = copy.deepcopy(network).cpu().float().train()
    for parameter in twin.parameters():
        parameter.requires_grad_(True)
    for module in twin.modules():
        module._forward_hooks.clear()
        module._backward_hooks.clear()
        if isinstance(module, nn.modules.dropout._DropoutNd):
            module.eval()
    return twin
