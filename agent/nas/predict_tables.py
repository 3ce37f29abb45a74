"""Reads tables of translation architectures and of who is known: data of others, never code."""

import json
import re
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path

from pydantic import ValidationError

from tools.domain import Value
from tools.errors import RequestError
from tools.nas.csv_rows import Rows, shown
from tools.nas.faults import first_fault
from tools.nas.predictors.choosing import FEWEST
from tools.nas.predictors.translation import Rated, Translator

# The columns of UBC-NLP/llmas, whose tables these are.
_FIELDS = {
    "encoder_embed": "encoder-embed-dim",
    "encoder_layers": "encoder-layer-num",
    "encoder_ffn": "encoder-ffn-embed-dim-all",
    "encoder_heads": "encoder-self-attention-heads-all",
    "decoder_embed": "decoder-embed-dim",
    "decoder_layers": "decoder-layer-num",
    "decoder_ffn": "decoder-ffn-embed-dim-all",
    "decoder_heads": "decoder-self-attention-heads-all",
    "cross_heads": "decoder-ende-attention-heads-all",
    "cross_reach": "decoder-arbitrary-ende-attn-all",
}
_COLUMNS = {field: f"{column}-subtransformer" for field, column in _FIELDS.items()}
_BLEU, _FLOPS, _UNLABELLED_FLOPS = "scratch_valid_BLEU", "scratch_total_flops", "total_flops"
# What a cell with a value a layer is at most, in characters.
_LONGEST = 500
_NAME = re.compile(r"[\w.-]{1,64}")

Row = Mapping[str, str]


class Split(Value):
    """Which architectures of a task are known under a seed, in order, and which are predicted."""

    task: str
    seed: str
    known: tuple[Rated, ...]
    test: tuple[Rated, ...]


def splits(table: Path, of: Path) -> dict[str, list[Split]]:
    """Return the splits of each task, in the order of the file.

    Raises:
        RequestError: a file is missing or does not hold what it should.

    """
    rated = _rated(table)
    places: dict[tuple[str, str], dict[str, dict[int, str]]] = {}
    for number, row in _rows(of, ("seed", "task", "split", "order", "arch_id")):
        where = f"{of}, line {number}"
        name, part = row["arch_id"], row["split"]
        if (row["task"], name) not in rated:
            raise RequestError(f"{where}: {table} has no {shown(name)} of {shown(row['task'])}.")
        if part not in ("train", "test"):
            raise RequestError(f"{where}: the split is train or test, not {shown(part)}.")
        order = int(_number(row["order"], where, "order"))
        sides = places.setdefault((row["task"], row["seed"]), {"train": {}, "test": {}})
        if order in sides[part] or any(name in side.values() for side in sides.values()):
            raise RequestError(
                f"{where}: {name} or its order stands twice in one split. What is predicted must "
                "not be known."
            )
        sides[part][order] = name
    found: dict[str, list[Split]] = {}
    for (task, seed), sides in places.items():
        known, test = (
            tuple(rated[task, name] for _, name in sorted(sides[part].items()))
            for part in ("train", "test")
        )
        if len(known) < FEWEST or len(test) < 2:
            raise RequestError(
                f"{of}: seed {shown(seed)} of {task} has {len(known)} train and {len(test)} test "
                f"architectures. It takes {FEWEST} and 2 at least."
            )
        found.setdefault(task, []).append(Split(task=task, seed=seed, known=known, test=test))
    return found


def unlabelled(path: Path) -> list[Translator]:
    """Return architectures whose BLEU nobody knows.

    Raises:
        RequestError: the file is missing or does not hold what it should.

    """
    columns = (*_COLUMNS.values(), _UNLABELLED_FLOPS)
    return [
        _translator(row, f"line-{number}", _UNLABELLED_FLOPS, f"{path}, line {number}")
        for number, row in _rows(path, columns)
    ]


def _rated(path: Path) -> dict[tuple[str, str], Rated]:
    found: dict[tuple[str, str], Rated] = {}
    for number, row in _rows(path, ("task", "arch_id", *_COLUMNS.values(), _BLEU, _FLOPS)):
        where, key = f"{path}, line {number}", (row["task"], row["arch_id"])
        if not all(_NAME.fullmatch(part) for part in key):
            raise RequestError(
                f"{where}: a task and an arch_id are up to 64 letters, digits, '.', '_' and '-', "
                f"not {shown(key[0])} and {shown(key[1])}."
            )
        if key in found:
            raise RequestError(f"{where}: {key[1]} of {key[0]} stands there twice.")
        bleu = _number(row[_BLEU], where, _BLEU)
        if not 0 <= bleu <= 100:
            raise RequestError(f"{where}: {_BLEU} is {bleu:g}; BLEU lies from 0 to 100.")
        found[key] = Rated(of=_translator(row, key[1], _FLOPS, where), bleu=bleu)
    return found


def _translator(row: Row, name: str, flops: str, where: str) -> Translator:
    given = {field: _cell(row[column], where, column) for field, column in _COLUMNS.items()}
    try:
        return Translator.model_validate(
            {**given, "name": name, "flops": _number(row[flops], where, flops)}
        )
    except ValidationError as error:
        fault = first_fault(error)
        said = f"{fault.field} {fault.said}" if fault.field else fault.said
        for field, column in {**_COLUMNS, "flops": flops}.items():
            said = re.sub(rf"\b{field}\b", column, said)
        raise RequestError(f"{where}: {said}.") from None


def _cell(text: str, where: str, column: str) -> object:
    """Return a number, or a list of numbers, that a cell holds as JSON."""
    try:
        value = json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        value = None
    numbers = value if isinstance(value, list) else [value]
    if not all(_is_number(one) for one in numbers):
        raise RequestError(
            f"{where}: {column} is {shown(text)}; it is a number or a list like [2048, 1024]."
        )
    return tuple(numbers) if isinstance(value, list) else value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _number(text: str, where: str, column: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise RequestError(f"{where}: {column} is {shown(text)}, which is no number.")
    return number


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV file with the lines they end on."""
    wanted = f"Name a CSV file in UTF-8 whose header names {', '.join(needed)}."
    read = Rows(path, wanted)
    if missing := [name for name in needed if name not in read.columns]:
        raise RequestError(f"{path} has no column {missing[0]}. {wanted}")
    for line, row in read:
        whole = {column: cell for column, cell in row.items() if column and cell is not None}
        if len(whole) < len(read.columns) or len(row) > len(read.columns):
            raise RequestError(
                f"{path}, line {line}: not as many cells as columns. Give each column one."
            )
        yield line, whole
