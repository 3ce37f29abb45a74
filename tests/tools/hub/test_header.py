import json

import pytest

from tools.hub.header import header_length, header_of, parsed


def tensors(**shapes: list[int]) -> bytes:
    entries = {
        name: {"dtype": "F16" if name == "half" else "F32", "shape": shape, "data_offsets": [0, 0]}
        for name, shape in shapes.items()
    }
    return json.dumps({"__metadata__": {"format": "pt"}, **entries}).encode()


def test_parameters_are_counted_by_dtype():
    header = parsed(tensors(a=[2, 3], half=[4], scalar=[]))
    assert header.dtypes == {"F32": 7, "F16": 4}
    assert header.parameters == 11
    assert header.sha256 != parsed(tensors(a=[3, 2], half=[4], scalar=[])).sha256


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"a": 1}',
        b'{"a": {"dtype": "F32", "shape": [-1]}}',
        b'{"a": {"dtype": "F32", "shape": [10000000000, 10000000000]}}',
        b'{"a": {"dtype": "F32\\u0000", "shape": [1]}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_header_is_an_error(raw):
    with pytest.raises(ValueError, match=r"."):
        parsed(raw)


@pytest.mark.parametrize("prefix", [b"", b"\xff" * 8, bytes(8), b"\x01" + bytes(7)])
def test_a_header_has_a_length_that_the_format_allows(prefix):
    with pytest.raises(ValueError, match=r"."):
        header_length(prefix)


def test_the_header_of_a_file_is_read_without_its_weights(tmp_path):
    raw = tensors(a=[2])
    (tmp_path / "model").write_bytes(len(raw).to_bytes(8, "little") + raw + bytes(8))
    assert header_of(tmp_path / "model").raw == raw
    (tmp_path / "model").write_bytes(len(raw).to_bytes(8, "little") + raw[:-1])
    with pytest.raises(ValueError, match="cut short"):
        header_of(tmp_path / "model")
