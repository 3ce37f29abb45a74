"""A network that was scored is as it was; transformers are scored where it makes sense."""

import pytest
import torch
from torch import nn

from tools.errors import RequestError
from tools.nas.proxies.minibatch import Minibatch, digits, noise, tokens
from tools.nas.proxies.registry import PROXIES
from tools.nas.proxies.scoring import scores
from tools.nas.spaces.nasbench201 import genes_of, nasbench201
from tools.nas.spaces.transformer_family import bert, vit

UNFIT_FOR_VIT = {"synflow", "naswot", "meco"}
UNFIT_FOR_BERT = UNFIT_FOR_VIT | {"jacobian_covariance"}


def a_network():
    """A network with all that a pass may change: modes, buffers, gradients, switches, hooks."""
    torch.manual_seed(0)
    module = nn.Sequential(
        nn.Conv2d(1, 2, 3),
        nn.BatchNorm2d(2),
        nn.ReLU(inplace=True),
        nn.Conv2d(2, 2, 3),
        nn.Dropout(0.5),
        nn.Flatten(),
        nn.Linear(2 * 2 * 2, 3),
    )
    module[0].weight.requires_grad_(False)
    module[3].weight.grad = torch.ones_like(module[3].weight)
    module[1].eval()
    return module


def told(module):
    """Return all of it in a form that can be compared."""
    return (
        {name: tensor.tolist() for name, tensor in module.state_dict().items()},
        [(weight.requires_grad, weight.grad is None) for weight in module.parameters()],
        module[3].weight.grad.tolist(),
        [part.training for part in module.modules()],
        [(len(part._forward_hooks), len(part._backward_hooks)) for part in module.modules()],
        module[2].inplace,
        torch.get_rng_state().tolist(),
    )


@pytest.mark.parametrize("name", PROXIES)
def test_a_network_is_left_as_it_was_found(name):
    module, images = a_network(), noise((1, 6, 6), 3, 4, seed=1)
    before = told(module)
    PROXIES[name](module, images)
    assert told(module) == before


@pytest.mark.parametrize("name", [n for n in PROXIES if n not in ("parameters", "l2_norm")])
def test_it_is_left_so_where_a_pass_fails(name):
    module = a_network()
    before = told(module)
    with pytest.raises(RuntimeError):
        PROXIES[name](module, noise((5, 6, 6), 3, 4, seed=1))
    assert told(module) == before


def test_dropout_and_the_order_of_proxies_change_no_score():
    images = noise((1, 6, 6), 3, 4, seed=1)
    module = a_network()
    once = {name: proxy(module, images) for name, proxy in PROXIES.items()}
    again = {name: PROXIES[name](module, images) for name in reversed(PROXIES)}
    assert again == once


def test_scores_follow_from_the_seed_and_disturb_no_other_draw():
    space = nasbench201(channels=4, cells=1)
    images = noise(space.input_shape, 10, 4, seed=0)
    state = torch.get_rng_state().tolist()
    ticks = iter(range(100))
    found = scores(
        space, genes_of("3s1a31"), images, ["snip", "zico"], seed=5, clock=lambda: next(ticks)
    )
    assert torch.get_rng_state().tolist() == state
    assert [score.cpu_s for score in found.values()] == [1, 1]
    again = scores(space, genes_of("3s1a31"), images, ["zico"], seed=5)
    assert again["zico"].value == found["zico"].value
    other = scores(space, genes_of("3s1a31"), images, ["zico"], seed=6)
    assert other["zico"].value != found["zico"].value


def test_every_proxy_scores_a_cell_that_carries_nothing():
    space = nasbench201(channels=4, cells=1)
    found = scores(
        space, genes_of("nnnnnn"), noise(space.input_shape, 10, 4, 0), list(PROXIES), seed=0
    )
    assert found["snip"].value == 0
    assert found["naswot"].value == -float("inf")
    assert found["jacobian_covariance"].value != found["jacobian_covariance"].value


@pytest.mark.parametrize(
    ("space", "genes", "batch", "unfit"),
    [
        (vit(10, 32), (2, 32, 2, 2, 8), noise((3, 32, 32), 10, 4, 0), UNFIT_FOR_VIT),
        (bert(2, 16, 100), (2, 32, 2), tokens(16, 100, 2, 4, 0), UNFIT_FOR_BERT),
    ],
    ids=["vit", "bert"],
)
def test_transformers_are_scored_or_refused_in_a_sentence(space, genes, batch, unfit):
    module = space.build(genes)
    for name, proxy in PROXIES.items():
        if name in unfit:
            with pytest.raises(RequestError, match="eave"):
                proxy(module, batch)
        else:
            assert abs(proxy(module, batch)) < float("inf")


def test_a_minibatch_of_digits_has_the_shape_and_the_labels_of_digits():
    found = digits((3, 32, 32), 10, 20, seed=0)
    assert found.inputs.shape == (20, 3, 32, 32)
    assert set(found.labels.tolist()) <= set(range(10))
    assert float(found.inputs.mean()) == pytest.approx(0, abs=1e-5)
    assert torch.equal(found.inputs, digits((3, 32, 32), 10, 20, seed=0).inputs)
    with pytest.raises(RequestError, match="smaller batch"):
        digits((3, 32, 32), 10, 2_000, seed=0)


def test_noise_follows_from_its_seed():
    one, same, other = (noise((3, 4, 4), 10, 6, seed) for seed in (1, 1, 2))
    assert isinstance(one, Minibatch)
    assert torch.equal(one.inputs, same.inputs)
    assert not torch.equal(one.inputs, other.inputs)
