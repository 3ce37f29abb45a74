"""Which model somebody wants measured as well: "measure GloVe too", "also try mpnet"."""

import re

from agent.extract.intents import data_files

_TRY = r"(?:try|measure|test|benchmark|include|add|consider|evaluate|run)"
_POLITE = (
    r"(?:(?:please|ok(?:ay)?|and|now|then|but|can\syou|could\syou|would\syou|let's|i\swant\syou\sto"
    r"|you\s(?:should|could))[\s,]{1,2}){0,3}"
)
_ALSO = r"(?:too|as\swell|also|in\saddition)"
_RACE = r"(?:to|in|into)\s(?:the\s)?(?:race|comparison|search|list|candidates|contest)"
_JOINS = re.compile(
    rf"\A\W*{_POLITE}(?:also\s{_TRY}(?:\sout)?\s(?P<also>.{{3,80}}?)"
    rf"|{_TRY}\salso\s(?P<then>.{{3,80}}?)"
    rf"|{_TRY}(?:\sout)?\s(?P<too>.{{3,80}}?),?\s(?:{_ALSO}|{_RACE}))"
    rf"(?:\s(?:{_ALSO}|{_RACE}|please|now|then|instead)){{0,2}}\W*\Z"
)
_NO_MODEL = re.compile(
    r"\A(?:it|this|that|them|these|those|one|another|again|more|others?|something|anything|to|on|in"
    r"|with|for|at|with(?:out)?|using|by|everything|all|longer|harder)\b|\bexamples?\b|\bdata\b"
)


def find_joining(lower: str) -> str | None:
    """Return the words for the model that a lower-cased message wants measured too, or None."""
    match = _JOINS.search(lower)
    if match is None:
        return None
    words = match["also"] or match["then"] or match["too"]
    return None if _NO_MODEL.search(words) or next(data_files(words), None) else str(words)
