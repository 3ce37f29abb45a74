"""Static word vectors: a table look-up and a mean, no network at all."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.bench.encoders.tokens import Tokens

_WORDS = re.compile(r"\w+|[^\w\s]")


class StaticEncoder:
    """The mean of the vectors of a text's tokens."""

    def __init__(self, table: NDArray[np.floating], rows_of: Callable[[str], list[int]]) -> None:
        self._table = table
        self._rows_of = rows_of

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return mean vectors (texts, dimensions); zeros where no token is known."""
        out = np.zeros((len(texts), self._table.shape[1]), dtype=np.float32)
        for place, text in enumerate(texts):
            rows = self._rows_of(text)
            if rows:
                out[place] = self._table[rows].mean(axis=0, dtype=np.float32)
        return out

    encode_all = encode


def load(folder: Path, options: Mapping[str, str | int | float]) -> StaticEncoder:
    """Load a table: WordLlama's where dimensions are named in the options, else GloVe's."""
    return wordllama(folder, int(options["dim"])) if "dim" in options else glove(folder)


def wordllama(folder: Path, dimensions: int) -> StaticEncoder:
    """Load a WordLlama table, cut to its first dimensions (Matryoshka: the prefix is valid)."""
    from safetensors.numpy import load_file

    (table,) = load_file(folder / "model.safetensors").values()
    return StaticEncoder(
        np.ascontiguousarray(table[:, :dimensions]), Tokens(folder, special=False).ids
    )


def glove(folder: Path) -> StaticEncoder:
    """Load GloVe vectors: `embeddings.npy` (words, dimensions), its words in `index.parquet`."""
    import pyarrow.parquet as pq

    words = pq.read_table(folder / "index.parquet").column(0).to_pylist()
    row_of = {word: row for row, word in enumerate(words)}
    table = np.load(folder / "embeddings.npy", mmap_mode="r", allow_pickle=False)
    return StaticEncoder(
        table, lambda text: [row_of[w] for w in _WORDS.findall(text.lower()) if w in row_of]
    )
