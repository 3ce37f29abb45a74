"""What quality is to be measured as, where somebody says."""

import re

from tools.domain import Metric

_F1 = r"f[\s-]?(?:1|one)(?:[\s-]?(?:score|measure))?|f[\s-]?(?:score|measure)"
_MACRO = re.compile(rf"\bmacro(?:[\s-]averaged?)?[\s-]?(?:{_F1})\b|\b(?:{_F1})[\s-]macro\b")
_OTHER = re.compile(rf"\b(?:micro|weighted)(?:[\s-]averaged?)?[\s-]?(?:{_F1})\b")
_ANY = re.compile(rf"\b(?:{_F1})\b")
_ACCURACY = re.compile(r"\bacc(?:uracy)?\b")


def find_metric(lower: str) -> Metric | None:
    """Return what a lower-cased text wants quality measured as, or None where it does not say.

    F1 of no kind is taken as macro-F1, unless accuracy is spoken of as well.
    """
    if _MACRO.search(lower):
        return "macro_f1"
    if _ANY.search(_OTHER.sub("", lower)) and not _ACCURACY.search(lower):
        return "macro_f1"
    return None
