"""Designs a small network for pictures: hybrid search by the user's score, then longer training.

The score is that of tools/selection: points of quality less what each cost takes off at the user's
rates. Costs are those of this machine: a network is timed untrained, with its picture decoded.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from math import inf, log2
from pathlib import Path
from typing import cast

import torch
from torch import nn

from tools.domain import Design
from tools.nas.deploying import WEIGHTS, layers_of, note, save
from tools.nas.order import Order, Progress
from tools.nas.pictures import Pictures, together
from tools.nas.search.breeding import Breeding
from tools.nas.search.forecast import forecast, one_hot
from tools.nas.search.hybrid import Mixture, hybrid_search
from tools.nas.search.ledger import Task
from tools.nas.search.limits import Limit
from tools.nas.search.training import Clock, Schedule, Trained, train
from tools.nas.spaces.small_images import BYTES_PER_WEIGHT, macs, parameters, small_images
from tools.nas.spaces.space import Genes, Space
from tools.nas.timing import p95_s

_MIXTURE = Mixture(Breeding(16, 4, 6, 6), demonstrations=10, batch=4, bred_per_paid=5)
# Of the time, what goes into looking for a network; the rest trains the one that was found.
_SEARCHING = 0.7
# Training counts CPU seconds, so that a busy machine teaches no less; but by then all must end.
_LATEST = 1.3
_TRAININGS, _SHORTEST_S, _LONGEST_S = 30, 0.5, 5.0
# A limit is on what is measured later, among others; an estimate has to stay this far below.
_MARGIN = 0.8
# Pictures are moved by up to a pixel as they are learnt. That is worth up to 1.4 points on digits;
# by two pixels all networks were worse (benchmarks/moved_pictures.py).
_SHIFT = 1
# A state dict's file is so much larger than its weights.
_FILE_BYTES = 4_096
_UNFIT = 1_000.0


@dataclass(frozen=True)
class Workbench:
    """What a design is made with: the examples, the clocks, and who hears of progress."""

    pictures: Pictures
    clock: Clock
    cpu_clock: Clock
    hear: Callable[[Progress], None]


def design(order: Order, bench: Workbench) -> Design:
    """Return a network that was searched for, trained and written into the order's folder.

    Raises:
        RequestError: no network of the space keeps the limits.

    """
    pictures = bench.pictures
    shape = (pictures.channels, pictures.side, len(pictures.labels))
    space = small_images(*shape)
    tried: dict[Genes, float] = {}
    each_s = min(max(_SEARCHING * order.seconds / _TRAININGS, _SHORTEST_S), _LONGEST_S)

    begun = bench.clock()
    until = begun + _SEARCHING * order.seconds

    @cache
    def latency_s(genes: Genes) -> float:
        return _latency_s(space.build(genes), pictures, bench.cpu_clock)

    def evaluate(genes: Genes) -> float:
        schedule = Schedule(most_s=each_s, shift=_SHIFT)
        found = train(
            space, genes, pictures.parts, schedule, seed=order.seed, clock=bench.cpu_clock
        )
        tried[genes] = found.quality
        bench.hear(Progress(trained=len(tried), best=max(tried.values())))
        return _score(order, found.quality, latency_s(genes), size_bytes(genes))

    def size_bytes(genes: Genes) -> int:
        return BYTES_PER_WEIGHT * parameters(genes, *shape) + _FILE_BYTES

    task = Task(
        space=space,
        evaluate=evaluate,
        price=lambda genes: each_s if bench.clock() < until else inf,
        budget=_SEARCHING * order.seconds,
        limits=_limits(order, latency_s, size_bytes),
    )
    history = hybrid_search(task, forecast(one_hot(space)), _MIXTURE, seed=order.seed)
    if history.best is None:
        raise ValueError("no network could be trained")
    genes = history.best.genes
    found = _at_length(space, genes, order, bench, latest=begun + _LATEST * order.seconds)
    return _written(found, genes, order, pictures, trained=len(tried))


def _at_length(
    space: Space, genes: Genes, order: Order, bench: Workbench, *, latest: float
) -> Trained:
    """Train a network at length: judged by what was kept back, then again with all examples.

    The quality is that of the first of the two; what is deployed has a fifth more to learn from,
    unless the machine is so busy that no time is left for it.
    """
    begun, parts = bench.clock(), bench.pictures.parts
    half = (begun + latest) / 2
    schedule = Schedule(
        epochs=60,
        patience=30,
        most_s=(1 - _SEARCHING) / 2 * order.seconds,
        shift=_SHIFT,
    )

    def clock() -> float:
        return inf if bench.clock() >= half else bench.cpu_clock()

    judged = train(space, genes, parts, schedule, seed=order.seed, clock=clock)
    if bench.clock() >= half:
        return judged
    whole = together(*parts)
    last = replace(schedule, epochs=max(judged.epochs, 1), patience=60)
    final = train(space, genes, (whole, whole), last, seed=order.seed, clock=bench.cpu_clock)
    return replace(final, quality=judged.quality)


def _written(
    found: Trained, genes: Genes, order: Order, pictures: Pictures, *, trained: int
) -> Design:
    network, folder = cast("nn.Sequential", found.network), Path(order.folder)
    shape = (pictures.channels, pictures.side)
    size_bytes = save(network, folder, input_shape=(shape[0], shape[1], shape[1]))
    labels = len(pictures.labels)
    made = Design(
        id=order.id,
        revision=sha256((folder / WEIGHTS).read_bytes()).hexdigest()[:12],
        dataset_sha256=order.dataset_sha256,
        labels=pictures.labels,
        layers=layers_of(network),
        side=pictures.side,
        channels=pictures.channels,
        parameters=parameters(genes, *shape, labels),
        flop=2 * macs(genes, *shape, labels),
        size_bytes=size_bytes,
        validation_quality=found.quality,
        space="small images",
        genes=genes,
        trained=trained,
    )
    note(made, folder)
    return made


def _limits(
    order: Order, latency_s: Callable[[Genes], float], size_bytes: Callable[[Genes], int]
) -> tuple[Limit, ...]:
    """Return the limits that were asked for; who is too large is not timed as well."""

    def small(genes: Genes) -> bool:
        return order.max_size_bytes is None or size_bytes(genes) <= order.max_size_bytes

    def timed(genes: Genes, factor: float) -> float:
        return factor * latency_s(genes) if small(genes) else float("inf")

    asked = (
        ("bytes", order.max_size_bytes, size_bytes),
        ("seconds", _below(order.max_latency_s), lambda genes: timed(genes, 1.0)),
        ("joules", _below(order.max_energy_j), lambda genes: timed(genes, order.w_per_core)),
    )
    return tuple(Limit(name, most, estimate) for name, most, estimate in asked if most is not None)


def _below(limit: float | None) -> float | None:
    return None if limit is None else _MARGIN * limit


def _score(order: Order, quality: float, latency_s: float, size_bytes: int) -> float:
    """Return points of the user's score; who lacks the quality that is asked for is far behind.

    Among those, who comes nearest to it is first, whatever it costs.
    """
    if quality < (order.min_quality or 0.0):
        return 100.0 * quality - _UNFIT
    costs = {"latency": latency_s, "energy": latency_s * order.w_per_core, "size": size_bytes}
    taken = sum(order.rates.get(cost, 0.0) * log2(value) for cost, value in costs.items())
    return 100.0 * quality - taken


def _latency_s(network: nn.Module, pictures: Pictures, clock: Clock) -> float:
    """Return the 95th percentile of one answer, from the picture as it is sent: thread CPU time."""
    network.eval()
    with torch.inference_mode():
        return p95_s(
            lambda call: int(network(torch.from_numpy(pictures.seen(call))).argmax()), clock
        )
