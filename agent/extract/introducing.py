"""Reads questions about a model itself: its licence, who made it, how large it is."""

import re

_ITS = r"(?:it|its|this|that|the\s(?:(?:chosen|recommended)\s)?(?:choice|winner|model|one|best))"
_CUES = re.compile(
    r"\b(?:what|which)(?:\s(?:is|are)|'s)?\s(?:the\s|its\s)?licen[cs]es?\b"
    r"|\bunder\s(?:what|which)\slicen[cs]e\b"
    rf"|\b(?:is|are)\s{_ITS}\s(?:really\s|truly\s)?(?:open[\s-]?source|gated|free\sto\suse)\b"
    rf"|\b(?:can|may|could)\s(?:i|we)\s(?:use|sell|ship|deploy)\s{_ITS}\s(?:\w+\s)?(?:commercially"
    r"|in\s(?:a|our|my)\s(?:\w+\s)?product|for\s(?:a\s)?business)\b"
    r"|\bwho\s(?:made|built|trained|published|wrote|created|owns|is\sbehind)\b(?!\syou\b)"
    rf"|\bwhere\s(?:does|did)\s{_ITS}\scome\sfrom\b"
    r"|\bhow\s(?:many|much)\sparameters\b"
    rf"|\b(?:does|can|will)\s{_ITS}\s(?:(?:work|answer)\sin|speak|understand)\s\w+\W*\Z"
)
# These may be about anything: a model, or the choice, has to follow.
_ABOUT = re.compile(
    r"\b(?:tell|say)\s(?:me\s|us\s)?(?:a\s(?:bit|little)\s)?(?:more\s|something\s)?about\b"
    r"|\A\W*(?:and\s)?(?:more\sabout|what(?:'s|\sis|\ssort\sof\smodel\sis|\skind\sof\smodel\sis))\b"
)
_THE_CHOICE = re.compile(rf"\A\W*{_ITS}\W*\Z")


def find_introduction(lower: str) -> tuple[str, bool] | None:
    """Return the words that may name the model that a lower-cased message asks about.

    With them, whether they have to name one: else the choice is meant.
    """
    if match := _CUES.search(lower):
        return lower[match.end() :], False
    if match := _ABOUT.search(lower):
        words = lower[match.end() :]
        return words, _THE_CHOICE.match(words) is None
    return None
