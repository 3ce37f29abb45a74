"""Which human languages a model must know, where somebody says: by name or by ISO 639-1 code."""

import re

_LANGUAGES = {
    **{"english": "en", "german": "de", "french": "fr", "spanish": "es", "castilian": "es"},
    **{"italian": "it", "portuguese": "pt", "dutch": "nl", "flemish": "nl", "swedish": "sv"},
    **{"danish": "da", "norwegian": "no", "finnish": "fi", "Polish": "pl", "czech": "cs"},
    **{"slovak": "sk", "hungarian": "hu", "romanian": "ro", "bulgarian": "bg", "croatian": "hr"},
    **{"serbian": "sr", "bosnian": "bs", "slovenian": "sl", "slovene": "sl", "catalan": "ca"},
    **{"basque": "eu", "galician": "gl", "irish": "ga", "welsh": "cy", "icelandic": "is"},
    **{"estonian": "et", "latvian": "lv", "lithuanian": "lt", "albanian": "sq", "maltese": "mt"},
    **{"macedonian": "mk", "belarusian": "be", "russian": "ru", "ukrainian": "uk", "greek": "el"},
    **{"turkish": "tr", "georgian": "ka", "armenian": "hy", "azerbaijani": "az", "kazakh": "kk"},
    **{"uzbek": "uz", "arabic": "ar", "hebrew": "he", "persian": "fa", "farsi": "fa"},
    **{"kurdish": "ku", "pashto": "ps", "urdu": "ur", "hindi": "hi", "bengali": "bn"},
    **{"bangla": "bn", "punjabi": "pa", "gujarati": "gu", "marathi": "mr", "tamil": "ta"},
    **{"telugu": "te", "kannada": "kn", "malayalam": "ml", "sinhala": "si", "nepali": "ne"},
    **{"chinese": "zh", "mandarin": "zh", "cantonese": "zh", "japanese": "ja", "korean": "ko"},
    **{"mongolian": "mn", "tibetan": "bo", "vietnamese": "vi", "thai": "th", "khmer": "km"},
    **{"burmese": "my", "lao": "lo", "indonesian": "id", "malay": "ms", "tagalog": "tl"},
    **{"filipino": "tl", "swahili": "sw", "afrikaans": "af", "zulu": "zu", "xhosa": "xh"},
    **{"amharic": "am", "somali": "so", "hausa": "ha", "yoruba": "yo", "igbo": "ig"},
    **{"esperanto": "eo", "yiddish": "yi", "luxembourgish": "lb", "Latin": "la"},
}
# What is from a country and need not be in its language.
_FROM_THERE = (
    r"(?![\s-](?:restaurants?|food|cuisine|dish(?:es)?|compan(?:y|ies)|firms?|shepherds?|cars?"
    r"|banks?|wines?|cheeses?|pubs?|cats?|rugs?|carpets?|hospitals?|universit(?:y|ies)"
    r"|governments?|railways?|army|start-?ups?|museums?|makers?|farmers?|America\w*|script"
    r"|letters\b|alphabet|names?)\b)"
)
# "Polish" and "Latin" are languages in capitals only; the others may be written either way.
_LANGUAGE = re.compile(
    r"\b(?:"
    + "|".join(
        name if name[0].isupper() else f"[{name[0]}{name[0].upper()}]{name[1:]}"
        for name in _LANGUAGES
    )
    + rf")\b{_FROM_THERE}"
)
_CODE = rf"(?:{'|'.join(sorted({*_LANGUAGES.values(), 'nb', 'nn'}))})"
_UPPER = _CODE.upper()
_ARROW = r"\s?(?:-{1,2}>|=>|<-{1,2}>|>|\u2192|\u2194|\u21d2)\s?"
_CODES = re.compile(
    rf"(?<![\w-])(?:(?i:{_CODE}{_ARROW}{_CODE}(?:{_ARROW}{_CODE})?)"
    rf"|{_UPPER}(?:-|\s?to\s|/){_UPPER}(?:/{_UPPER})?"
    rf"|(?i:\blang(?:uage)?s?\s?(?:[:=]|\sare\b)\s?\(?{_CODE}\b(?:(?:\s?[,/+&]\s?|\s(?:and|or)\s)"
    rf"{_CODE}\b){{0,9}})(?=\W|\Z))(?![\w-])"
)
_CODE_ALONE = re.compile(rf"(?<![a-z]){_CODE}(?![a-z])")
_NOT_LANGUAGES = re.compile(r"\bIT/(?:HR|ID)\b|\bHR/IT\b")


def find_languages(text: str) -> tuple[tuple[str, ...], str] | None:
    """Return the ISO 639-1 codes of the languages that a text names, and the words."""
    found = [(match.start(), match[0], [_code(match[0])]) for match in _LANGUAGE.finditer(text)]
    found += [
        (match.start(), match[0], _CODE_ALONE.findall(_without_word(match[0].lower())))
        for match in _CODES.finditer(text)
        if not _NOT_LANGUAGES.match(match[0])
    ]
    found.sort(key=lambda place: place[0])
    codes = tuple(dict.fromkeys(code for _, _, several in found for code in several))
    return (codes, ", ".join(dict.fromkeys(words for _, words, _ in found))) if codes else None


def _code(name: str) -> str:
    """Return the code of a language's name, written in small letters or with a capital."""
    return _LANGUAGES.get(name) or _LANGUAGES[name.lower()]


def _without_word(words: str) -> str:
    """Return words without what only introduces codes: "languages are", "to"."""
    return re.sub(r"\b(?:lang(?:uage)?s?(?:\s(?:are|is))?|to|and|or)\b", " ", words)
