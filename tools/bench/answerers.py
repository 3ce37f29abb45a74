"""Makes a candidate ready: from a job to a function that answers requests, one or a batch."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from tools.bench import heads
from tools.bench.devices import blocking
from tools.bench.protocol import Job

if TYPE_CHECKING:
    import torch

    from tools.pictures import Picture

Input = str | list[list[float]]
Answer = Callable[[Sequence[Input]], list[int]]
# Requests that are answered together.
Groups = list[list[Input]]
Examples = list[tuple[Input, int]]
Features = NDArray[np.float32]
In = TypeVar("In", contravariant=True)


class Encoder(Protocol[In]):
    """Turns inputs into features (inputs, dimensions): one request, or many at once."""

    def encode(self, inputs: Sequence[In], /) -> Features:
        """Return the features of a request."""

    def encode_all(self, inputs: Sequence[In], /) -> Features:
        """Return the features of a training set."""


class Network(Protocol[In]):
    """A torch model in use: it answers with `module`, and tactics put another in its place."""

    module: "Callable[..., torch.Tensor]"

    def tensors(self, inputs: Sequence[In], /) -> "tuple[torch.Tensor, ...]":
        """Return what `module` is called with to answer these inputs together."""


@dataclass(frozen=True)
class Data:
    """The labelled examples of a job, in the shared order."""

    labels: list[str]
    train: Examples
    test: Examples


@dataclass(frozen=True)
class Ready:
    """A candidate that can answer, and what fitting it took; sizes in bytes.

    `network` is what tactics may change, None where it is not torch that runs; `use_threads` says
    how many to compute on, where that is not torch's to say.
    """

    answer: Answer
    fit_s: float = 0.0
    head_bytes: int = 0
    network: Network[Input] | None = None
    use_threads: Callable[[int], None] | None = None


def read(path: str) -> Data:
    """Read the examples that tools.hub wrote."""
    raw = json.loads(Path(path).read_text(encoding="utf-8"))
    return Data(labels=raw["labels"], train=raw["train"], test=raw["test"])


def in_groups(inputs: Sequence[Input], size: int) -> Groups:
    """Return the inputs in groups of one size, in order; the last may be smaller."""
    return [list(inputs[start : start + size]) for start in range(0, len(inputs), size)]


def prepare(job: Job, data: Data) -> Ready:
    """Load the model of a job and, for a probe, its head: fitted now unless one is kept.

    This is the candidate without its tactics, with which it shares its head.

    Raises:
        ValueError: the model's own labels are not the data's.

    """
    ready = _ready(job, data)
    return replace(ready, answer=blocking(ready.answer, job.device))


def _ready(job: Job, data: Data) -> Ready:
    if job.runtime == "tfidf":
        return _tfidf(data, job.fit_limit)
    if job.candidate.strategy == "as_is":
        return _with_own_head(job, data)
    return _probe(job, data, _encoder(job))


def _with_own_head(job: Job, data: Data) -> Ready:
    from tools.bench.encoders import classifier, pretrained, vision

    folder = Path(job.folder)
    network: vision.Vision | pretrained.PretrainedVision
    if job.runtime == "transformers":
        texts = classifier.TorchClassifier(folder, data.labels, job.device)
        return Ready(cast("Answer", texts.classify), network=cast("Network[Input]", texts))
    if job.runtime == "transformers-vision":
        network = pretrained.PretrainedVision(folder, job.device, head=True)
        places = vision.places(network.labels, data.labels)
    else:
        places = vision.places(job.labels, data.labels)
        network = vision.load(job.runtime, folder, job.options, device=job.device, head=True)

    def answer(inputs: Sequence[Input]) -> list[int]:
        # As below: no type says that an image model is given images.
        return [places[own] for own in network.classify(cast("Sequence[Picture]", inputs))]

    return Ready(answer, network=cast("Network[Input]", network))


def _encoder(job: Job) -> Encoder[Input]:
    from tools.bench.encoders import images, pretrained, sentence, static, vision

    folder = Path(job.folder)
    # The catalogue gives a text model to texts and an image model to images; no type says so.
    loaders: dict[str, Callable[[], object]] = {
        "transformers": lambda: sentence.TorchEncoder(folder, job.device),
        "transformers-vision": lambda: pretrained.PretrainedVision(folder, job.device, head=False),
        "onnx": lambda: sentence.OnnxEncoder(folder, job.threads),
        "static": lambda: static.load(folder, job.options),
        "pixels": images.Pixels,
    } | dict.fromkeys(
        vision.NETWORKS,
        lambda: vision.load(job.runtime, folder, job.options, device=job.device, head=False),
    )
    return cast("Encoder[Input]", loaders[job.runtime]())


def _probe(job: Job, data: Data, encoder: Encoder[Input]) -> Ready:
    key = job.candidate.parent.key
    identity = (key, job.dataset_sha256, str(job.fit_limit), version("scikit-learn"))
    path = heads.path_of(Path(job.heads_folder), *identity)
    head, fit_s = heads.load(path), 0.0
    if head is None:
        started = perf_counter()
        train = data.train[: job.fit_limit]
        features = encoder.encode_all([text for text, _ in train])
        labels = np.array([label for _, label in train])
        head = heads.fit_apart(features, labels, len(data.labels), path=path)
        fit_s = perf_counter() - started
    return _ready_probe(encoder, head, fit_s)


def _ready_probe(encoder: Encoder[Input], head: heads.Head, fit_s: float) -> Ready:
    return Ready(
        lambda inputs: head.classify(encoder.encode(inputs)),
        fit_s,
        head.weights.nbytes + head.bias.nbytes,
        network=cast("Network[Input]", encoder) if hasattr(encoder, "module") else None,
        use_threads=getattr(encoder, "use_threads", None),
    )


def _tfidf(data: Data, fit_limit: int) -> Ready:
    from sklearn.feature_extraction.text import TfidfVectorizer

    started = perf_counter()
    train = data.train[:fit_limit]
    vectorizer = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2, dtype=np.float32)
    features = vectorizer.fit_transform([text for text, _ in train])
    head = heads.fit(features, np.array([label for _, label in train]), len(data.labels))
    columns = np.ascontiguousarray(head.weights.T)
    words = sum(len(word.encode()) + 8 for word in vectorizer.vocabulary_)

    def answer(texts: Sequence[Input]) -> list[int]:
        rows = vectorizer.transform(texts)
        known = ((rows.data[a:b], rows.indices[a:b]) for a, b in pairwise(rows.indptr))
        return [int(np.argmax(values @ columns[words] + head.bias)) for values, words in known]

    return Ready(answer, perf_counter() - started, head.weights.nbytes + words)
