"""Texts as padded token ids, straight from a `tokenizer.json`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

if TYPE_CHECKING:
    import torch

_BATCH = 32


class Tokens:
    """A tokenizer without the fixed padding that some `tokenizer.json` files ask for."""

    def __init__(
        self, folder: Path, *, max_length: int | None = None, special: bool = True
    ) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        if max_length is None:
            self._tokenizer.no_truncation()
        else:
            self._tokenizer.enable_truncation(max_length)
        self._special = special

    def ids(self, text: str) -> list[int]:
        """Return the token ids of one text."""
        return list(self._tokenizer.encode(text, add_special_tokens=self._special).ids)

    def padded(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return ids and attention mask, both (texts, longest), zero where padded."""
        rows = [self.ids(text) for text in texts]
        ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        return ids, mask

    def tensors(self, texts: Sequence[str], device: str) -> tuple["torch.Tensor", "torch.Tensor"]:
        """Return the same as tensors on a device."""
        import torch

        ids, mask = self.padded(texts)
        return torch.from_numpy(ids).to(device), torch.from_numpy(mask).to(device)


def batches_by_length(texts: Sequence[str]) -> Iterator[NDArray[np.int64]]:
    """Yield positions in batches of texts of similar length, so that little is padded."""
    order = np.argsort([len(text) for text in texts], kind="stable")
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def mean_pool(hidden: NDArray[np.float32], mask: NDArray[np.int64]) -> NDArray[np.float32]:
    """Average hidden states (texts, tokens, dimensions) over real tokens, to unit length."""
    weights = mask[:, :, None].astype(np.float32)
    means = (hidden * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
    norms = np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    return np.asarray(means / norms, dtype=np.float32)
