"""LLM-Distill-PP: a small network learns what a language model says, and then costs nothing.

After arXiv 2310.16712 (UBC-NLP/llmas, bleu_predictor.py): ten features, four hidden layers of
400, ReLU, squared error, Adam, batches of 128. Ours is a learning rate of 1e-3 in place of 1e-5,
which takes hundreds of steps and not 5,000; each fifth label is kept back, to see how well the
student repeats its teacher.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from tools.nas.predictors.choosing import off
from tools.nas.predictors.fitting import Floats, Predict

FEWEST_LABELS = 10
_HIDDEN, _RATE, _BATCH, _EPOCHS = (400, 400, 400, 400), 1e-3, 128, 100
_KEPT_BACK = 5


@dataclass(frozen=True)
class Student:
    """A network that repeats labels, and the mean absolute error with which it does."""

    predict: Predict
    unlike_teacher: float
    """Found on labels that it has not seen."""


def distilled(features: Floats, labels: Floats) -> Student:
    """Return a network that repeats labels, `(examples,)`, of features, `(examples, features)`.

    Raises:
        ValueError: there are fewer than ten labels.

    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor

    if len(labels) < FEWEST_LABELS:
        raise ValueError(f"needs {FEWEST_LABELS} labels at least")
    seen = np.arange(len(labels)) % _KEPT_BACK != _KEPT_BACK - 1
    middle, scale = float(labels[seen].mean()), float(labels[seen].std()) or 1.0
    network = MLPRegressor(
        hidden_layer_sizes=_HIDDEN,
        learning_rate_init=_RATE,
        batch_size=min(_BATCH, int(seen.sum())),
        max_iter=_EPOCHS,
        random_state=0,
    )
    with warnings.catch_warnings():
        # It is stopped after its epochs, by intent.
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(features[seen], (labels[seen] - middle) / scale)

    def predict(others: Floats) -> Floats:
        return np.asarray(network.predict(others) * scale + middle, dtype=np.float64)

    return Student(predict, off(predict(features[~seen]), labels[~seen]))
