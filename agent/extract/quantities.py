"""The quantities in a text: numbers with their units in SI, rates, shares and money.

quantulum3 0.10.0 was tried and read "three minutes" as minutes of arc and "100k a day" as kelvin;
it took 24 MB, 3.4 s for the first call and 1.9 s for a hostile text of 4,000 characters.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from agent.extract.numbers import Number, find_numbers
from tools.units import BYTES_PER_GIB, J_PER_KWH, J_PER_WH, S_PER_DAY

Kind = Literal["time", "bytes", "energy", "share", "usd", "count"]
_HOUR_S = 3_600.0

# Unit -> kind and SI factor, looked up as written first and then in lower case. Months of 30 days.
_UNITS: dict[str, tuple[Kind, float]] = {
    **dict.fromkeys(("us", "µs", "microsecond"), ("time", 1e-6)),
    **dict.fromkeys(("ms", "msec", "millisecond", "milli", "millisec"), ("time", 1e-3)),
    **dict.fromkeys(("s", "sec", "second"), ("time", 1.0)),
    **dict.fromkeys(("min", "minute"), ("time", 60.0)),
    **dict.fromkeys(("h", "hr", "hour"), ("time", _HOUR_S)),
    "day": ("time", S_PER_DAY),
    "week": ("time", 7 * S_PER_DAY),
    "month": ("time", 30 * S_PER_DAY),
    "year": ("time", 365 * S_PER_DAY),
    **dict.fromkeys(("kb", "kilobyte"), ("bytes", 1e3)),
    **dict.fromkeys(("mb", "megabyte", "meg"), ("bytes", 1e6)),
    **dict.fromkeys(("gb", "gigabyte", "gig"), ("bytes", 1e9)),
    **dict.fromkeys(("tb", "terabyte"), ("bytes", 1e12)),
    **dict.fromkeys(("kib", "kibibyte"), ("bytes", 2.0**10)),
    **dict.fromkeys(("mib", "mebibyte"), ("bytes", 2.0**20)),
    **dict.fromkeys(("gib", "gibibyte"), ("bytes", float(BYTES_PER_GIB))),
    **dict.fromkeys(("j", "joule"), ("energy", 1.0)),
    **dict.fromkeys(("mj", "millijoule"), ("energy", 1e-3)),
    "MJ": ("energy", 1e6),
    **dict.fromkeys(("kj", "kilojoule"), ("energy", 1e3)),
    **dict.fromkeys(("wh", "watthour"), ("energy", J_PER_WH)),
    **dict.fromkeys(("mwh", "milliwatthour"), ("energy", J_PER_WH / 1e3)),
    "MWh": ("energy", J_PER_KWH * 1e3),
    **dict.fromkeys(("kwh", "kilowatthour"), ("energy", J_PER_KWH)),
    **dict.fromkeys(("%", "percent", "pct"), ("share", 0.01)),
    **dict.fromkeys(("$", "usd", "dollar", "buck"), ("usd", 1.0)),
    "cent": ("usd", 0.01),
}
_UNIT = re.compile(
    r"[\s-]{0,2}(?P<unit>(?:kilo|milli)?watt[\s-]?hours?\b|per\scent\b|[a-zµ]{1,12}\b|[%$])", re.I
)
_ARTICLE_UNIT = re.compile(
    r"\ban?\s(?=(?:milli)?second\b(?!\sgpu)|minute\b|hour\b|cent\b|joule\b"
    r"|(?:gig(?:abyte)?|meg(?:abyte)?|kilobyte|[gmk]b|dollar|buck|watt-?hour|k?wh)\b)",
    re.I,
)
# What a model answers one of: "2 s an image".
ITEM = (
    r"(?:requests?|inferences?|predictions?|answers?|calls?|images?|pictures?|photos?|frames?"
    r"|texts?|tweets?|messages?|(?:e-?)?mails?|items?|reviews?|sentences?|documents?|pages?|rows?"
    r"|lines?|questions?|quer(?:y|ies)|lookups?|letters?|tickets?|posts?|comments?|headlines?"
    r"|records?|recordings?|clips?|files?|samples?|transactions?|articles?|words?|paragraphs?"
    r"|scans?|reports?|descriptions?|entr(?:y|ies)|readings?|utterances?)"
)
_ERRORS_PER = re.compile(
    r"\s(?:errors?|mistakes?|wrong|failures?|misses|false\s\w{1,12})\s(?:per|for\severy)\s", re.I
)
_FRACTION = re.compile(
    r"(?P<part>one|two|three|four|five|seven|nine)[\s-](?P<whole>third|quarter|fifth|sixth|eighth"
    r"|tenth)s?\b(?!\s(?:of\s)?an?\s(?:milli)?(?:second|sec|minute|hour|day|million|thousand)\b)",
    re.I,
)
_WHOLES = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_SMALL = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "nine": 9}
_COUPLE = re.compile(
    r"\b(?:a\s)?couple(?:\sof)?\s(?=(?:milli)?sec(?:ond)?s?\b|min(?:ute)?s?\b|hours?\b)", re.I
)
# One of many: "once in a hundred", "a mistake in twenty", and what follows "sub-".
_SINGLE = re.compile(
    r"\bonce(?=\s(?:in|out\sof)\s(?:every\s)?(?:an?\s(?:hundred|thousand)|ten\b|\w{2,5}ty\b|\d))"
    r"|\ban?(?=\s(?:mistake|error|failure|miss|slip)\s(?:in|per|out\sof|every)\s)"
    r"|\bsub-?(?=second\b)",
    re.I,
)
_EVERY_NTH = re.compile(
    r"\bevery\s(?:(?P<word>third|fourth|fifth|tenth|twentieth|fiftieth|hundredth)"
    r"|(?P<digits>\d{1,4})th)\b(?!\s(?:second|minute|hour|day)s?\b)",
    re.I,
)
_NTH = {"third": 3, "fourth": 4, "fifth": 5, "tenth": 10, "twentieth": 20, "fiftieth": 50}
_NTH |= {"hundredth": 100}
_OTHER_MONEY = re.compile(
    r"\s?(?:[€£¥]|(?:euros?|eur|pounds?|gbp|francs?|chf|yen|rupees?)\b)", re.I
)
_OUT_OF = re.compile(r"(?:\s[a-z]{1,12})?\s(?:out\sof|in|of)\s(?:every\s)?", re.I)
_PERIOD = re.compile(
    r"(?P<nouns>(?:\s(?!(?:and|or|but|in|at|for|with|to|of)\b)[a-z-]{1,20}){0,3}?)"
    r"(?:\s?(?:\bper\s|\bevery\s|\beach\s|\ban?\s|/\s?|\bin\s(?:an?|one)\s(?=second|minute))"
    r"(?P<unit>s|sec|second|min|minute|h|hour|day|week|month|year)\b|\s?[qrft]ps\b)",
    re.I,
)
_RATE = re.compile(r"[qrft]ps\b", re.I)
_DAILY = re.compile(r"(?:\s[a-z-]{1,20})?\s(?P<unit>daily|hourly|monthly)\b", re.I)
_DAILY_UNIT = {"daily": "day", "hourly": "hour", "monthly": "month"}
_PER_SCALE = re.compile(
    r"\s?(?:per|/|for\severy|for\seach|every|(?:for\s)?an?(?=\s(?:thousand|million)))\s?(?P<word>thousand\b|million\b|billion\b)?",
    re.I,
)
_EACH = re.compile(
    r"\s?(?:for\s)?each\b|\sapiece\b|\s?(?:per\s|/\s?)[a-z]{1,20}\b"
    rf"|\s(?:for\s)?(?:an?|one|every)\s(?:single\s)?{ITEM}\b",
    re.I,
)
_WORD_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in SI units, where it stands, and what it is for: per requests, per period."""

    kind: Kind
    value: float
    start: int
    end: int
    per_requests: float | None = None
    period_s: float | None = None


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities of a text from left to right; a bare number is a count."""
    numbers = [*find_numbers(text)]
    numbers += [Number(1.0, m.start(), m.end()) for m in _ARTICLE_UNIT.finditer(text)]
    numbers += [Number(1.0, m.end(), m.end()) for m in _SINGLE.finditer(text)]
    numbers += [Number(2.0, m.start(), m.end()) for m in _COUPLE.finditer(text)]
    numbers.sort(key=lambda number: (number.start, -number.end))
    by_start = {number.start: number for number in numbers}
    found: list[Quantity] = []
    for number in numbers:
        if found and number.start < found[-1].end:
            continue
        quantity = _share_of(text, number, by_start) or _with_unit(text, number)
        if quantity is not None:
            found.append(_with_reference(text, quantity, by_start))
    found += [_every_nth(match) for match in _EVERY_NTH.finditer(text)]
    return sorted(found, key=lambda quantity: quantity.start)


def _every_nth(match: re.Match[str]) -> Quantity:
    """Read "every tenth" as a share."""
    nth = _NTH[match["word"].lower()] if match["word"] else max(1, int(match["digits"]))
    return Quantity("share", 1.0 / nth, match.start(), match.end())


def _share_of(text: str, number: Number, by_start: dict[int, Number]) -> Quantity | None:
    """Read "nine out of ten", "1 mistake in 20" or "two thirds"."""
    if part := _FRACTION.match(text, number.start):
        whole_parts = _WHOLES[part["whole"].lower()]
        many = _SMALL[part["part"].lower()]
        return Quantity("share", many / whole_parts, number.start, part.end())
    link = _OUT_OF.match(text, number.end) or _ERRORS_PER.match(text, number.end)
    whole = by_start.get(link.end()) if link else None
    if whole is None or not 0 < number.value < whole.value or _measured(text, whole):
        return None
    return Quantity("share", number.value / whole.value, number.start, whole.end)


def _measured(text: str, number: Number) -> bool:
    """Say whether an amount follows, as in "ten models in 30 minutes"."""
    match = _UNIT.match(text, number.end)
    unit = _unit(match["unit"]) if match else None
    return unit is not None and unit[0] in ("time", "bytes", "energy")


def _with_unit(text: str, number: Number) -> Quantity | None:
    """Read the unit after the number, or a dollar before it."""
    if text[max(0, number.start - 1) : number.start] == "$":
        return Quantity("usd", number.value, number.start - 1, number.end)
    match = _UNIT.match(text, number.end - 1 if text[number.end - 1] == " " else number.end)
    unit = _unit(match["unit"]) if match else None
    if match and unit:
        return Quantity(unit[0], number.value * unit[1], number.start, match.end())
    if _OTHER_MONEY.match(text, number.end) or text[max(0, number.start - 1)] in "€£¥":
        return None
    if text[number.end : number.end + 1].isalpha() and not _RATE.match(text, number.end):
        return None
    return Quantity("count", number.value, number.start, number.end)


def _unit(written: str) -> tuple[Kind, float] | None:
    """Look a unit up as written, then in lower case, then in the singular."""
    plain = re.sub(r"[\s-]", "", written.lower())
    singular = plain.removesuffix("s") if len(plain) > 2 else plain
    return _UNITS.get(written) or _UNITS.get(plain) or _UNITS.get(singular)


def _with_reference(text: str, quantity: Quantity, by_start: dict[int, Number]) -> Quantity:
    """Add what the amount is for: "a day", "per 1,000 requests", "each"."""
    end = quantity.end
    if period := _period(text, quantity):
        return period
    if match := _PER_SCALE.match(text, end):
        number = by_start.get(match.end())
        if match["word"]:
            per = _WORD_SCALES[match["word"].lower()]
            return replace(quantity, end=match.end(), per_requests=per)
        if number is not None:
            return replace(quantity, end=number.end, per_requests=number.value)
    if match := _EACH.match(text, end):
        return replace(quantity, end=match.end(), per_requests=1.0)
    return quantity


def _period(text: str, quantity: Quantity) -> Quantity | None:
    """Read "requests a day", "/s" or "daily" after an amount; nouns only after a count."""
    match = _PERIOD.match(text, quantity.end)
    if match and not (match["nouns"] and quantity.kind != "count"):
        written = (match["unit"] or "s").lower()
    elif match := _DAILY.match(text, quantity.end):
        written = _DAILY_UNIT[match["unit"].lower()]
    else:
        return None
    return replace(quantity, end=match.end(), period_s=_UNITS[written][1])
