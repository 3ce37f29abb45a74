"""The numbers in a text: digits, English number words, fractions and scales.

text2num 3.1.0 (MIT, a compiled wheel) was tried: it leaves "2 million", "three and a half" and
"half a" to the caller and gives no offsets, so the grammar around it would be as long as this one.
Every repetition is bounded, so the time is linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: float(i) for i, word in enumerate(_ONES + _TEENS)} | {
    word: 10.0 * i for i, word in enumerate(_TENS, start=2)
}
_SCALES = {"dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_SUFFIXES = {"k": 1e3, "K": 1e3, "M": 1e6, "bn": 1e9, "B": 1e9}
_PARTS = {"half": 0.5, "quarter": 0.25, "quarters": 0.25, "third": 1 / 3, "thirds": 1 / 3}
_PARTS |= {"fifth": 0.2, "tenth": 0.1, "tenths": 0.1, "hundredth": 0.01, "thousandth": 0.001}

_BELOW_100 = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES[1:])})\b)?|{'|'.join(_TEENS + _ONES)})"
)
_BELOW_1000 = rf"(?:(?:{_BELOW_100}|a)[\s-]hundred(?:\s(?:and\s)?{_BELOW_100})?|{_BELOW_100})"
_WORDS = (
    rf"\b(?:(?:{_BELOW_1000}|an?)[\s-](?:dozen|thousand|million|billion)"
    rf"(?:\s(?:and\s)?{_BELOW_1000})?|{_BELOW_1000})\b"
)
_DIGITS = (
    r"(?<![\w.])(?:(?<![a-z]-)|(?<=\bsub-))(?<!\s-)"
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,9})?|[0-9]{0,15}\.?[0-9]{1,15})"
)
_NUMBER = re.compile(
    rf"\b(?P<share>(?:(?P<how_many>an?|one|two|three)[\s-](?P<part>quarters?|thirds?|fifth|tenths?|hundredth|thousandth)|half)"
    r"(?:\sof)?\s(?=an?\b))(?:an?\s(?P<share_scale>dozen|thousand|million|billion)\b)?"
    rf"|(?P<words>{_WORDS})(?P<words_half>\sand\sa\s(?:half|quarter)\b)?"
    rf"(?P<decimals>\spoint(?:\s(?:{'|'.join(_ONES)})\b){{1,6}})?"
    rf"|(?P<digits>{_DIGITS})"
    r"(?:\s?(?P<scale>hundred|dozen|thousand|million|billion)\b|(?-i:(?P<suffix>k|K|M|bn|B))(?![\w]))?"
    r"(?P<digits_half>\sand\sa\s(?:half|quarter)\b)?",
    re.IGNORECASE,
)
_UNIT_ARTICLE = re.compile(r"an?\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands in the text."""

    value: float
    start: int
    end: int


def find_numbers(text: str) -> Iterator[Number]:
    """Yield the numbers of a text from left to right."""
    for match in _NUMBER.finditer(text):
        if match["share"] is not None:
            yield _fraction(match)
        elif match["words"] is not None:
            value = _spelled(match["words"].lower()) + _half(match["words_half"])
            yield Number(value + _decimals(match["decimals"]), match.start(), match.end())
        else:
            value = float(match["digits"].replace(",", "")) * _scale(match)
            yield Number(value + _half(match["digits_half"]), match.start("digits"), match.end())


def _fraction(match: re.Match[str]) -> Number:
    """Read "half a", "a quarter of a" or "half a million"; the article belongs to the number."""
    many = {"a": 1.0, "an": 1.0} | _VALUES
    value = (
        many[match["how_many"].lower()] * _PARTS[match["part"].lower()] if match["part"] else 0.5
    )
    if match["share_scale"]:
        return Number(value * _SCALES[match["share_scale"].lower()], match.start(), match.end())
    article = _UNIT_ARTICLE.match(match.string, match.end())
    return Number(value, match.start(), article.end() if article else match.end())


def _scale(match: re.Match[str]) -> float:
    """Return what "million" or "k" after the digits multiplies by."""
    if match["scale"]:
        return _SCALES[match["scale"].lower()]
    return _SUFFIXES[match["suffix"]] if match["suffix"] else 1.0


def _half(words: str | None) -> float:
    """Return what "and a half" adds."""
    return _PARTS[words.lower().split()[-1]] if words else 0.0


def _decimals(words: str | None) -> float:
    """Return what "point two five" adds."""
    digits = words.lower().split()[1:] if words else []
    return float("0." + "".join(str(_ONES.index(digit)) for digit in digits) + "0")


def _spelled(words: str) -> float:
    """Return the value of a spelled number such as "two hundred and fifty thousand"."""
    total = group = 0.0
    for word in re.split(r"[\s-]", words):
        if word in ("a", "an"):
            group = 1.0
        elif word == "hundred":
            group *= 100.0
        elif word in _SCALES:
            total, group = total + group * _SCALES[word], 0.0
        else:
            group += _VALUES.get(word, 0.0)
    return total + group
