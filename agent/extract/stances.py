"""The words that make a quantity a limit and say in which direction, a wish, or a mere fact."""

import re
from typing import Literal

Stance = Literal["upper", "lower", "none"]

_DROP = (
    r"(?:drop|fall|go|be|get|sink|dip|slip|come|decrease|score|accept|tolerate|allow|settle)"
    r"(?:s|ing)?"
)
_COMPARATOR = re.compile(
    r"(?P<upper>\b(?:no|not|nothing|never|nor)\s(?:any\s)?(?:need\s|take\s|use\s|cost\s|be\s)?"
    r"(?:more|longer|larger|bigger|greater|higher|slower|heavier|over|above"
    r"|exceed(?:ing)?)\b(?:\sthan)?"
    r"|(?:\b(?:not|never|cannot|dont|without|nobody|no\sone)|n't)\s(?:\w{1,12}\s){0,4}?"
    r"(?:(?:more|longer|larger|bigger|higher|slower)\sthan|over|above|exceed(?:ing)?)\b"
    r"|\bno\s\w{1,12}\s(?:over|above|beyond|(?:larger|bigger|slower|longer)\sthan)\b"
    r"|\b(?:under|below|within|beneath|inside)\b"
    r"|\b(?:less|fewer|faster|smaller|quicker|lighter|cheaper|lower|worse)\sthan\b"
    r"|\bat\s(?:the\s)?(?:very\s)?most\b|\bup\sto\b|\bsub[\s-]?\Z|\bmax(?:imum|imal(?:ly)?)?\b"
    r"|\blimit(?:ed)?\b|<=?|≤"
    r"|\b(?:may|can|could|might|allowed\sto)\s(?:only\s)?(?:take|use|cost|run|last|spend|burn|eat"
    r"|consume|draw|weigh|occupy|grow|go\son)\s(?:up\s)?(?:for\s|by\s)?\Z"
    r"|\bfits?\s(?:in|into|on)\b|\bbetween\b|\bceiling\b|\bcap(?:ped)?\b"
    r"|\b(?:anything|everything|whatever)\s(?:slower|longer|larger|bigger|above|over)\b(?:\sthan)?)"
    r"|(?P<lower>\bat\s(?:the\s)?(?:very\s)?least\b|(?:\b(?:not?|never)|n't)\s(?:be\s)?(?:less|fewer"
    r"|worse|lower|below|under)\b(?:\sthan)?"
    rf"|(?:\b(?:not|never|cannot)|n't)\s{_DROP}\s(?:\w{{1,12}}\s){{0,3}}?(?:below|under|beneath"
    r"|(?:less|lower|worse|fewer)\sthan)\b"
    r"|\b(?:more|better|higher|greater|slower|longer|larger|bigger)\sthan\b|\b(?:over|above"
    r"|exceed(?:s|ing)?)\b"
    r"|\bmin\.\s\Z|\bmin(?:imum|imal)?\b(?!\s?\.)|>=?|≥)",
    re.I,
)
_AFTER = re.compile(
    r"\s?(?:(?P<upper>or\s(?:less|faster|quicker|smaller|below|under|lower|fewer)"
    r"|at\s(?:the\s)?(?:very\s)?most|tops\b"
    r"|max(?:imum)?\b|(?:limit|ceiling|cap)\b"
    r"|,?\s?(?:and|but)?\s?(?:no|not)\s(?:more|longer|larger|bigger|slower|above|a\s\w+\smore)\b"
    r"(?!\sthan)"
    r"|is\s(?:the|our|my)\s(?:(?:absolute|upper|hard)\s)?(?:limit|max\w*|ceiling))"
    r"|(?P<lower>\+|or\s(?:more|better|higher|above)|at\s(?:the\s)?(?:very\s)?least|plus\b"
    r"|is\s(?:the|our|my)\smin\w*))",
    re.I,
)
# "100 MiB for the model at most": not where the next amount follows, whose limit it would be.
_AT_THE_END = re.compile(
    r"[^.,;!?\n\d]{1,40}?\s(?:(?P<upper>at\s(?:the\s)?(?:very\s)?most|tops|max(?:imum)?"
    r"|is\s(?:the|our|my)\s(?:limit|max\w*|ceiling))"
    r"|(?P<lower>at\s(?:the\s)?(?:very\s)?least|minimum))\s?(?=[.,;!?\n)]|\Z)",
    re.I,
)
SOFT = re.compile(
    r"\b(?:ideally|hopefully|preferably|prefer(?:red)?|if\spossible|nice\sto\shave|bonus"
    r"|would\sbe\s"
    r"(?:nice|great|good|lovely|cool|ideal|perfect|welcome|a\s(?:plus|bonus))|would\swelcome|wish)\b",
    re.I,
)
FACT = re.compile(
    r"\b(?:today|currently|current|now\stakes"
    r"|takes?\s(?:us|me|him|her|them|our|my|(?:an?|the)\s(?:human|person|clerk|employee|nurse))|took|spent|last\s(?:year|month|week)|used\sto|ago"
    r"|already|so\sfar|at\sthe\smoment|reduc\w+|sav(?:e|es|ing|ings))\b",
    re.I,
)


def stance_of(before: str, after: str) -> Stance:
    """Return the direction of the nearest comparison, the one after the quantity first.

    `before` ends at the quantity and lies in its clause; `after` is what follows it in the text.
    """
    comparisons = [
        _AFTER.match(after),
        *reversed([*_COMPARATOR.finditer(before)]),
        _AT_THE_END.match(after),
    ]
    match = next(filter(None, comparisons), None)
    return "none" if match is None else "upper" if match["upper"] else "lower"
