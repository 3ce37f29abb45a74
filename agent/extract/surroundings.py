"""Where and under which terms a model must run: device, licences and languages."""

import re

_NO_GPU = r"\b(?:no|without(?:\s(?:a|any))?|not\son\s(?:the|a)|don't\shave\sa)\sgpus?\b"
_MAC = r"(?:i?mac(?:book)?(?:\s(?:pro|air|mini|studio))?|apple|m[1-5](?:\s(?:pro|max|ultra))?)"
_NTH = ("first", "second", "third", "fourth")
# A bare number after "GPU" is its own only where nothing follows that the number could count.
_ENDS = r"(?=\s*(?:$|[;:!?)]|[.,](?!\d)|(?:and|or|at|with|for|in|only|please|under|within)\b))"
# At one place the first that fits is meant: "no GPU" and "this Mac's GPU" are none of NVIDIA's.
_DEVICE = re.compile(
    rf"(?P<cpu>{_NO_GPU}|\bcpus?\b|\braspberry\spi\b|\bmicrocontrollers?\b)"
    rf"|(?P<mps>\b{_MAC}(?:'s)?\sgpu\b|\bgpu\s(?:of|in|on)\s\w+\s{_MAC}\b"
    r"|\bmps\b|\bapple\ssilicon\b|\bm[1-5]\b(?!\.))"
    rf"|(?P<cuda>\b(?:(?P<nth>{'|'.join(_NTH)})|(?P<th>[1-9])(?:st|nd|rd|th))\sgpu\b"
    rf"|\b(?:cuda:|gpu(?:\s?#|:|\snumber\s|\s)?)(?P<index>\d\d?){_ENDS}"
    r"|\bgpus?\b|\bcuda\b|\bnvidia\b|\brtx\b|\b[ah]100\b)"
)
_NO_DOWNLOADS = re.compile(
    r"\b(?:no|without(?:\sany)?)\s(?:downloads?|downloading)\b"
    r"|\b(?:do\snot|don't|never)\sdownload\s?(?:anything|any\w*|models?)?"
    r"|\bnothing\s(?:may|should|must|can)\sbe\sdownloaded\b"
)
_PERMISSIVE = re.compile(
    r"\b(?:permissive\w*|sell\s(?:this|it|the)|selling\sit|commercial(?:ly)?"
    r"|(?:no|nothing|not|without|avoid)\s(?:a\s|any\s)?(?:copyleft|a?gpl)|proprietary)\b"
)
_LICENCES = {
    "MIT": re.compile(r"\bmit\b"),
    "Apache-2.0": re.compile(r"\bapache(?:[\s-]?2(?:\.0)?)?\b"),
    "BSD-3-Clause": re.compile(r"\bbsd(?:-3(?:-clause)?)?\b"),
    "CC0-1.0": re.compile(r"\bcc-?0\b"),
    "CC-BY-4.0": re.compile(r"\bcc[\s-]by\b(?!-)"),
    "MPL-2.0": re.compile(r"\bmpl(?:-2(?:\.0)?)?\b"),
}
_LANGUAGES = {
    "english": "en",
    "german": "de",
    "french": "fr",
    "spanish": "es",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
    "swedish": "sv",
    "danish": "da",
    "norwegian": "no",
    "finnish": "fi",
    "Polish": "pl",
    "czech": "cs",
    "russian": "ru",
    "ukrainian": "uk",
    "greek": "el",
    "turkish": "tr",
    "arabic": "ar",
    "hebrew": "he",
    "hindi": "hi",
    "chinese": "zh",
    "japanese": "ja",
    "korean": "ko",
    "vietnamese": "vi",
    "indonesian": "id",
}
# "Polish" is a language and "polish" is not; the others may be written either way.
_LANGUAGE = re.compile(
    "|".join(
        rf"\b{name}\b" if name[0].isupper() else rf"\b[{name[0]}{name[0].upper()}]{name[1:]}\b"
        for name in _LANGUAGES
    )
)


def find_devices(text: str) -> list[tuple[str, str]]:
    """Return the devices that a lower-cased text names, in its order, each with its words.

    A GPU of several is `cuda:1`, counted from 0 as "GPU 1" is and the "second GPU" is not; the
    first is `cuda`, and so is one of which nothing more is said.
    """
    found = [(match, _index(match)) for match in _DEVICE.finditer(text)]
    if any(index is not None for _, index in found):
        found = [(m, index) for m, index in found if m.lastgroup != "cuda" or index is not None]
    devices: dict[str, str] = {}
    for match, index in found:
        devices.setdefault(f"cuda:{index}" if index else str(match.lastgroup), match[0])
    return list(devices.items())


def _index(match: re.Match[str]) -> int | None:
    """Return the number of a GPU, from 0, where one is said."""
    if match["nth"]:
        return _NTH.index(match["nth"])
    if match["th"]:
        return int(match["th"]) - 1
    return int(match["index"]) if match["index"] else None


def find_no_downloads(text: str) -> tuple[float, str] | None:
    """Return the bytes that may be downloaded where a lower-cased text forbids it: 0."""
    match = _NO_DOWNLOADS.search(text)
    return (0.0, match[0]) if match else None


def find_licences(text: str) -> tuple[tuple[str, ...], str] | None:
    """Return the SPDX ids that a lower-cased text allows, or `permissive`, and the words."""
    named = {spdx: match for spdx, cue in _LICENCES.items() if (match := cue.search(text))}
    if named:
        first = min(match.start() for match in named.values())
        last = max(match.end() for match in named.values())
        return tuple(named), text[first:last]
    match = _PERMISSIVE.search(text)
    return (("permissive",), match[0]) if match else None


def find_languages(text: str) -> tuple[tuple[str, ...], str] | None:
    """Return the ISO 639-1 codes of the languages that a text names, and the words."""
    names = [match[0] for match in _LANGUAGE.finditer(text)]
    codes = tuple(dict.fromkeys(_LANGUAGES.get(n) or _LANGUAGES[n.lower()] for n in names))
    return (codes, ", ".join(dict.fromkeys(names))) if codes else None
