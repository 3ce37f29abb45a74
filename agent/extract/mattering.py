"""The ways to say that something matters at all: "it should be small", "save energy"."""

from agent.extract.aspects import ADJECTIVES, ANY, LIST, NOUN

_SAVE = (
    r"(?:sav(?:e|es|ing)|spar(?:e|es|ing)|conserv(?:e|es|ing)|drain(?:s|ing)?|wast(?:e|es|ing)"
    r"|economi[sz](?:e|ing)\son|keep\san\seye\son|cut(?:ting)?|reduc(?:e|es|ing)|lower(?:ing)?"
    r"|mind(?=\sthe)|watch(?=\s(?:the|our))|sip(?:s|ping)?|value)"
)
_BE = (
    r"(?:be|were|(?:if|that)\sit(?:'s|\sis|\swas)|make\sit|keep\sit|(?:want|need|like|looking\sfor)\s(?:it|this"
    r"|anything|something|one))"
)
_VERY = r"(?:(?:very|really|reasonably|quite|rather|fairly|pretty|super|both|as|also)\s){0,2}"
_MODEL = (
    r"(?:(?:[a-z-]{2,20}\s){0,2}?(?:models?|classifiers?|detectors?|solutions?|encoders?|networks?"
    r"|tagger|one|thing|system|translator|summari[sz]er|recogni[sz]er|model\sfile))"
)
_TOO = (
    r"(?:(?:must|should|shall|may|can|could|do|does|did|would)(?:n't|\snot)|cannot|without|not"
    r"|never)"
    r"\s(?:(?:be|use|using|need|take|eat|eating|cost|burn|draw|have|consume|hog|it)\s){0,2}(?:too"
    r"|too\smuch|much|a\slot\sof|lots\sof)\s"
)
_NOT_BE = r"(?:must|should|shall|may|can|could)(?:n't|\snot)\sbe\s|\bcannot\sbe\s"
_STARTS = r"(?:\A|(?<=[.,;:!?\n(-])|(?<=\band)|(?<=\bbut))\s{0,3}"
_ENDS = r"(?=\s*(?:[.,;!?\n)]|please\b|pls\b|\Z))"
# Each stands for a need; ranks are given to what comes before something else.
MATTERING: tuple[str, ...] = (
    (
        rf"{LIST}\s(?:both\s|all\s|also\s|really\s|do(?:es)?\s)?(?:matters?|counts?"
        r"|(?:is|are)\s(?:very\s|quite\s|really\s|also\s|both\s|extremely\s)?(?:important|relevant"
        r"|(?:a|of)\s(?:concern|priority|importance)))\b(?!\s(?:less|more))"
    ),
    rf"\bso\s(?:does|do|is|are)\s(?:the\s)?{NOUN}|{NOUN}\s(?:is|as)\s(?:the|a)\stie[\s-]?breaker\b",
    rf"\.\.[,;]\s(?:but\s)?(?P<said>{LIST})\s(?:does|is|do|are)(?=\s?[.,;!?\n)]|\Z)",
    (
        rf"{NOUN}\s(?:should|must|has\sto|needs?\sto)\s(?:be|stay)\s(?:kept\s)?{_VERY}(?:minimal"
        r"|minimi[sz]ed|low|small|high|top|excellent)\b(?![^.,;!?\n]{0,15}\d)"
        rf"|{NOUN}\s(?:is|are)\s{_VERY}(?:precious|scarce|tight|limited|at\sa\spremium)\b"
    ),
    rf"(?:\bnot|n't)\s(?:be\s)?(?:too\s)?heavy\son\s(?:the\s)?(?P<said>{NOUN})|\bno\s{ANY}[\s-]hogs?\b",
    (
        rf"\b(?:kind\sto|good\sfor|easy\son)\s(?:the\s)?{NOUN}"
        rf"|(?:n't|\bnot|\bnever|\bwithout)\s(?:eat|kill|suck|hog|burn|empty)(?:s|ing)?\s(?:up\s)?"
        rf"(?:the\s|my\s|our\s|their\s|your\s|much\s)?(?:phone's\s)?{NOUN}"
        rf"|\bin\sdoubt[^.;!?\n]{{0,25}}?{ANY}"
    ),
    (
        rf"\b{_SAVE}\s(?:the\s|any\s|our\s|on\s|down\son\s)?{NOUN}|{ANY}[\s-](?:saving|sparing"
        r"|efficient|friendly|conscious|sensitive|aware|critical|constrained)\b"
    ),
    (
        rf"\bcares?\s(?:a\slot\s|deeply\s)?about\s(?:the\s)?{LIST}|\bbattery[\s-]powered"
        r"|\bon\s(?:a\s)?battery|\btime[\s-]critical\b"
    ),
    (
        rf"\b(?:light|easy|gentle|sparing|economical|frugal|low)\s(?:on|with|in)\s(?:the\s)?"
        rf"(?P<said>{NOUN})"
    ),
    (
        rf"\bkeep(?:s|ing)?\s(?:the\s)?{NOUN}\s(?:use\s)?(?:low|down|small|short|in\scheck"
        r"|minimal|high|up)\b"
    ),
    (
        rf"\b(?:need|want|require|demand|must\shave|looking\sfor|with)\s(?:a\s)?{_VERY}"
        rf"(?:high|low|good|little|minimal)\s{LIST}"
    ),
    rf"\b{_BE}\s{_VERY}(?:[a-z]{{2,12}}ly\s)?{ADJECTIVES}",
    rf"\b{_TOO}{NOUN}",
    rf"\b{_NOT_BE}(?:too\s|very\s)?(?:slow|expensive)(?:\s(?:or|and)\s{ANY})?",
    rf"{ADJECTIVES},?\s{_MODEL}\b",
    (
        rf"{_STARTS}(?:(?:and|but|also|very|really|has\sto\sbe|must\sbe|should\sbe)\s){{0,3}}"
        rf"{ADJECTIVES}{_ENDS}"
    ),
)
