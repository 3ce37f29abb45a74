"""Reads tables of translation architectures and of who is known: data of others, never code."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path

from pydantic import ValidationError

from tools.domain import Value
from tools.errors import RequestError
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
# What a cell with a value a layer is at most, in characters, and a table in rows.
_LONGEST, _MOST_ROWS = 500, 100_000
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
            raise RequestError(f"{where}: {table} has no {_shown(name)} of {_shown(row['task'])}.")
        if part not in ("train", "test"):
            raise RequestError(f"{where}: the split is train or test, not {_shown(part)}.")
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
                f"{of}: seed {_shown(seed)} of {task} has {len(known)} train and {len(test)} test "
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
                f"not {_shown(key[0])} and {_shown(key[1])}."
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
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        said = f"{_COLUMNS.get(field, field)}: {first['msg']}".removeprefix(": ")
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
            f"{where}: {column} is {_shown(text)}; it is a number or a list like [2048, 1024]."
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
        raise RequestError(f"{where}: {column} is {_shown(text)}, which is no number.")
    return number


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a CSV file with the lines they end on."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            names = reader.fieldnames or ()
            missing = [name for name in needed if name not in names]
            if missing:
                raise RequestError(
                    f"{path} has no column {missing[0]}. Its header has to name "
                    f"{', '.join(needed)}."
                )
            for count, row in enumerate(reader, start=1):
                if count > _MOST_ROWS:
                    raise RequestError(f"{path} has more than {_MOST_ROWS:,} rows.")
                if None in row or None in row.values():
                    raise RequestError(
                        f"{path}, line {reader.line_num}: not as many cells as columns."
                    )
                yield reader.line_num, row
    except OSError as error:
        raise RequestError(
            f"{path} cannot be read: {error.strerror or error}. Name a CSV file."
        ) from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise RequestError(f"{path} is not a CSV file: {error}. Name one in UTF-8.") from error


def _shown(text: str) -> str:
    """Return a cell as it may be shown: short, and with no sign that moves a cursor."""
    return ascii(text[:40])
