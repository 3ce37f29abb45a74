"""The plain intents of a later message, which need no quantity: compare, forget, thanks, ..."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Literal

from agent.extract.aspects import aspects_in
from agent.extract.names import matching_models
from tools.domain import Priority

Plain = Literal[
    "forget",
    "remembered",
    "start_over",
    "undo",
    "never_mind",
    "thanks",
    "provenance",
    "tactics",
    "reuse",
    "design",
]
_POLITELY = (
    r"(?:(?:please|no|oh|oops|ok(?:ay)?|sorry|wait|hm+|actually|then|can\syou|could\syou|let's|let\sus"
    r"|i\s(?:want|would\slike)\sto|i'd\slike\sto)[\s,.!]{1,2}){0,4}"
)
_LATEST = (
    r"(?:it|that|this|(?:the|my|your)\s(?:last|latest|previous)(?:\s(?:one|thing|change|step|limit"
    r"|answer|message|request|preference))?)"
)
_PLAIN: dict[Plain, re.Pattern[str]] = {
    "forget": re.compile(
        r"\b(?:forget|delete|erase|clear)\b.{0,30}\b(?:preferences?|about\sme|everything|all"
        r"|what\s(?:i|we|you)\s(?:said|told|answered|know|remember\w*))\b|\A\W*forget\sme\b"
    ),
    "remembered": re.compile(
        r"\bwhat\s(?:do|did|have|else\sdo)\syou\s(?:still\s|all\s)?(?:remember|recall|know|kept?"
        r"|store[d]?|save[d]?|learn(?:ed|t)?)\s(?:of|about|on)\s(?:me|us|my\spreferences)\b"
        r"|\A\W*what\s(?:do|did)\syou\s(?:still\s)?remember\W*\Z"
        r"|\b(?:what\s(?:are|were)|show(?:\sme)?|list|tell\sme)\s(?:all\s)?(?:of\s)?my\s"
        r"(?:own\s|saved\s|stored\s|remembered\s|confirmed\s|present\s|current\s)?preferences\b"
        r"|\bdo\syou\s(?:still\s)?remember\s(?:me|us|anything|my\spreferences)\b"
    ),
    "start_over": re.compile(
        r"\b(?:start\s(?:over|again|anew|afresh|from\sthe\sbeginning)|begin\sagain|new\ssearch"
        r"|reset|something\selse\sentirely)\b"
    ),
    "undo": re.compile(
        rf"\A\W*{_POLITELY}(?:undo(?:\s{_LATEST})?|(?:take|roll)\s{_LATEST}\sback"
        rf"|(?:take|roll)\sback(?:\s{_LATEST})?|(?:revert|reverse)(?:\s{_LATEST})?"
        r"|(?:go|back|step)(?:\sback)?\s(?:one|a)\sstep(?:\sback)?|go\sback"
        r"|(?:go\s|put\sit\s|change\sit\s)?back\sto\s(?:how|what|the\sway)\s(?:it|that|things|we)"
        r"\s(?:was|were|had)|(?:as|like)\s(?:it\swas\s)?before)(?:,?\s(?:before|again|please|now"
        r"|then|it\sall))*\W*\Z"
    ),
    "never_mind": re.compile(
        rf"\A\W*{_POLITELY}(?:never\s?mind|nvm|cancel(?:\s(?:it|that|this))?|do(?:n't|\snot)\sbother"
        r"|(?:forget|leave|skip|drop)\s(?:about\s)?(?:it|that|this))(?:,?\s(?:then|please|now|thanks"
        r"|thank\syou))*\W*\Z"
    ),
    "thanks": re.compile(
        r"\A\W*(?:(?:many|great|ok(?:ay)?|perfect|good|nice)\b[\s,!]*)*(?:(?:thanks?|thank\syou|thx"
        r"|cheers)\b(?:\s(?:a\slot|so\smuch|very\smuch|again|you|all|for\s[\w\s]{2,25}))?"
        r"|great|ok(?:ay)?|perfect|good|nice|wonderful|super|bye|goodbye)\W*\Z"
    ),
    "provenance": re.compile(
        r"\b(?:measured|estimated|guess\w*|modelled|assumed|real)\s(?:or|and\snot)\s(?:\w+\s)?"
        r"(?:measured|estimated|guess\w*|modelled|assumed|made\sup)\b"
        r"|\b(?:did|have)\syou\s(?:(?:really|actually)\smeasured?\b|measured?\s(?:it|that|this)\b)"
        r"|\b(?:which|what)\s(?:machine|computer|hardware|processor)\b.{0,40}\?"
        r"|\bhow\sdo\syou\sknow\b|\bwhere\s(?:do|does|did)\b.{0,30}\bnumbers?\b.{0,20}\bfrom\b"
        r"|\bhow\s(?:reliable|trustworthy)\b|\bcan\s(?:i|we)\strust\b"
    ),
    "tactics": re.compile(
        r"\b(?:try|apply|test|use|would|does|what\sabout)\b.{0,40}\b(?:tactics?|quanti[sz]\w+"
        r"|int8|8[\s-]bits?|bf16|onnx|openvino|optimi[sz]ations?)\b"
        r"|\boptimi[sz]e\s(?:it|the\s(?:winner|choice|best))\b"
    ),
    "design": re.compile(
        r"\A\W*(?:(?:can|could|would)\syou\s|please\s|then\s|ok(?:ay)?,?\s|so\s)*(?:design|build|make"
        r"|train|construct)\s(?:me\s|us\s)?(?:one\b|a\s(?:new\s|tiny\s|small(?:er)?\s|custom\s)*"
        r"(?:one|network|model|net|architecture)\b|something\ssmall(?:er)?\b)"
        r"(?:\s(?:please|then|instead|now|for\s(?:me|us|this|that|these|it)))*\W*\Z"
        r"|\b(?:architecture\ssearch|neural\sarchitecture)\b"
    ),
    "reuse": re.compile(
        r"\b(?:use|reuse|take|with)\b.{0,20}\b(?:yesterday'?s?|last\s(?:week|time|night)'?s?"
        r"|earlier|previous|old|stored)\b.{0,30}\b(?:results?|measurements?|numbers|answers)\b"
        r"|\b(?:results?|measurements?)\b.{0,20}\b(?:from|of)\s(?:yesterday|last\s\w+|earlier"
        r"|before)\b"
    ),
}
_COMPARE = re.compile(
    r"\b(?:compare|versus|vs|difference\sbetween|side\sby\sside|better\sthan|worth)\b|\A\W*.{2,60}\bor\b"
    r".{2,60}\?"
)
_APART = re.compile(r"\b(?:and|with|to|versus|vs|against|or|than|between)\b|[,;?]")
_MULTIPLES = r"(?P<n>half|a\sthird|a\squarter|a\stenth|two\sthirds|three\squarters|\d{1,2}\s?%)"
_SHARE = {
    "half": 1 / 2,
    "a third": 1 / 3,
    "a quarter": 1 / 4,
    "a tenth": 1 / 10,
    "two thirds": 2 / 3,
    "three quarters": 3 / 4,
}
_RELATIVE = re.compile(
    rf"\b(?:(?:only\s|with\s|at\s|in\s|use\s)?{_MULTIPLES}\s(?:of\s)?(?:the\s|its\s|as\smuch\s)?"
    r"(?P<noun>\w+(?:\suse|\sfootprint)?)\b(?!\s(?:more|right|accura))"
    r"|(?P<times>twice|three\stimes|four\stimes|ten\stimes)\sas\s(?P<adjective>\w+))"
)
_TIMES = {"twice": 1 / 2, "three times": 1 / 3, "four times": 1 / 4, "ten times": 1 / 10}
_LESS_BY = re.compile(r"\b(?P<n>\d{1,2})\s?(?:%|percent)\sless\s(?P<noun>\w+)")
_PATH = r"(?P<path>(?:[\w.~-]*/)*[\w.-]+\.(?:csv|tsv|jsonl|ndjson)\b)"
_DATA = re.compile(_PATH)
# In a need, a file is named as such: "sort the reviews in reviews.csv", or in a sentence alone.
_IN_A_NEED = re.compile(
    r"(?:\A\s{0,3}|[.?!;:\n]\s{1,3}|\b(?:in|on|from|with|use|using|try|take|are|is|my|our|file|data"
    rf"|examples|dataset)\s)[\"'`]?{_PATH}",
    re.I,
)
_ON_DATA = re.compile(r"\b(?:use|try|take|on|with|here\sis|my)\b")
_WRITES = re.compile(r"\b(?:save|write|export|store|dump|put|print)\b", re.I)
# A model may not be half as right; every cost may be less.
_COSTS = ("energy", "latency", "price", "memory", "size")


def plain_intent(lower: str) -> Plain | None:
    """Return which plain intent a lower-cased message has, if any."""
    return next((name for name, cue in _PLAIN.items() if cue.search(lower)), None)


def compared(lower: str, models: Sequence[str]) -> tuple[str, ...]:
    """Return the two models that a message wants compared; one, where it names one alone."""
    if not _COMPARE.search(lower):
        return ()
    found: dict[str, None] = {}
    for part in _APART.split(lower):
        if len(matches := matching_models(part, models)) == 1:
            found[matches[0]] = None
    return tuple(found)[:2]


def relative(lower: str) -> tuple[Priority, float] | None:
    """Return a cost and the share of its present value that it is to be at most: "half the memory".

    "Twice as fast" is half of the latency.
    """
    if match := _LESS_BY.search(lower):
        share, words = 1 - int(match["n"]) / 100, match["noun"]
    elif match := _RELATIVE.search(lower):
        if match["times"]:
            share, words = _TIMES[" ".join(match["times"].split())], match["adjective"]
        else:
            said = " ".join(match["n"].split())
            share = _SHARE.get(said) or int(said.rstrip(" %")) / 100
            words = match["noun"]
    else:
        return None
    aspect = next(aspects_in(words), None)
    return (aspect, share) if aspect in _COSTS and 0 < share < 1 else None


def data_file(text: str) -> str | None:
    """Return the file of examples that a message names to be used, if any."""
    if _WRITES.search(text):
        return None
    if (named := data_file_of_need(text)) is not None:
        return named
    match = _DATA.search(text)
    if match is None or not _ON_DATA.search(text[: match.start()].lower() or "use"):
        return None
    return next(data_files(text))


def data_file_of_need(text: str) -> str | None:
    """Return the file of examples that somebody names who says what they need, if any."""
    match = _IN_A_NEED.search(text)
    return None if match is None else str(PurePath(match["path"]))


def data_files(text: str) -> Iterator[str]:
    """Yield the files of examples that a message names, whatever it says of them."""
    yield from (str(PurePath(match["path"])) for match in _DATA.finditer(text))


def shares(lower: str) -> set[float]:
    """Return the shares that a lower-cased text may speak of: "halve" is a half, "20 %" two."""
    words = {**_SHARE, **_TIMES, r"halv(?:e[sd]?|ing)": 1 / 2}
    said = {share for one, share in words.items() if re.search(rf"\b{one}\b", lower)}
    percents = {int(n) / 100 for n in re.findall(r"(\d{1,2})\s?(?:%|percent)", lower)}
    return said | percents | {1 - share for share in percents}
