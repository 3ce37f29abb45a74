"""What the words of answers mean, in a sentence each; formulas and constants are in docs/."""

import re

_WORD = r"[\"'`“]?(?P<{}>[\w\s/-]{{2,40}}?)[\"'`”]?"
_ASKED = re.compile(
    r"\A\W*(?:and\s|so\s|but\s|ok(?:ay)?,?\s)?(?:"
    r"(?:what\s(?:does|do|is\s(?:meant|the\smeaning))|explain|define|meaning)\s"
    r"(?:(?:the|an?|you\smean\sby|by|of)\s){0,3}"
    + _WORD.format("word")
    + r"(?:\s(?:means?|stand\sfor))?|what(?:'s|\sis|\sare)\s(?:an?\s)?"
    + _WORD.format("thing")
    + r")(?:\s(?:here|exactly|anyway))*\W*\Z"
)
_MEANS = {
    "linear probe": "a new last layer (logistic regression), trained on your labelled examples "
    "over the features of a network that stays as it is.",
    "zero-shot": "a model sorts into your labels by their names alone, without an example of them.",
    "from scratch": "all of the model is trained on your labelled examples, here.",
    "as is": "the model is used as its makers trained it: it knows your labels already.",
    "tactic": "a change that may make a model cheaper, such as numbers of 8 or 16 bits (int8, "
    "bf16), compilation or pruning; each is tried here or not claimed.",
    "bf16": "weights and sums in 16 bits, of which 8 are the exponent: half the memory of 32 bits.",
    "int8": "weights in whole numbers of 8 bits: a quarter of the memory of 32 bits.",
    "p95": "95 of 100 answers come within that time; p50 is the median, p99 is for 99 of 100.",
    "median": "half of the answers come within that time.",
    "score": "100 times the quality, less, for each cost, its exchange rate times how often the "
    "cost doubles (the base-2 logarithm); only differences of scores mean anything.",
    "exchange rate": "how many points of quality (of 100) you would give up to halve a cost.",
    "interval": "what is consistent with what was measured: in 95 of 100 searches such an interval "
    "holds the true value for examples of the same kind.",
    "tied": "the interval of the paired difference between two holds zero, so these examples do "
    "not tell which is better.",
    "certificate": "the statement that no candidate scores over a point more than the choice; it "
    "is wrong in at most 5 % of searches.",
    "macro-f1": "the mean over the labels of F1, which is 2 / (1 / precision + 1 / recall): rare "
    "labels count as much as frequent ones.",
    "accuracy": "the share of right answers.",
    "pareto front": "those that nobody beats in quality and in every cost at once.",
    "modelled": "computed from what was measured (CPU seconds, memory) and assumed watts, where no "
    "energy counter can be read: trust ratios, not joules.",
    "co2e": "carbon dioxide and other greenhouse gases, as the mass of carbon dioxide that warms "
    "as much.",
}
_ALSO = {
    "certified": "certificate",
    "probe": "linear probe",
    "linear probing": "linear probe",
    "zero shot": "zero-shot",
    "tactics": "tactic",
    "quantization": "int8",
    "p50": "median",
    "p99": "p95",
    "percentile": "p95",
    "scores": "score",
    "points": "score",
    "exchange rates": "exchange rate",
    "rate": "exchange rate",
    "rates": "exchange rate",
    "confidence interval": "interval",
    "intervals": "interval",
    "tie": "tied",
    "macro f1": "macro-f1",
    "f1": "macro-f1",
    "pareto": "pareto front",
    "front": "pareto front",
    "gco2e": "co2e",
}


def meaning(lower: str) -> str | None:
    """Return what a word of ours means, where a lower-cased message asks for no more than that."""
    match = _ASKED.match(lower)
    if match is None:
        return None
    word = " ".join((match["thing"] or match["word"]).split())
    word = _ALSO.get(word, word)
    return f"{word[0].upper()}{word[1:]}: {_MEANS[word]}" if word in _MEANS else None
