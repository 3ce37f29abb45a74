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


# By the names of `evaluate`, Hugging Face's library of metrics, where it has one.
_NAMED: dict[str, re.Pattern[str]] = {
    "accuracy": _ACCURACY,
    "f1": _ANY,
    "precision": re.compile(r"\bprecision\b"),
    "recall": re.compile(r"\brecall(?:@\d+)?\b"),
    "roc_auc": re.compile(r"\b(?:roc[\s-]?)?auc\b|\bauroc\b"),
    "exact_match": re.compile(r"\bexact[\s-]match\b"),
    "wer": re.compile(r"\bwer\b|\bword\serror\srate\b"),
    "bleu": re.compile(r"\bbleu\b"),
    "rouge": re.compile(r"\brouge(?:-[\dl])?\b"),
    "mean_average_precision": re.compile(r"\bmap@[\d.]+|\bmean\saverage\sprecision\b"),
    "spearmanr": re.compile(r"\bspearman\w*\b"),
    "ndcg": re.compile(r"\bndcg(?:@\d+)?\b"),
}


def named_metrics(lower: str) -> tuple[str, ...]:
    """Return the metrics that a lower-cased text speaks of, measured here or not."""
    return tuple(name for name, cue in _NAMED.items() if cue.search(lower))
