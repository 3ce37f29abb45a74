"""All proxies by name; the higher a score, the better a network is taken to be."""

from collections.abc import Callable

from torch import nn

from tools.nas.proxies.activity import jacobian_covariance, meco, naswot, zico
from tools.nas.proxies.magnitude import depth, macs, parameters
from tools.nas.proxies.minibatch import Minibatch
from tools.nas.proxies.saliency import fisher, grad_norm, grasp, l2_norm, plain, snip, synflow

Proxy = Callable[[nn.Module, Minibatch], float]

PROXIES: dict[str, Proxy] = {
    "parameters": parameters,
    "macs": macs,
    "depth": depth,
    "grad_norm": grad_norm,
    "snip": snip,
    "grasp": grasp,
    "synflow": synflow,
    "fisher": fisher,
    "plain": plain,
    "l2_norm": l2_norm,
    "jacobian_covariance": jacobian_covariance,
    "naswot": naswot,
    "zico": zico,
    "meco": meco,
}
