"""Ranks untrained transformers of a family by a score, within hard limits."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from math import inf, isnan
from time import process_time, thread_time

import torch

from tools.errors import RequestError
from tools.nas.families import Family, Weighed, weighed
from tools.nas.proxies.evolved.profiling import Pair, profile
from tools.nas.proxies.evolved.proxy import Proxy
from tools.nas.proxies.minibatch import Minibatch
from tools.nas.proxies.scoring import Score, one_thread, scores
from tools.nas.search.limits import Limit
from tools.nas.shown import halves
from tools.nas.spaces.space import Genes
from tools.nas.timing import p95_s

LIMITS = ("parameters", "size", "latency")
# Seconds of CPU after which a network's answers are few enough to time.
_TIMING_S = 2.0

Judge = Callable[[Genes], Score]
Told = Callable[[int, int], None]
"""Hears with how many networks it is done, and of how many."""


@dataclass(frozen=True)
class Standing:
    """A network that keeps the limits, and its score."""

    genes: Genes
    weighed: Weighed
    latency_s: float
    score: Score


@dataclass(frozen=True)
class Standings:
    """Those that keep the limits, best first, and how many broke which."""

    best_first: tuple[Standing, ...]
    dropped: Mapping[str, int]


def by_proxy(of: Family, name: str, batch: Minibatch, seed: int) -> Judge:
    """Return a judge by a published proxy."""

    def judge(genes: Genes) -> Score:
        return scores(of.space, genes, batch, [name], seed=seed)[name]

    return judge


def by_formula(of: Family, proxy: Proxy, batch: Minibatch, seed: int) -> Judge:
    """Return a judge by a formula over what is read off a network; it sees halves of the batch."""

    def judge(genes: Genes) -> Score:
        with one_thread(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            module = of.space.build(genes)
            begin = process_time()
            value = proxy.score(profile(module, Pair(**halves(batch)), seed))
            return Score(value=value, cpu_s=process_time() - begin)

    return judge


def standings(
    of: Family,
    drawn: Sequence[Genes],
    most: Mapping[str, float],
    judge: Judge,
    batch: Minibatch,
    *,
    told: Told = lambda _done, _of: None,
) -> Standings:
    """Return the networks that keep the limits, ranked by a judge: more is better, nan the worst.

    Args:
        of: the family of those that were drawn.
        drawn: the networks.
        most: by the name of a limit, what none may exceed.
        judge: scores a network.
        batch: its examples are what a network is timed on, one at a time.
        told: hears how far it is.

    Raises:
        RequestError: none keeps the limits, or the score cannot be had of such networks.

    """
    sizes = cache(lambda genes: weighed(of, genes))
    timed = cache(lambda genes: _latency_s(of, genes, batch))
    limits = [
        Limit("parameters", most.get("parameters", inf), lambda genes: sizes(genes).parameters),
        Limit("size", most.get("size", inf), lambda genes: sizes(genes).size_bytes),
        Limit("latency", most.get("latency", inf), timed),
    ]
    dropped: Counter[str] = Counter()
    least = dict.fromkeys(LIMITS, inf)
    found: list[Standing] = []
    judge(of.smallest)  # says at once if it cannot; what is set up once is no network's cost
    for done, genes in enumerate(drawn):
        told(done, len(drawn))
        if broken := _broken(genes, limits, least):
            dropped[broken] += 1
        else:
            found.append(Standing(genes, sizes(genes), timed(genes), judge(genes)))
    told(len(drawn), len(drawn))
    if not found:
        raise _nobody(len(drawn), dropped, least)
    found.sort(key=lambda one: -inf if isnan(one.score.value) else one.score.value, reverse=True)
    return Standings(tuple(found), dict(dropped))


def _broken(genes: Genes, limits: Sequence[Limit], least: dict[str, float]) -> str:
    """Return the first limit that a network breaks, if any; note the least of what was found."""
    for limit in limits:
        estimate = limit.estimate(genes)
        least[limit.name] = min(least[limit.name], estimate)
        if not estimate <= limit.most:
            return limit.name
    return ""


def _nobody(drawn: int, dropped: Mapping[str, int], least: Mapping[str, float]) -> RequestError:
    said = {"parameters": "{:,.0f}", "size": "{:,.0f} bytes", "latency": "{:.3g} s"}
    broken = ", ".join(
        f"{count} break --max-{name} (the least is {said[name].format(least[name])})"
        for name, count in dropped.items()
    )
    return RequestError(
        f"None of the {drawn} networks keeps the limits: {broken}. Raise a limit, or "
        "draw more --networks."
    )


def _latency_s(of: Family, genes: Genes, batch: Minibatch) -> float:
    """Return how long one answer takes on one thread: the 95th percentile, in CPU seconds."""
    with _still(of, genes) as network:
        examples = batch.inputs.split(1)
        return p95_s(
            lambda call: network(examples[call % len(examples)]), thread_time, most_s=_TIMING_S
        )


@contextmanager
def _still(of: Family, genes: Genes) -> Iterator[torch.nn.Module]:
    """Hold an untrained network ready to answer."""
    with one_thread(), torch.random.fork_rng(devices=[]), torch.inference_mode():
        yield of.space.build(genes).eval()
