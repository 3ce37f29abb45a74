"""Each proxy on a network of two layers whose score is worked out by hand."""

from math import log, sqrt

import pytest
import torch
from torch import nn

from tools.errors import RequestError
from tools.nas.proxies.minibatch import Minibatch
from tools.nas.proxies.registry import PROXIES

LN3 = log(3)


def two_layers(first, second):
    """Return linear, ReLU, linear, without biases."""
    layers = [nn.Linear(len(rows[0]), len(rows), bias=False) for rows in (first, second)]
    with torch.no_grad():
        for layer, rows in zip(layers, (first, second), strict=True):
            layer.weight.copy_(torch.tensor(rows, dtype=torch.float32))
    return nn.Sequential(layers[0], nn.ReLU(), layers[1])


def batch(*inputs, label=0):
    return Minibatch(torch.tensor(inputs, dtype=torch.float32), torch.full((len(inputs),), label))


# With x = (1, 1): h = (2, 1), all passes the ReLU, z = (2 + 1, 3) = (3, 3), softmax (1/2, 1/2).
# With label 0, dL/dz = (-1/2, 1/2); dL/dW2 = dL/dz x h = (-1, -1/2; 1, 1/2);
# dL/dh = W2' dL/dz = (-1/2, -1/2 + 3/2) = (-1/2, 1); dL/dW1 = dL/dh x x = (-1/2, -1/2; 1, 1).
FIRST, SECOND = ((1, 1), (2, -1)), ((1, 1), (0, 3))
NETWORK = two_layers(FIRST, SECOND)
ONE = batch((1, 1))


def test_grad_norm_sums_the_norms_of_the_layers_gradients():
    # sqrt(1/4 + 1/4 + 1 + 1) of each layer.
    assert PROXIES["grad_norm"](NETWORK, ONE) == pytest.approx(2 * sqrt(2.5))


def test_snip_sums_weights_times_gradients_without_signs():
    # |1 x -1/2| + |1 x -1/2| + |2 x 1| + |-1 x 1| = 4; |1 x -1| + |1 x -1/2| + 0 + |3 x 1/2| = 3.
    assert PROXIES["snip"](NETWORK, ONE) == pytest.approx(4 + 3)


def test_plain_sums_them_with_signs():
    assert PROXIES["plain"](NETWORK, ONE) == pytest.approx(0, abs=1e-6)
    # Logits (ln 3, 0): softmax (3/4, 1/4), dL/dz = (-1/4, 1/4). By Euler's theorem the products of
    # a layer sum up to z dL/dz = -ln 3 / 4.
    unequal = two_layers(FIRST, ((0, LN3), (0, 0)))
    assert PROXIES["plain"](unequal, ONE) == pytest.approx(2 * -LN3 / 4)


def test_l2_norm_sums_the_norms_of_the_layers_weights():
    assert PROXIES["l2_norm"](NETWORK, ONE) == pytest.approx(sqrt(1 + 1 + 4 + 1) + sqrt(1 + 1 + 9))


def test_grasp_multiplies_weights_with_the_curvature_along_the_gradient():
    # Weights w = 1 and v = (1, 1), x = 1; L = log(1 + exp(d)) with d = (v2 - v1) w = 0.
    # L' = 1/2, L'' = 1/4. By (w, v1, v2): the slope of d is (0, -1, 1), so g = (0, -1/2, 1/2).
    # H g = L'' (slope g) slope + L' (second derivative of d) g
    #     = 1/4 x 1 x (0, -1, 1) + 1/2 x (1/2 + 1/2, 0, 0) = (1/2, -1/4, 1/4).
    # -W H g = -(1/2 - 1/4 + 1/4) = -1/2.
    assert PROXIES["grasp"](two_layers(((1,),), ((1,), (1,))), batch((1,))) == pytest.approx(-0.5)


def test_synflow_sends_ones_through_absolute_weights():
    # |W1| (1, 1) = (2, 3); |W2| (2, 3) = (5, 9); R = 14, and each layer's products sum up to R.
    assert PROXIES["synflow"](NETWORK, ONE) == pytest.approx(14 + 14)


def test_synflow_passes_by_batch_normalization():
    normalized = nn.Sequential(NETWORK[0], nn.BatchNorm1d(2), *NETWORK[1:])
    assert PROXIES["synflow"](normalized, ONE) == pytest.approx(28)


def test_fisher_squares_activation_times_gradient_for_each_channel():
    # h dL/dh = (2 x -1/2, 1 x 1) = (-1, 1); z dL/dz = (-3/2, 3/2).
    expected = (1 + 1) / 2 + (2.25 + 2.25) / 2
    assert PROXIES["fisher"](NETWORK, ONE) == pytest.approx(expected)
    # Twice the example: each has half the gradient of the mean loss, so a quarter of the square.
    assert PROXIES["fisher"](NETWORK, batch((1, 1), (1, 1))) == pytest.approx(expected / 4)


