"""What a screen of regular expressions reads of a need: the extractor has to beat it."""

import re

from tools.domain import Budget, Request, Requirements

_NUMBER = r"(\d+(?:[.,]\d+)?)\s?"
_TIME = {"ms": 1e-3, "millisecond": 1e-3, "s": 1.0, "sec": 1.0, "second": 1.0, "minute": 60.0}
_BYTES = {"kb": 1e3, "mb": 1e6, "gb": 1e9, "mib": 2.0**20, "gib": 2.0**30}
_TASKS = {
    "text-classification": r"sentiment|spam|tweet|review|classify.*text|topic",
    "image-classification": r"image|picture|photo|digit",
    "object-detection": r"detect\w* (?:object|people|car)|bounding box",
    "token-classification": r"named entit|ner\b|extract",
    "summarization": r"summar",
    "translation": r"translat",
    "automatic-speech-recognition": r"transcri|speech",
    "question-answering": r"question",
    "text-generation": r"generat|chatbot|write",
    "sentence-similarity": r"similar|semantic search",
    "audio-classification": r"audio|sound",
    "tabular-classification": r"table|churn",
    "zero-shot-classification": r"zero.?shot",
}
_PRIORITIES = {"quality": r"accura|quality", "latency": r"latency|fast|speed", "energy": r"energy"}


def read(text: str) -> Request:
    """Return what simple patterns find, the first of each."""
    low = text.lower()
    task = next((name for name, cue in _TASKS.items() if re.search(cue, low)), None)
    quality = re.search(_NUMBER + r"(?:%|percent)", low)
    latency = re.search(_NUMBER + r"(ms|milliseconds?|s|sec|seconds?)\b", low)
    size = re.search(_NUMBER + r"(kb|mb|gb|mib|gib)\b(?!.{0,12}(?:ram|memory))", low)
    memory = re.search(_NUMBER + r"(kb|mb|gb|mib|gib)\b(?=.{0,12}(?:ram|memory))", low)
    search = re.search(_NUMBER + r"(minute)s?\b", low)
    devices = {"cpu": "cpu", "cuda": "gpu|cuda"}
    device = next((name for name, cue in devices.items() if re.search(cue, low)), None)
    limits = {
        "min_quality": _value(quality, {"": 0.01}),
        "max_latency_s": _value(latency, _TIME),
        "max_size_bytes": _value(size, _BYTES),
        "max_memory_bytes": _value(memory, _BYTES),
    }
    valid = {
        name: value
        for name, value in limits.items()
        if value and (name != "min_quality" or value <= 1)
    }
    return Request(
        task=task,
        dataset="tweets" if "tweet" in low else "digits" if "digit" in low else None,
        device=device,
        requirements=Requirements.model_validate(
            {
                **valid,
                "licences": ("MIT",) if re.search(r"\bmit\b", low) else (),
                "priorities": tuple(
                    name for name, cue in _PRIORITIES.items() if re.search(cue, low)
                ),
            }
        ),
        budget=Budget(wall_s=_value(search, _TIME)),
    )


def _value(match: re.Match[str] | None, units: dict[str, float]) -> float | None:
    if match is None:
        return None
    unit = match[2] if match.lastindex == 2 else ""
    factor = units.get(unit, units.get(unit.rstrip("s"), 1.0))
    return float(match[1].replace(",", ".")) * factor
