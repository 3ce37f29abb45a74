"""Transformers for machine translation as the space of HAT has them, and ten numbers of each.

The space is that of Wang et al., Hardware-Aware Transformers (arXiv 2005.14187); the ten features
are those of LLM performance predictors (arXiv 2310.16712; UBC-NLP/llmas, bleu_predictor.py).
"""

from collections.abc import Sequence
from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from tools.domain import Value
from tools.nas.predictors.fitting import Floats

# What each feature is divided by, that the largest in the space is about one.
_EMBED, _LAYERS, _FFN, _HEADS, _FLOPS = 640, 6, 3072, 8, 4e9
_MOST_LAYERS = 64
# The column with the FLOPs stands last.
FLOPS_COLUMN = -1

Size = Annotated[float, Field(gt=0, le=1e6)]
Sizes = Annotated[tuple[Size, ...], Field(min_length=1, max_length=_MOST_LAYERS)]
Reach = Annotated[float, Field(ge=-1, le=_MOST_LAYERS)]
Layers = Annotated[int, Field(ge=1, le=_MOST_LAYERS)]


class Translator(Value):
    """One architecture: an encoder and a decoder, a value for each of their layers."""

    name: str
    encoder_embed: Size
    encoder_layers: Layers
    encoder_ffn: Sizes
    encoder_heads: Sizes
    decoder_embed: Size
    decoder_layers: Layers
    decoder_ffn: Sizes
    decoder_heads: Sizes
    cross_heads: Sizes
    cross_reach: Annotated[tuple[Reach, ...], Field(min_length=1)]
    """How many encoder layers before the last one a decoder layer attends to; -1 is none."""
    flops: float = Field(gt=0, le=1e18)

    @model_validator(mode="after")
    def _lists_have_a_value_a_layer(self) -> Self:
        for of, layers in (("encoder", self.encoder_layers), ("decoder", self.decoder_layers)):
            for name, value in self:
                belongs = "encoder" if name.startswith("encoder") else "decoder"
                if isinstance(value, tuple) and belongs == of and len(value) != layers:
                    raise ValueError(f"{name} has {len(value)} values for {layers} layers")
        return self


class Rated(Value):
    """An architecture whose BLEU is known."""

    of: Translator
    bleu: float = Field(ge=0, le=100)


def features(ones: Sequence[Translator]) -> Floats:
    """Return the ten features and the FLOPs over 4e9, `(architectures, 11)`.

    What is chosen for each layer is averaged over the layers that there are. FLOPs are divided
    so that they are shrunk as the others are (see `bayesian_ridge`).
    """
    return np.array([[*_ten(one), one.flops / _FLOPS] for one in ones])


def _ten(one: Translator) -> list[float]:
    return [
        one.encoder_embed / _EMBED,
        one.encoder_layers / _LAYERS,
        float(np.mean(one.encoder_ffn)) / _FFN,
        float(np.mean(one.encoder_heads)) / _HEADS,
        one.decoder_embed / _EMBED,
        one.decoder_layers / _LAYERS,
        float(np.mean(one.decoder_ffn)) / _FFN,
        float(np.mean(one.decoder_heads)) / _HEADS,
        float(np.mean(one.cross_heads)) / _HEADS,
        (1 + float(np.mean(one.cross_reach))) / 3,
    ]
