"""The words for what can matter about a model, alone and in lists: lower case."""

import re
from collections.abc import Iterator

from tools.domain import Priority

_OF_ANOTHER = (
    r"(?!\s(?:memory|v?ram|energy|power|carbon|costs?|prices?|latency|co2|electricity"
    r"|environmental)\b)"
)
_GOOD_ANSWERS = (
    r"(?:good|right|best|better|correct|reliable|precise|exact)\s(?:hits?|wording|answers?"
    r"|results?|matches|translations?|summar(?:y|ies)|transcripts?|predictions?|output|style)"
)
_WORDS: dict[Priority, str] = {
    "energy": r"energy|power|electric(?:ity|al)|carbon|co2|emissions|batter(?:y|ies)"
    r"|sustainab\w+|green(?:er|est|ly|ness)?|frugal(?:ity)?|joules|eco(?:logical\w*"
    r"|[\s-]?friendl\w+)?|climate|watts?|wattage"
    r"|(?:the\s)?planet|environmental(?:ly)?\w*|the\senvironment",
    "latency": r"latenc(?:y|ies)|speed\w*|(?:response|answer(?:ing)?|reaction|inference|waiting"
    r"|processing|run(?:ning)?|turnaround|computing)[\s-]times?|runtime|throughput|fast\w*"
    r"|quick\w*|slow\w*|snapp\w+|responsive(?:ness)?|delays?|time[\s-](?:critical|sensitive)"
    r"|every\s(?:milli)?second",
    "quality": rf"accura\w+|quality|correct\w*|precis(?:e|ely|ion)|recall|f1|reliab\w+"
    rf"|{_GOOD_ANSWERS}|hit\srate|few(?:er|est)?\s(?:errors|mistakes|false\s\w{{1,12}})",
    "price": r"pric(?:es?|ing)|costs?|money|cheap\w*|(?:in)?expensive\w*|afford\w+"
    r"|every\s(?:cent|penny|dollar)",
    "memory": r"memory|mem|v?ram",
    "size": rf"size|disk|storage|(?:small(?:er|est|ish|ness)?|tiny|tiniest|slim(?:mer|mest)?)"
    rf"{_OF_ANOTHER}|compact\w*|light(?:er|est|weight)?(?!\s(?:on|in)\b)",
}
# What names an aspect only where somebody says that it does not matter.
_LOOSE: dict[Priority, str] = {
    "energy": r"(?<!memory[\s-])(?<!ram[\s-])(?:hungry|thirsty)",
    "latency": r"(?<!search\s)(?<!training\s)time|long(?:er)?|wait(?:ing)?|immediate(?:ly)?"
    r"|instant(?:ly|aneous)?|real[\s-]?time|soon",
    "quality": r"perfect\w*|sloppy|inexact|inaccurate|imprecise|(?<=how\s)(?:good|well)",
    "price": r"costly|pricey",
    "size": r"big(?:ger)?|larger?|huge|heavy|bulky|space",
}


def _compiled(*tables: dict[Priority, str]) -> re.Pattern[str]:
    """Return a pattern with a group for each aspect."""
    groups = (f"(?P<{a}>{'|'.join(t[a] for t in tables if a in t)})" for a in _WORDS)
    return re.compile(rf"\b(?:{'|'.join(groups)})\b")


_ASPECT = _compiled(_WORDS)
_LOOSE_ASPECT = _compiled(_WORDS, _LOOSE)

_MODIFIER = (
    r"(?:the|its|our|low(?:er|est)?|high(?:er|est)?|small|good|little|less|minimal|minimum"
    r"|maximum|short(?:er|est)?|running|model|overall|inference|prediction|answer|pure|more|also)"
)
_TAIL = (
    r"(?:use|usage|consumption|footprint|efficiency|space|life|draw|requirements?|demand|needs"
    r"|bills?|(?:it|that\sit)\s(?:takes|uses|needs|eats|costs|burns|draws))"
)
_OF = r"(?:of|on|for)\s(?:the|a|an|our|its|each)\s(?:model|disk|answers?|results?|system)"
_AND = r"(?:,\s(?:and\s|or\s|then\s)?|\s(?:and|or|nor|&|plus|as\swell\sas)\s|\s?[/+&]\s?)"
ANY = rf"\b(?:{'|'.join(_WORDS.values())})\b"
LOOSE = rf"\b(?:{'|'.join([*_WORDS.values(), *_LOOSE.values()])})\b"


def _noun(words: str) -> str:
    """Return a pattern for an aspect with what may stand around it."""
    return rf"(?:{_MODIFIER}\s){{0,3}}{words}(?:\s{_TAIL}\b)?(?:\s{_OF}\b)?"


NOUN, LOOSE_NOUN = _noun(ANY), _noun(LOOSE)
LIST = rf"{NOUN}(?:{_AND}(?:then\s)?{NOUN}){{0,4}}"
LOOSE_LIST = rf"{LOOSE_NOUN}(?:{_AND}{LOOSE_NOUN}){{0,4}}"
_ADJECTIVE = (
    r"\b(?:fast|quick|snappy|responsive|small|tiny|lightweight|light|compact|cheap|inexpensive"
    r"|accurate|precise|reliable|green|frugal|affordable|sustainable|eco-?friendly"
    r"|(?:energy|power|memory|cost|battery)[\s-](?:efficient|effective|saving|friendly|frugal)"
    r"|low[\s-](?:latency|memory|power|energy|cost|carbon))\b"
    rf"{_OF_ANOTHER}(?!\son\b)"
)
ADJECTIVES = (
    rf"{_ADJECTIVE}(?:(?:,\s?|\s[+&]\s|\s|/)(?:and\s|but\s|yet\s)?(?:very\s)?{_ADJECTIVE}){{0,3}}"
)


def aspects_in(text: str, *, loose: bool = False) -> Iterator[Priority]:
    """Yield the aspects that a lower-cased text names, in its order.

    `loose` takes words such as "long" and "big" too, which name one only in some company.
    """
    for match in (_LOOSE_ASPECT if loose else _ASPECT).finditer(text):
        for name in _WORDS:
            if match[name] is not None:
                yield name
