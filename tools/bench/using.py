"""A measured candidate in a program of somebody's own: loaded as it was measured, tactics included.

    answer = load("…/programs/a-candidate.json")
    answer(["a text"])

It needs what the file names, where it names it: the model's files, the examples, the fitted head.
"""

import base64
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.bench.answerers import Input, read
from tools.bench.meters import ModelledMeter, until_now
from tools.bench.protocol import Job
from tools.bench.worker import make_ready

_OF_TEXTS = ("transformers", "onnx", "static", "tfidf")


def load(path: str | Path) -> Callable[[Sequence[Input]], list[str]]:
    """Return what answers inputs, in any number, with a label each.

    An input is a text; of an image model, the path of a picture or its rows of grey values in 0..1.

    Raises:
        FileNotFoundError: the file, the model's files or the examples are not there any more.

    """
    job = Job.model_validate_json(Path(path).read_text(encoding="utf-8"))
    data = read(job.dataset_path)
    meter = ModelledMeter(job.power, job.device)
    meter.begin()
    answer, _ = make_ready(job, data, meter, unmetered=until_now(job.power))

    def labels(inputs: Sequence[Input]) -> list[str]:
        given = inputs if job.runtime in _OF_TEXTS else [_sent(one) for one in inputs]
        return [data.labels[place] for place in answer(given)]

    return labels


def _sent(picture: Input) -> Input:
    """Return a picture as requests carry it: a file as an address that holds its bytes."""
    if not isinstance(picture, str) or picture.startswith("data:"):
        return picture
    return f"data:image/;base64,{base64.b64encode(Path(picture).read_bytes()).decode()}"
