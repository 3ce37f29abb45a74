"""Transformers of many sizes: every combination fits, and what is built can be saved and loaded."""

from itertools import product
from random import Random

import pytest
import torch
from transformers import ViTForImageClassification

from tools.errors import RequestError
from tools.nas.spaces.transformer_family import bert, bert_config, vit, vit_config


def test_every_combination_of_genes_fits_together():
    for genes in product(*vit(side=96).choices.values()):
        config = vit_config(genes, 10, 96)
        assert config.hidden_size % config.num_attention_heads == 0
        assert config.image_size % config.patch_size == 0
    for genes in product(*bert().choices.values()):
        config = bert_config(genes, 2, 128, 1_000)
        assert config.hidden_size % config.num_attention_heads == 0


def test_offers_no_patch_that_does_not_divide_the_image():
    assert vit(side=96).choices["patch"] == (4, 8, 16, 32)
    assert vit(side=28).choices["patch"] == (4,)
    with pytest.raises(RequestError, match="multiple"):
        vit(side=30)


def test_a_vision_transformer_has_the_parameters_that_a_hand_counts():
    module = vit(classes=10, side=32).build((2, 32, 2, 2, 8))
    width, inner = 64, 128
    layer = 4 * (width * width + width) + 2 * width * inner + inner + width + 4 * width
    embedding = 3 * 8 * 8 * width + width + width + 17 * width
    assert sum(weight.numel() for weight in module.parameters()) == (
        2 * layer + embedding + 2 * width + 10 * width + 10
    )


def test_an_encoder_gives_logits_for_its_tokens():
    space = bert(classes=3, tokens=16, vocabulary=50)
    module = space.build((2, 32, 2))
    assert space.input_shape == (16,)
    assert module(torch.randint(50, (4, 16))).logits.shape == (4, 3)


def test_what_is_saved_can_be_loaded_and_says_the_same(tmp_path):
    space = vit(classes=4, side=32)
    module = space.build((2, 32, 2, 2, 16)).eval()
    module.save_pretrained(tmp_path)
    images = torch.randn(2, *space.input_shape)
    loaded = ViTForImageClassification.from_pretrained(tmp_path).eval()
    assert torch.allclose(loaded(images).logits, module(images).logits, atol=1e-5)


def test_draws_are_in_the_family():
    space = vit()
    for gene, options in zip(space.draw(Random(3)), space.choices.values(), strict=True):
        assert gene in options
