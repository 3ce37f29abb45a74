"""How a model is to be put to the task, where somebody says: as it is, or trained how far."""

import re

from tools.domain import Strategy

_WAYS: dict[Strategy, re.Pattern[str]] = {
    "zero_shot": re.compile(r"\bzero[\s-]?shot\b"),
    "as_is": re.compile(
        r"\b(?:as[\s-]is\b(?!\sthe)|(?:as|the\sway)\sthey\s(?:are|come)\b(?!\s\w+(?:ed|ing)\b)"
        r"|out\sof\sthe\sbox|off[\s-]the[\s-]shelf|ready[\s-]made"
        r"|(?:no|without(?:\sany)?|don't(?:\swant\sto)?|do\snot(?:\swant\sto)?|won't)\s"
        r"(?:further\s|extra\s)?(?:re)?train(?:ing)?(?!\s(?:data|set|examples|time)))\b"
    ),
    "linear_probe": re.compile(
        r"\b(?:linear\s(?:probe|head|classifier)|frozen\s(?:encoder|backbone|features|embeddings)"
        r"|logistic\sregression\son)\b"
    ),
    "fine_tune": re.compile(
        r"\b(?<!no\s)(?<!not\s)(?<!without\s)(?<!don't\s)(?:fine[\s-]?tun\w+|retrain\w*)\b"
    ),
    "from_scratch": re.compile(r"\b(?:train\w*\s(?:\w+\s){0,3}from\sscratch|from\sscratch)\b"),
}


def find_strategy(lower: str) -> tuple[Strategy, str] | None:
    """Return the strategy that a lower-cased text names, and its words, if any."""
    for way, cue in _WAYS.items():
        if match := cue.search(lower):
            return way, match[0]
    return None
