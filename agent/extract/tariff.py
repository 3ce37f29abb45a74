"""What a kWh emits and costs, where somebody states it: "our grid is 120 g/kWh"."""

import re

_GRAMS = re.compile(
    r"(?P<value>(?<![\w.])\d{1,9}(?:\.\d{1,9})?)\s?(?P<kilo>k|kilo)?(?:g|grams?)\s?(?:of\s)?"
    r"(?:co2|carbon)?\s?(?:-?eq?|equivalents?)?\s?(?:/|per|a)\s?(?P<energy>[km])wh\b",
    re.I,
)
_MONEY = re.compile(
    r"\$?(?P<value>(?<![\w.])\d{1,9}(?:\.\d{1,9})?)\s?(?P<unit>\$|usd|dollars?|cents?)?\s?"
    r"(?:/|per|a)\s?kwh\b",
    re.I,
)


def find_grid(text: str) -> tuple[float, str] | None:
    """Return what a kWh is said to emit, in g of CO2e, and the words."""
    match = _GRAMS.search(text)
    if match is None:
        return None
    grams = float(match["value"]) * (1_000.0 if match["kilo"] else 1.0)
    return grams / (1_000.0 if match["energy"].lower() == "m" else 1.0), match[0]


def find_price(text: str) -> tuple[float, str] | None:
    """Return what a kWh is said to cost, in USD, and the words; another currency is not read."""
    match = _MONEY.search(text)
    if match is None or not (match["unit"] or match[0].startswith("$")):
        return None
    return float(match["value"]) * (0.01 if match["unit"] in ("cent", "cents") else 1.0), match[0]


def without_tariff(text: str) -> str:
    """Return a text with dots for what it says of a kWh: that limits no model and no search."""
    for said in (_GRAMS, _MONEY):
        text = said.sub(lambda match: "." * len(match[0]), text)
    return text
