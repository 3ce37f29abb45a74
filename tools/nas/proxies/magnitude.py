"""The baselines: how large a network is. A proxy that ranks no better tells nothing else."""

import torch
from torch import nn
from torch.autograd.graph import Node
from torch.utils.flop_counter import FlopCounterMode

from tools.nas.proxies.minibatch import Minibatch
from tools.nas.proxies.visiting import logits, visited

_LAYERS = ("Convolution", "Addmm", "Mm", "Linear")
"""How autograd's nodes of layers with weights begin; products of activations are Bmm."""


def parameters(module: nn.Module, batch: Minibatch) -> float:
    """Return how many parameters there are."""
    return float(sum(weight.numel() for weight in module.parameters()))


def macs(module: nn.Module, batch: Minibatch) -> float:
    """Return the multiply-accumulates of one example: half of what torch's counter of FLOPs says.

    It counts convolutions and matrix products, those of attention as well, and nothing else.
    """
    with visited(module), torch.no_grad(), FlopCounterMode(display=False) as counter:
        logits(module, batch.inputs[:1])
    return float(counter.get_total_flops()) / 2


def depth(module: nn.Module, batch: Minibatch) -> float:
    """Return the layers with weights on the longest way to the output, by autograd's graph."""
    with visited(module):
        output = logits(module, batch.inputs[:1])
    return float(_longest(output.grad_fn)) if output.grad_fn is not None else 0.0


def _longest(end: Node) -> int:
    """Return the most layers on a way to a node; without recursion, as graphs are deep."""
    found: dict[Node, int] = {}
    waiting = [end]
    while waiting:
        node = waiting[-1]
        before = [one for one, _ in node.next_functions if one is not None]
        missing = [one for one in before if one not in found]
        if missing:
            waiting.extend(missing)
            continue
        waiting.pop()
        own = node.name().startswith(_LAYERS)
        found[node] = own + max((found[one] for one in before), default=0)
    return found[end]
