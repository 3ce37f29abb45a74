"""Scores a network of a space with proxies, and what each took."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import process_time

import torch
from pydantic import ConfigDict, Field

from tools.domain import Value
from tools.nas.proxies.minibatch import Minibatch
from tools.nas.proxies.registry import PROXIES
from tools.nas.spaces.space import Genes, Space


class Score(Value):
    """What a proxy says of a network."""

    model_config = ConfigDict(ser_json_inf_nan="constants")

    value: float = Field(description="higher is better; may be infinite, or nan where undefined")
    cpu_s: float = Field(description="CPU seconds it took, the network's making left out")


def scores(
    space: Space,
    genes: Genes,
    batch: Minibatch,
    names: Sequence[str],
    *,
    seed: int,
    clock: Callable[[], float] = process_time,
) -> dict[str, Score]:
    """Return what proxies say of an untrained network, its weights drawn by the seed.

    Torch uses one thread meanwhile, and its generator stays where it was.

    Raises:
        RequestError: a proxy does not fit this kind of network.

    """
    found = {}
    with one_thread(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        module = space.build(genes)
        for name in names:
            begin = clock()
            value = PROXIES[name](module, batch)
            found[name] = Score(value=value, cpu_s=clock() - begin)
    return found


@contextmanager
def one_thread() -> Iterator[None]:
    """Have torch use one thread, so that CPU seconds compare; put back how many it used."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
