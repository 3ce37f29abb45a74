"""Image models of transformers: with their own head they classify, without it they encode."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tools.pictures import Picture, rgb

if TYPE_CHECKING:
    import torch


class PretrainedVision:
    """A Hugging Face image model and its processor; tactics may put another for `module`.

    `labels` are those of its own head, in its order; an encoder has none.
    """

    def __init__(self, folder: Path, device: str, *, head: bool) -> None:
        from transformers import AutoImageProcessor, AutoModel, AutoModelForImageClassification

        from tools.bench.encoders.outputs import FirstOutputOfPixels

        auto = AutoModelForImageClassification if head else AutoModel
        model = auto.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, trust_remote_code=False
        )
        model = model.float().to(device).eval()
        self.labels = [str(model.config.id2label[i]) for i in range(model.config.num_labels)]
        self.module: Callable[..., torch.Tensor] = FirstOutputOfPixels(model).eval()
        self._processor = AutoImageProcessor.from_pretrained(  # type: ignore[no-untyped-call]
            folder, local_files_only=True, trust_remote_code=False, backend="pil"
        )
        self._device = device

    def tensors(self, pictures: Sequence[Picture]) -> "tuple[torch.Tensor, ...]":
        """Return what the network is called with: (pictures, 3, rows, columns)."""
        seen = self._processor(images=[rgb(one) for one in pictures], return_tensors="pt")
        return (seen["pixel_values"].to(self._device),)

    def classify(self, pictures: Sequence[Picture]) -> list[int]:
        """Return the class of each picture, counted as the network's own head counts."""
        return [int(place) for place in self._forward(pictures).argmax(axis=1)]

    def encode(self, pictures: Sequence[Picture]) -> NDArray[np.float32]:
        """Return unit vectors (pictures, dimensions): the mean over all positions.

        Transformers give (pictures, positions, dimensions), convolutions (pictures, dimensions,
        rows, columns).
        """
        hidden = self._forward(pictures)
        means = hidden.mean(axis=1) if hidden.ndim == 3 else hidden.mean(axis=(2, 3))
        norms = np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
        return np.asarray(means / norms, dtype=np.float32)

    def encode_all(self, pictures: Sequence[Picture]) -> NDArray[np.float32]:
        """Return the vectors of many pictures, one by one: on a CPU, batches are no faster."""
        return np.vstack([self.encode([one]) for one in pictures])

    def _forward(self, pictures: Sequence[Picture]) -> NDArray[np.float32]:
        import torch

        with torch.inference_mode():
            out = self.module(*self.tensors(pictures))
        array: NDArray[np.float32] = out.float().cpu().numpy()
        return array
