"""The words that say which field a quantity belongs to: one table, lower case."""

import re

from agent.extract.quantities import Kind

_PER_REQUEST = (
    r"\b(?:each|per|apiece|latency|respon\w+|answer\w*|requests?\s(?:takes?|must)|inference"
    r"|predictions?"
    r"|p\d\d|percentile|median|every\s(?:request|one|item|text|image)|round\s?trip|real\s?-?time)\b"
)
_SEARCH = (
    r"\b(?:you(?:'ve|\shave)?\s(?:got|have|get|can\s(?:use|take|spend)|may\s\w+)|you\shave|(?:i"
    r"|we)\shave|i\scan\sspare|you\scan"
    r"|spend|budget|(?:the|your|this|whole|entire|total)\ssearch|to\s(?:search|look|find|decide"
    r"|try)"
    r"|searching|looking|give\syou|deadline|time\slimit|come\sback|be\sdone|hurry)\b"
    r"|\A\W*(?:please\s)?(?:don't\s|do\snot\s)?(?:take|use)\b"
)
# Kind -> fields with their cues, the more specific first.
_FIELDS: dict[Kind, dict[str, str]] = {
    "time": {"max_latency_s": _PER_REQUEST, "budget.wall_s": _SEARCH},
    "bytes": {
        "budget.downloads_bytes": r"\b(?:downloads|downloading|traffic|bandwidth|fetch\w*"
        r"|to\sdownload|download\s(?:at\smost|up\sto|no\smore|less|max\w*|only))\b",
        "max_memory_bytes": r"\b(?:v?ram|mem|memory|resident|heap)\b",
        "max_size_bytes": r"\b(?:disk|flash|storage|models?|weights|files?|checkpoint|size|small\w*"
        r"|large\w*|big\w*|download|install\w*|bundle|app)\b",
    },
    "energy": {"max_energy_j": _PER_REQUEST, "budget.energy_j": _SEARCH},
    "share": {
        "max_error": r"\b(?:errors?|wrong|mistaken?s?|wer|fail\w*|miss(?:es|ed)?|misclassif\w+"
        r"|incorrect)\b",
        "min_quality": r"\b(?:acc|accura\w+|right|correct\w*|quality|f1|precision|recall|auc"
        r"|scores?|success|enough|would\sdo|suffic\w+)\b",
    },
}
CUES = {
    kind: [(field, re.compile(cue)) for field, cue in fields.items()]
    for kind, fields in _FIELDS.items()
}
QUALITY_NOUN = re.compile(r"\b(?:acc|accura\w+|f1|precision|recall|auc|quality)\b")
CANDIDATES = re.compile(r"\s(?:\w{1,20}\s)?(?:candidates?|models?|options|alternatives)\b", re.I)
TRYING = re.compile(r"\b(?:try|test|compare|consider|measure|look\sat)\b")
DATA = re.compile(r"\b(?:data\s?sets?|data|csv|corpus)\b")
REJECTED = re.compile(r"\b(?:useless|unacceptable|no\sgood|too|out|not|never|won't|can't)\b")
PERCENTILE = re.compile(r"\bp(\d\d)\b|\b(\d\d)(?:th|st|nd|rd)?[\s-]percentile\b|\b(median)\b")
OF_THE_TIME = re.compile(r"\s?of\s(?:the\stime|all\srequests|requests|calls)\b", re.I)