def test_fisher_sums_over_a_channels_positions_before_it_squares():
    # One example of 2 positions (1, 3), 1x1 convolutions with weight 1; the mean is 2, the logits
    # are (2, 2), dL/dz = (-1/2, 1/2), so the gradient at the mean is v dL/dz = -1/2 + 3/2 = 1 with
    # v = (1, 3) and logits (2, 6): taken equal by the bias (4, 0): z = (6, 6), softmax (1/2, 1/2).
    # Each position has half of it: activation times gradient = (1/2, 3/2), in sum 2.
    # Convolution: 2^2 / 2 = 2; linear: (6 x -1/2)^2 / 2 + (6 x 1/2)^2 / 2 = 9.
    head = nn.Linear(1, 2)
    convolution = nn.Conv2d(1, 1, 1, bias=False)
    with torch.no_grad():
        convolution.weight.fill_(1)
        head.weight.copy_(torch.tensor([[1.0], [3.0]]))
        head.bias.copy_(torch.tensor([4.0, 0.0]))
    network = nn.Sequential(convolution, nn.AdaptiveAvgPool2d(1), nn.Flatten(), head)
    assert PROXIES["fisher"](network, batch((((1, 3),),))) == pytest.approx(2 + 9)


# Row k of FILTERS answers example k alone (they are orthogonal, and a ReLU at 0 is off), so the
# Jacobian of example k is row k, and the codes of the examples are (1, 0) and (0, 1).
FILTERS = ((1, -1, 1, -1), (1, 1, -1, -1))
SORTED = two_layers(FILTERS, ((1, 0), (0, 1)))


def test_jacobian_covariance_is_best_where_jacobians_have_nothing_in_common():
    # The rows have mean 0 and product 0: correlation I, both eigenvalues 1.
    found = PROXIES["jacobian_covariance"](SORTED, batch(*FILTERS))
    assert found == pytest.approx(-2 * (log(1 + 1e-5) + 1 / (1 + 1e-5)))
    # Twice the same: correlation 1, eigenvalues 0 and 2.
    same = PROXIES["jacobian_covariance"](SORTED, batch(FILTERS[0], FILTERS[0]))
    assert same == pytest.approx(-(log(1e-5) + 1e5 + log(2) + 0.5), rel=1e-6)


def test_naswot_counts_units_that_agree():
    # Nothing in common of two units: K = (2, 0; 0, 2).
    assert PROXIES["naswot"](SORTED, batch(*FILTERS)) == pytest.approx(log(4))
    # A third unit, which answers neither, agrees: K = (3, 1; 1, 3).
    three = two_layers((*FILTERS, (-1, -1, -1, -1)), ((1, 0, 0), (0, 1, 0)))
    assert PROXIES["naswot"](three, batch(*FILTERS)) == pytest.approx(log(8))
    assert PROXIES["naswot"](SORTED, batch(FILTERS[0], FILTERS[0])) == -float("inf")


def test_zico_relates_gradients_to_their_spread_between_two_halves():
    # With x = (3, 3) instead of (1, 1) the logits are equal, too, and every gradient is three times
    # as large: mean |g| = 2 |g1|, deviation |g1|, ratio 2 for each of four weights in each layer.
    assert PROXIES["zico"](NETWORK, batch((1, 1), (3, 3))) == pytest.approx(2 * log(8))
    # Without a difference there is no ratio.
    assert PROXIES["zico"](NETWORK, batch((1, 1), (1, 1))) == 0


def test_meco_takes_the_least_eigenvalue_of_each_layers_maps():
    # First: maps x and -x, correlation -1, eigenvalues 0 and 2. Behind the ReLU: (1, 0, 0, 0) and
    # (0, 1, 0, 0), each of mean 1/4: variance 3/4, covariance -1/4 (times 4), correlation -1/3;
    # the second convolution passes them on: eigenvalues 2/3 and 4/3.
    first, second = nn.Conv2d(1, 2, 1, bias=False), nn.Conv2d(2, 2, 1, bias=False)
    with torch.no_grad():
        first.weight.copy_(torch.tensor([1.0, -1.0]).reshape(2, 1, 1, 1))
        second.weight.copy_(torch.eye(2).reshape(2, 2, 1, 1))
    network = nn.Sequential(first, nn.ReLU(), second)
    assert PROXIES["meco"](network, batch((((1, -1), (0, 0)),))) == pytest.approx(2 / 3)


def test_baselines_count_parameters_products_and_layers():
    network = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.Flatten(), nn.Linear(2 * 4 * 4, 3))
    images = Minibatch(torch.zeros(5, 1, 4, 4), torch.zeros(5, dtype=torch.long))
    assert PROXIES["parameters"](network, images) == (9 * 2 + 2) + (32 * 3 + 3)
    assert PROXIES["macs"](network, images) == 9 * 2 * 16 + 32 * 3
    assert PROXIES["depth"](network, images) == 2


class Fork(nn.Module):
    """Two ways to the sum: three layers long, and one."""

    def __init__(self):
        super().__init__()
        self.long = nn.Sequential(*(nn.Linear(2, 2) for _ in range(3)))
        self.short = nn.Linear(2, 2)

    def forward(self, inputs):
        return self.long(inputs) + self.short(inputs)


def test_depth_is_that_of_the_longest_way():
    assert PROXIES["depth"](Fork(), ONE) == 3


@pytest.mark.parametrize(
    "name", [n for n in PROXIES if n not in ("parameters", "macs", "depth", "jacobian_covariance")]
)
def test_a_network_without_layers_to_score_is_a_sentence(name):
    with pytest.raises(RequestError, match=r"no convolution|no module"):
        PROXIES[name](nn.Sequential(nn.Flatten(), nn.Softplus()), batch((1, 1), (3, 3)))


def test_one_example_cannot_be_halved():
    with pytest.raises(RequestError, match="two examples"):
        PROXIES["zico"](NETWORK, ONE)
