"""Linear heads on frozen features: fitted once, kept as plain arrays.

`python -m tools.bench.heads EXAMPLES CLASSES HEAD` fits one in a process of its own: scikit-learn
takes some 150 MB, which serving does not need and a worker's peak memory must not hold.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Inverse regularisation strengths that are tried; the best by 3-fold accuracy is kept.
_STRENGTHS = (0.1, 1.0, 10.0, 100.0)
_FOLDS = 3
_MOST_STEPS = 1_000


@dataclass(frozen=True)
class Head:
    """Logistic regression: weights (classes, dimensions) and bias (classes,)."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def classify(self, features: NDArray[np.float32]) -> list[int]:
        """Return the class of each row of features (inputs, dimensions)."""
        scores = features @ self.weights.T + self.bias
        return [int(place) for place in scores.argmax(axis=1)]


def fit(features: NDArray[np.float32], labels: NDArray[np.int64], classes: int) -> Head:
    """Fit multinomial logistic regression on features (examples, dimensions).

    A class without training examples gets a bias of minus infinity: it is never answered.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score

    folds = min(_FOLDS, int(np.bincount(labels)[np.unique(labels)].min()))
    strengths = _STRENGTHS if folds > 1 else (1.0,)
    models = [LogisticRegression(C=strength, max_iter=_MOST_STEPS) for strength in strengths]
    if folds > 1:
        means = [cross_val_score(model, features, labels, cv=folds).mean() for model in models]
        models = [models[int(np.argmax(means))]]
    model = models[0].fit(features, labels)
    weights = np.zeros((classes, features.shape[1]), dtype=np.float32)
    bias = np.full(classes, -np.inf, dtype=np.float32)
    binary = len(model.classes_) == 2
    weights[model.classes_] = np.vstack([-model.coef_, model.coef_]) if binary else model.coef_
    bias[model.classes_] = (
        np.concatenate([-model.intercept_, model.intercept_]) if binary else model.intercept_
    )
    return Head(weights, bias)


def fit_apart(
    features: NDArray[np.float32], labels: NDArray[np.int64], classes: int, *, path: Path
) -> Head:
    """Fit as `fit` does, in a process of its own, and keep the head at `path`.

    Raises:
        RuntimeError: the process failed; its last line says why.

    """
    with tempfile.TemporaryDirectory() as lent:
        examples = Path(lent) / "examples.npz"
        np.savez(examples, features=features, labels=labels)
        order = [sys.executable, "-P", "-m", "tools.bench.heads"]
        done = subprocess.run(
            [*order, str(examples), str(classes), str(path)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    head = load(path) if done.returncode == 0 else None
    if head is None:
        why = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise RuntimeError(f"its head could not be fitted: {why[-1]}")
    return head


def path_of(folder: Path, *parts: str) -> Path:
    """Return where the head with this identity is kept."""
    return folder / (hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32] + ".npz")


def load(path: Path) -> Head | None:
    """Return a kept head, or None where there is none or it is damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return Head(stored["weights"], stored["bias"])
    except (FileNotFoundError, zipfile.BadZipFile, EOFError, KeyError, ValueError):
        return None


def save(head: Head, path: Path) -> None:
    """Keep a head; a reader finds all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        np.savez(part, weights=head.weights, bias=head.bias)
    Path(part.name).replace(path)


def main(examples: str, classes: str, path: str) -> None:
    """Fit a head on stored examples and keep it."""
    with np.load(examples, allow_pickle=False) as stored:
        save(fit(stored["features"], stored["labels"], int(classes)), Path(path))


if __name__ == "__main__":
    main(*sys.argv[1:])
