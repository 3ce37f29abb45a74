"""Reads tables of stored answers and their prices for replays."""

import csv
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.errors import RequestError
from tools.selection.racing.board import Floats
from tools.selection.racing.replay import Stored

# Of --metadata: the policy that picks by a column, and whether more of it is better.
_PICKS = {
    "published_score": ("published-score", 1.0),
    "downloads": ("most-downloaded", 1.0),
    "size_bytes": ("smallest", -1.0),
}


@dataclass(frozen=True)
class Table:
    """Stored answers with prices, and numbers known beforehand by the policy that uses them."""

    name: str
    stored: Stored
    known: Mapping[str, Floats] = field(default_factory=dict)


def tables(path: Path, costs: Path | None, metadata: Path | None) -> list[Table]:
    """Return the table of a file, or all tables of a folder with a `<name>_costs.csv` beside.

    Raises:
        RequestError: a file is missing or does not hold what it should.

    """
    if not path.is_dir():
        costs = costs or path.with_name(f"{path.stem}_costs.csv")
        return [_table(path, costs, metadata)]
    if costs is not None:
        raise RequestError(f"{path} is a folder: its tables bring their own <name>_costs.csv.")
    found = sorted(path.glob("*.npz"))
    if not found:
        raise RequestError(f"{path} holds no .npz file.")
    return [_table(one, one.with_name(f"{one.stem}_costs.csv"), metadata) for one in found]


def _table(path: Path, costs: Path, metadata: Path | None) -> Table:
    right = _right(path)
    columns = _numbers(costs, ("joules_per_example", "joules_load"), models=len(right))
    per_example, load = columns["joules_per_example"], columns["joules_load"]
    if not (per_example > 0).all() or not (load >= 0).all():
        raise RequestError(f"{costs}: an inference costs more than 0 J, and a load not less.")
    known = {}
    if metadata is not None:
        for column, values in _numbers(metadata, (), models=len(right)).items():
            if column in _PICKS:
                policy, sign = _PICKS[column]
                known[policy] = sign * values
    return Table(path.stem, Stored(right, per_example, load), known)


def _right(path: Path) -> NDArray[np.int8]:
    """Return `(models, examples)`: 1 where the class predicted is the label; -1 is no answer."""
    try:
        with np.load(path, allow_pickle=False) as file:
            predictions, labels = file["predictions"], file["labels"]
    except FileNotFoundError as error:
        raise RequestError(f"{path} does not exist.") from error
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise RequestError(
            f"{path} is not an .npz file with `predictions` (examples, models) and `labels`."
        ) from error
    if predictions.ndim != 2 or labels.shape != predictions.shape[:1] or not predictions.size:
        raise RequestError(
            f"{path}: predictions {predictions.shape} and labels {labels.shape} do not fit; "
            "they are (examples, models) and (examples,)."
        )
    right = (predictions == labels[:, None]) & (predictions >= 0)
    return np.ascontiguousarray(right.T.astype(np.int8))


def _numbers(path: Path, needed: Sequence[str], *, models: int) -> dict[str, Floats]:
    """Return the columns of a CSV file as arrays in the order of `model_index`."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        index = [int(row["model_index"]) for row in rows]
        names = [name for name in rows[0] if name != "model_index"] if rows else []
        values = {name: np.array([float(row[name]) for row in rows]) for name in names}
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (KeyError, ValueError, TypeError) as error:
        raise RequestError(
            f"{path} is not a CSV file with model_index and columns of numbers: {error}."
        ) from error
    if sorted(index) != list(range(models)) or not set(needed) <= set(values):
        raise RequestError(
            f"{path} needs one row for each of the {models} models (model_index 0 to {models - 1})"
            + (f" with {' and '.join(needed)}." if needed else ".")
        )
    if not all(np.isfinite(column).all() for column in values.values()):
        raise RequestError(f"{path} holds a number that is not finite.")
    order = np.argsort(index)
    return {name: column[order] for name, column in values.items()}
