"""Under which licences a model must be offered, where somebody says."""

import re

_NAMED_PERMISSIVE = (
    r"permissive\w*|business[\s-]friendly\slicen\w+|liberal\slicen\w+"
    r"|(?:no|nothing|not|without|avoid|never|free\sof)\s(?:(?:an?|any|the|be|use|under)\s){0,3}"
    r"(?:copyleft|viral\slicen\w+|[al]?gpl)|(?:copyleft|gpl)[\s-]free|proprietary|closed[\s-]source"
)
_COMMERCIAL = (
    r"commercially(?!\savailable)|commercial\s(?:use|usage|purposes?|products?|projects?|licen\w+"
    r"|apps?|services?|software|deployment|offering|exploitation|settings?|context|reuse)"
    r"|(?:is|be|it's|goes?|for|are)\s(?:a\s)?commercial"
)
_SOLD = (
    r"(?:re)?sell\s(?:this|it|the)|selling\sit|(?:re)?sold\s(?:to|as\spart)"
    r"|part\sof\s(?:an?|the|our)\s(?:\w+\s)?(?:product|app|software)\s(?:that\s|which\s)?we\ssell"
)
_PERMISSIVE = re.compile(rf"\b(?:{_NAMED_PERMISSIVE}|{_COMMERCIAL}|{_SOLD})\b")
_NOT_COMMERCIAL = re.compile(
    r"(?<!\bno\s)(?<!\bnot\s)(?<!\bbe\s)(?<!without\s)(?<!avoid\s)"
    r"(?:\b(?:nothing|non|not|no|never)|n't)[\s-]"
    r"(?:(?:for|an?|any|used|meant|intended|be|planned|doing|strictly|it)\s){0,3}commercial\w*"
)
_NO_PROGRAM = r"(?!\s(?:kafka|spark|server|http\w*|airflow|helicopters?|arrow|flink|solr|lucene))"
_LICENCES = {
    "MIT": re.compile(
        r"(?<!at\s)(?<!from\s)(?<!the\s)\bmit\b|\b(?:only|under)\s(?:the\s)?mit\b|\bthe\smit\slicen"
    ),
    "Apache-2.0": re.compile(rf"\bapache(?:[\s-]?v?2(?:\.0)?)?\b{_NO_PROGRAM}"),
    "BSD-3-Clause": re.compile(r"\bbsd(?:-3(?:-clause)?)?\b(?!-2)"),
    "BSD-2-Clause": re.compile(r"\bbsd-2(?:-clause)?\b"),
    "CC0-1.0": re.compile(r"\bcc-?0\b"),
    "CC-BY-4.0": re.compile(r"\bcc[\s-]by\b(?!-[ns])"),
    "CC-BY-SA-4.0": re.compile(r"\bcc[\s-]by-sa\b"),
    "MPL-2.0": re.compile(r"\bmpl(?:-2(?:\.0)?)?\b"),
    "EPL-2.0": re.compile(r"\bepl-2(?:\.0)?\b"),
    "ISC": re.compile(r"\bisc\b(?=\s(?:licen|or\b))|(?<=or\s)\bisc\b"),
    "Unlicense": re.compile(r"\bunlicense\b"),
}
_OF_LICENCES = re.compile(
    r"\blicen[cs]\w*|\bmit[\s-](?:only|or|style)\b|\b(?:only|strictly)\smit\b"
)


def find_licences(text: str) -> tuple[tuple[str, ...], str] | None:
    """Return the SPDX ids that a lower-cased text allows, or `permissive`, and the words.

    "MIT" alone may be the institute: it is a licence where something else says so.
    """
    named = {spdx: match for spdx, cue in _LICENCES.items() if (match := cue.search(text))}
    if named and (len(named) > 1 or "MIT" not in named or _OF_LICENCES.search(text)):
        first = min(match.start() for match in named.values())
        last = max(match.end() for match in named.values())
        return tuple(sorted(named, key=lambda spdx: named[spdx].start())), text[first:last]
    match = _PERMISSIVE.search(_NOT_COMMERCIAL.sub(lambda m: "." * len(m[0]), text))
    return (("permissive",), match[0]) if match else None
