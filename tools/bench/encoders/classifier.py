"""A Hugging Face text classifier with its own head, as it is."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tools.bench.encoders.sentence import longest_input
from tools.bench.encoders.tokens import Tokens

if TYPE_CHECKING:
    import torch


class TorchClassifier:
    """A sequence classifier that answers in the data's label order.

    Raises:
        ValueError: the model's labels are not the data's.

    """

    def __init__(self, folder: Path, labels: Sequence[str], device: str) -> None:
        import torch
        from transformers import AutoModelForSequenceClassification

        from tools.bench.encoders.outputs import FirstOutput

        model = (
            AutoModelForSequenceClassification.from_pretrained(
                folder, local_files_only=True, use_safetensors=True
            )
            .float()
            .to(device)
            .eval()
        )
        own = [str(model.config.id2label[i]).casefold() for i in range(model.config.num_labels)]
        asked = [label.casefold() for label in labels]
        if not set(asked) <= set(own):
            raise ValueError(f"its labels are {', '.join(own)}; the data's are {', '.join(labels)}")
        self.module: Callable[..., torch.Tensor] = FirstOutput(model).eval()
        self._torch = torch
        self._wanted = torch.tensor([own.index(label) for label in asked], device=device)
        self._tokens = Tokens(folder, max_length=longest_input(model.config))

    def tensors(self, texts: Sequence[str]) -> tuple["torch.Tensor", ...]:
        """Return ids and attention mask, both (texts, tokens)."""
        return self._tokens.tensors(texts, str(self._wanted.device))

    def classify(self, texts: Sequence[str]) -> list[int]:
        """Return the position of each text's label among the data's."""
        with self._torch.inference_mode():
            logits = self.module(*self.tensors(texts))
        return list(map(int, logits[:, self._wanted].argmax(dim=1)))
