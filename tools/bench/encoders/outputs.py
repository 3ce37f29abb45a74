"""A transformers model as a plain function of tensors, with one tensor out.

Import it where a model is loaded, and not before: it loads torch.
"""

from typing import cast

import torch
from transformers import PreTrainedModel


class FirstOutput(torch.nn.Module):
    """The first output of a model: hidden states of an encoder, logits of a classifier.

    Tactics change or replace it as a whole: exporters want tensors in and out, and no keywords.
    """

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return what the model makes of token ids and attention mask, both (texts, tokens)."""
        return cast("torch.Tensor", self.model(input_ids=ids, attention_mask=mask)[0])


class FirstOutputOfPixels(torch.nn.Module):
    """The same of an image model."""

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return what the model makes of pixels (pictures, channels, rows, columns)."""
        return cast("torch.Tensor", self.model(pixel_values=pixels)[0])
