"""Looks at an architecture without its weights: tensors that have a shape and no content.

`python -m tools.cost.profile` reads a `Question` a line and writes an `Answer` a line. No code but
that of transformers itself is run, and no file is opened. Import it in no other process: it loads
torch and transformers.
"""

import contextlib
import json
import resource
import sys
from collections.abc import Callable, Iterator

import torch
import transformers
from torch._subclasses.fake_tensor import FakeTensorMode
from transformers.models.auto.modeling_auto import (
    MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING,
    MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING,
    MODEL_MAPPING,
)

from tools.cost.watching import Watch
from tools.cost.work import Answer, Profile, Question

_FLOAT_BYTES = 4
_MOST_BYTES, _MOST_PARAMETERS = 8 * 2**30, 10**13
_HEADS = {
    "encoder": MODEL_MAPPING,
    "text-classification": MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING,
    "image-classification": MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING,
}


def profile(question: Question) -> Profile:
    """Return what a request makes the model do.

    Raises:
        ValueError: the config is none, of an architecture that transformers does not have, or of
            no credible size.

    """
    told = json.loads(question.config)
    kind = told.pop("model_type")
    for own in ("auto_map", "torch_dtype", "dtype", "quantization_config"):
        told.pop(own, None)
    if question.head != "encoder":
        told |= {"num_labels": question.labels}
        told.pop("id2label", None), told.pop("label2id", None)
    config = transformers.AutoConfig.for_model(kind, **told)
    # Tensors without content serve most; who looks into one gets some that pretend to have it.
    try:
        return _looked_at(config, question, torch.device("meta"))
    except (RuntimeError, NotImplementedError):
        with FakeTensorMode(allow_non_fake_inputs=True):
            return _looked_at(config, question, torch.device("cpu"))


def _looked_at(
    config: transformers.PretrainedConfig, question: Question, device: torch.device
) -> Profile:
    with device:
        model = _class(question.head, config)(config).eval()
        inputs = _inputs(question)
    watch = Watch()
    with torch.no_grad(), watch:
        model(**inputs)
    held = [*model.parameters(), *model.buffers()]
    if (size := sum(one.numel() for one in held)) > _MOST_PARAMETERS:
        raise ValueError(f"no model has {size:.0e} parameters")
    return Profile(
        parameters=sum(one.numel() for one in model.parameters()),
        weight_bytes=_FLOAT_BYTES * size,
        activation_bytes=watch.peak_bytes,
        works=watch.works,
    )


def _class(head: str, config: transformers.PretrainedConfig) -> Callable[..., torch.nn.Module]:
    """Return the class of a head; of several, the one that the config names, or the first.

    Raises:
        KeyError: the architecture has no such head.

    """
    found = _HEADS[head][type(config)]
    several = [one for one in (found if isinstance(found, tuple) else (found,)) if one]
    named = [one for one in several if one.__name__ in (config.architectures or ())]
    return (named or several)[0]


def _inputs(question: Question) -> dict[str, torch.Tensor]:
    """Return inputs without a mask: on tensors without content it can't be looked at."""
    if question.side:
        return {"pixel_values": torch.zeros(question.batch, 3, question.side, question.side)}
    return {"input_ids": torch.zeros(question.batch, question.tokens, dtype=torch.long)}


def answers(lines: Iterator[str]) -> Iterator[Answer]:
    """Yield an answer to each question; what cannot be looked at has a reason."""
    for line in lines:
        question = Question.model_validate_json(line)
        try:
            with contextlib.redirect_stdout(sys.stderr):
                found = Answer(profile=profile(question))
        # Configs are anybody's: whatever goes wrong in one is a fact about it.
        except Exception as error:  # noqa: BLE001
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            found = Answer(reason=reason[:200])
        yield found


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    for answer in answers(sys.stdin):
        sys.stdout.write(answer.model_dump_json() + "\n")
        sys.stdout.flush()
