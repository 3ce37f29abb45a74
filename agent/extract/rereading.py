"""Takes a task out of a later message that is about the model at hand, and not a new need.

"What if it had to answer in 3 ms?" is no wish for question answering, and "zero-shot only" says how
models are put to the same task.
"""

import re

from tools.domain import Request

_SUPPOSED = re.compile(
    r"\A\W*(?:and\s|so\s|but\s|ok(?:ay)?,?\s)*(?:what\sif|if|suppose|imagine|assume|say|let's\ssay)\b"
)
_ABOUT_IT = re.compile(
    r"\b(?:it|they|(?:each|every|an|one|the)\s(?:answer|reply|request)|answers|replies"
    r"|the\s(?:model|winner|choice|one))\s(?:\w+\s){0,1}?(?:must|has|had|have|should|needs?|needed"
    r"|may|can|could|would|will|takes?|took|answers?|answered|came)\b"
)
# "Answer within 2 s" orders nobody to answer questions.
_SOON = re.compile(
    r"\A\W*(?:(?:and|now|then|please|just|it\s(?:must|should|has\sto))\s)*(?:answer|reply|respond)s?"
    r"\s(?:with)?in\b"
)
_LIMITS = (
    *("min_quality", "max_latency_s", "max_energy_j", "max_memory_bytes", "max_size_bytes"),
    "max_price_usd_per_1k",
)
_OF_A_WAY = "zero-shot-classification"


def about_the_model(request: Request, lower: str) -> Request:
    """Return what a later message asks for, without a task that it only seems to name."""
    if request.task is None or not _only_seems(request, lower):
        return request
    gone = ("task", "dataset")
    origins = {k: v for k, v in request.requirements.origins.items() if k not in gone}
    needs = request.requirements.model_copy(update={"origins": origins})
    return request.model_copy(update={"task": None, "dataset": None, "requirements": needs})


def _only_seems(request: Request, lower: str) -> bool:
    if request.strategy is not None and request.task == _OF_A_WAY:
        return True
    limited = any(getattr(request.requirements, name) is not None for name in _LIMITS)
    cues = (_SUPPOSED, _ABOUT_IT, _SOON)
    return limited and any(cue.search(lower) for cue in cues)
