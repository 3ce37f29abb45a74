"""A transformers model as a plain function of tensors: ids and mask in, one tensor out.

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
