"""Transformer encoders: Hugging Face folders through torch, ONNX files through onnxruntime."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tools.bench.encoders.tokens import Tokens, batches_by_length, mean_pool

if TYPE_CHECKING:
    import torch
    from onnxruntime import InferenceSession

# The longest input that is read; sentence encoders of this family were trained on 128 to 384.
_MOST_TOKENS = 256


class TorchEncoder:
    """A frozen `AutoModel` whose last hidden state is averaged over the tokens."""

    def __init__(self, folder: Path, device: str) -> None:
        import torch
        from transformers import AutoModel

        from tools.bench.encoders.outputs import FirstOutput

        self._torch = torch
        self._device = device
        model = (
            AutoModel.from_pretrained(folder, local_files_only=True, use_safetensors=True)
            .float()
            .to(device)
            .eval()
        )
        self.module: Callable[..., torch.Tensor] = FirstOutput(model).eval()
        self._tokens = Tokens(folder, max_length=longest_input(model.config))

    def tensors(self, texts: Sequence[str]) -> tuple["torch.Tensor", ...]:
        """Return ids and attention mask, both (texts, tokens)."""
        return self._tokens.tensors(texts, self._device)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors (texts, dimensions)."""
        ids, mask = self.tensors(texts)
        with self._torch.inference_mode():
            hidden = self.module(ids, mask)
        return mean_pool(hidden.cpu().numpy(), mask.cpu().numpy())

    def encode_all(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of many texts, in batches of similar length."""
        return encode_in_batches(self, texts)


class OnnxEncoder:
    """An ONNX sentence encoder on the CPU."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._path = folder / "model.onnx"
        self._session = onnx_session(self._path, threads)
        self._inputs = {node.name for node in self._session.get_inputs()}
        # The hidden states (texts, tokens, dimensions) are the first output of rank 3.
        self._hidden = next(n.name for n in self._session.get_outputs() if len(n.shape) == 3)
        self._tokens = Tokens(folder, max_length=_MOST_TOKENS)

    def use_threads(self, threads: int) -> None:
        """Open the file anew: a session keeps its threads for life."""
        self._session = onnx_session(self._path, threads)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors (texts, dimensions)."""
        ids, mask = self._tokens.padded(texts)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        known = {name: array for name, array in feed.items() if name in self._inputs}
        return mean_pool(self._session.run([self._hidden], known)[0], mask)

    def encode_all(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of many texts, one by one.

        On one thread batches of 32 are no faster (seen with both MiniLMs of the catalogue), and
        onnxruntime's arena would keep a batch's memory for good, which serving does not need.
        """
        return np.vstack([self.encode([text]) for text in texts])


def onnx_session(path: Path, threads: int) -> "InferenceSession":
    """Open an ONNX file for the CPU, on so many threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def encode_in_batches(encoder: TorchEncoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the vectors of many texts (texts, dimensions), in the order given."""
    rows: list[NDArray[np.float32]] = []
    places: list[NDArray[np.int64]] = []
    for batch in batches_by_length(texts):
        rows.append(encoder.encode([texts[i] for i in batch]))
        places.append(batch)
    vectors = np.vstack(rows)
    return vectors[np.argsort(np.concatenate(places), kind="stable")]


def longest_input(config: object) -> int:
    """Return how many tokens of an input are read by a model with this configuration."""
    return min(int(getattr(config, "max_position_embeddings", _MOST_TOKENS)) - 2, _MOST_TOKENS)
