"""The header of a safetensors file: which tensors it holds, without any of their values.

The format: https://github.com/huggingface/safetensors#format. Eight bytes say how long the header
is, then come so many bytes of JSON, then the weights.
"""

import hashlib
import math
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

PREFIX_BYTES = 8
# The format's own limit.
_MOST_HEADER_BYTES = 100_000_000
_MOST_PARAMETERS = 10**15


class _Tensor(BaseModel):
    model_config = ConfigDict(extra="ignore")

    dtype: str = Field(max_length=16, pattern=r"^[A-Z][A-Z0-9_]*$")
    shape: list[int]


class Header(NamedTuple):
    """The header as it stands in the file, and the parameters by dtype."""

    raw: bytes
    dtypes: dict[str, int]

    @property
    def parameters(self) -> int:
        """All of them."""
        return sum(self.dtypes.values())

    @property
    def sha256(self) -> str:
        """A hash over names, types and shapes: models of one architecture may share it."""
        return hashlib.sha256(self.raw).hexdigest()


def header_length(prefix: bytes) -> int:
    """Return how many bytes the header has, from the first eight of the file.

    Raises:
        ValueError: there are not eight, or the header would be longer than the format allows.

    """
    if len(prefix) != PREFIX_BYTES:
        raise ValueError("the file is cut short")
    length = int.from_bytes(prefix, "little")
    if not 2 <= length <= _MOST_HEADER_BYTES:
        raise ValueError(f"a header of {length} bytes")
    return length


def parsed(raw: bytes) -> Header:
    """Read a header.

    Raises:
        ValueError: it is not one.

    """
    entries = TypeAdapter(dict[str, JsonValue]).validate_json(raw)
    entries.pop("__metadata__", None)
    dtypes: dict[str, int] = {}
    for tensor in TypeAdapter(dict[str, _Tensor]).validate_python(entries).values():
        size = math.prod(tensor.shape)
        if any(length < 0 for length in tensor.shape) or size > _MOST_PARAMETERS:
            raise ValueError(f"a tensor of the shape {tensor.shape[:8]}")
        dtypes[tensor.dtype] = dtypes.get(tensor.dtype, 0) + size
    return Header(raw, dtypes)


def header_of(weights: Path) -> Header:
    """Read the header of a file.

    Raises:
        ValueError: the file cannot be read, or has no such header.

    """
    try:
        with weights.open("rb") as file:
            length = header_length(file.read(PREFIX_BYTES))
            raw = file.read(length)
    except OSError as error:
        raise ValueError(str(error)) from error
    if len(raw) < length:
        raise ValueError("the header is cut short")
    return parsed(raw)
