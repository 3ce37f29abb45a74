"""What a model must run on, and whether anything may be downloaded."""

import re

_GPU = (
    r"(?:(?:dedicated|discrete|separate|nvidia|proper|real|big)\s)?(?:gpus?"
    r"|(?:graphics?|video)\s(?:cards?|chips?|processors?|units?|accelerators?)|nvidia\s(?:cards?|hardware)|cuda)"
)
_NO_GPU = (
    rf"\b(?:(?:no(?:\sneed\s(?:for|of)(?:\san?)?)?|without(?:\s(?:an?|any))?|not\s(?:on|with)\s(?:the|an?|any)|lacks?\sa|neither|never"
    r"\s(?:on\s)?an?"
    r"|(?:do(?:es)?|did|have|has|is|are|ca|can|could|wo|will)(?:n'?t|\snot)\s(?:\w{1,8}\s)?(?:an?\s"
    rf"|any\s|the\s)?)\s?{_GPU}\b"
    rf"|{_GPU}s?(?:[\s-](?:free|less)\b|:\s?(?:no|none|n/a)\b"
    r"|\s(?:is|are)\s(?:not|n't)\s(?:available|an\soption|allowed|there|installed)))"
)
_MAC = r"(?:i?mac(?:book)?(?:\s(?:pro|air|mini|studio))?|apple|m[1-5](?:\s(?:pro|max|ultra))?)"
_NTH = ("first", "second", "third", "fourth")
# A bare number after "GPU" is its own only where nothing follows that the number could count.
_ENDS = r"(?=\s*(?:$|[;:!?)]|[.,](?!\d)|(?:and|or|at|with|for|in|only|please|under|within)\b))"
_PHONE = (
    r"(?:(?:smart|mobile|cell)?[\s-]?phones?|iphones?|mobiles?|handsets?|tablets?|ipads?"
    r"|smart\s?watch(?:es)?|wearables?|(?:mobile|phone|android|ios)\s(?:app|device)s?|android|ios)"
)
_WHOSE = (
    r"(?:(?:the|an?|my|our|his|her|their|your|its|every|each|any|some|old|older|cheap|android"
    r"|mid-range|low-end|ordinary|normal|user's|customer's|players?'s?|people's|farmer's|school|work|new)\s){0,3}"
)
_RUNS = (
    r"(?:runs?|running|works?|working|executed?|deploy(?:ed)?|lives?|sits?|fits?|offline|locally"
    r"|inference|hosted|model|ram|memory|app|installed|target\w*|recogni\w+|transcri\w+|speech\sto\stext)"
)
# A phone is what a model runs on where it says so: "reviews of a phone" and "on the phone with a
# customer" do not.
_ON_PHONE = (
    rf"\b{_RUNS}\b(?:[^.;!?\n]{{0,40}}?[\s,])?(?:on|in|inside|onto)\s{_WHOSE}{_PHONE}\b"
    r"(?!\s(?:calls?|numbers?|lines?|with|reviews?|conversations?))"
    rf"|\b(?:on|in|inside)\s{_WHOSE}{_PHONE}(?:\s(?:itself|only|directly|too)\b"
    r"|,?\s(?:offline|locally|without\s(?:a\s|any\s)?(?:internet|network|connection)))"
    rf"|\b(?:offline|embedded)\s{_PHONE}\b"
)
_BOARD = (
    r"\b(?:ra[sz]p?(?:s|z)?berr?(?:y|ies)\s?(?:pis?|pies?)\b|raspi|rpi|(?<=\sa\s)pi|orange\spi|arduino"
    r"|esp-?(?:32|8266)|stm32\w*|cortex[\s-]?[amr]\d{1,2}|beagle\s?(?:bone|board)"
    r"|micro-?\s?controllers?|mcus?|micro:bit|single[\s-]board\scomputers?|odroid"
    r"|embedded\s(?:boards?|devices?|hardware|systems?|processors?|computers?))\b"
)
_CARD = (
    r"\bgeforce\b|\bg?rtx\b|\bgtx\b|\bquadro\b|\bjetson\b|\btesla\s(?:[tvpkma]\d{1,3})\b"
    r"|\b[ahvp]100s?\b|\b[hb]200s?\b|\bdgx\b|\btitan\s(?:x|v|rtx|xp)\b"
    r"|\b(?:on|with|have|got|using|own|rent|use|single|one)\s(?:an?\s|the\s|our\s|my\s|one\s"
    rf"|single\s)?(?:t4|l4|l40s?|a10g?|a30|a40|k80|[1-5]0[5-9]0(?:\s?(?:ti|super))?{_ENDS})(?!\w)"
)
# At one place the first that fits is meant: "no GPU" and "this Mac's GPU" are none of NVIDIA's.
_DEVICE = re.compile(
    rf"(?P<cpu>{_NO_GPU}|\bcpus?\b|{_BOARD}|{_ON_PHONE})"
    rf"|(?P<mps>\b{_MAC}(?:'s)?\s(?:(?:built-in|integrated|internal|own)\s)?gpu\b"
    rf"|\bgpu\s(?:of|in|on)\s\w+\s{_MAC}\b|\bmps\b"
    r"|\bapple\ssilicon(?:\sgpu)?\b|\bm[1-5]\b(?!\.)|\bmetal\s(?:gpu|backend|performance\sshaders)\b"
    r"|\bgpu\s?\(?(?:via\s|with\s|using\s)?(?:apple\s)?metal\b|\bapple(?:'s)?\smetal\b)"
    rf"|(?P<cuda>\b(?:(?P<nth>{'|'.join(_NTH)})|(?P<th>[1-9])(?:st|nd|rd|th))\sgpu\b"
    rf"|\b(?:cuda:|gpu(?:\s?#|:|\snumber\s|\s)?)(?P<index>\d\d?){_ENDS}"
    rf"|\b{_GPU}\b|\bnvidia\b|{_CARD})"
)
_ANY_GPU = re.compile(rf"\A{_GPU}\Z")
_NO_DOWNLOADS = re.compile(
    r"\b(?:no|without(?:\sany)?)\s(?:downloads?|downloading)\b(?!\s(?:over|above|beyond|of)\b)"
    r"|\b(?:do\snot|don't|never)\sdownload\b(?!\s(?:\w{1,12}\s)?(?:more|over|above|bigger|larger)\b)"
    r"(?:\s(?:anything|any\w*|models?))?"
    r"|\bnothing\s(?:may|should|must|can)\sbe\sdownloaded\b"
)


def find_devices(text: str) -> list[tuple[str, str]]:
    """Return the devices that a lower-cased text names, in its order, each with its words.

    A GPU of several is `cuda:1`, counted from 0 as "GPU 1" is and the "second GPU" is not; the
    first is `cuda`, and so is one of which nothing more is said.
    """
    found = [(match, _index(match)) for match in _DEVICE.finditer(text)]
    if any(index is not None for _, index in found):
        found = [(m, index) for m, index in found if m.lastgroup != "cuda" or index is not None]
    if any(m.lastgroup == "mps" for m, _ in found):
        found = [(m, index) for m, index in found if not _ANY_GPU.match(m[0])]
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


def is_machine_elsewhere(words: str) -> bool:
    """Say whether what a device was read from names a board or a phone, which this is rarely."""
    return re.search(f"{_BOARD}|{_ON_PHONE}", words.lower()) is not None


def find_no_downloads(text: str) -> tuple[float, str] | None:
    """Return the bytes that may be downloaded where a lower-cased text forbids it: 0."""
    match = _NO_DOWNLOADS.search(text)
    return (0.0, match[0]) if match else None
