"""What is said not to matter: "nobody cares about latency", "as big as it likes"."""

import re

from agent.extract.aspects import ANY, LIST, LOOSE, LOOSE_LIST, LOOSE_NOUN, aspects_in
from tools.domain import Priority

_VERY = (
    r"(?:(?:really|actually|simply|just|absolutely|totally|completely|entirely|even|so|that|very"
    r"|too|all\sthat|at\sall|much|particularly|especially|also|of|a|an|our|my|the|any|such|to\sus"
    r"|to\sme|for\sus|for\sme|here|big|upper|great|real|major|hard|strict)\s){0,3}"
)
_NOT = r"(?:\s?n[o']?t|n't)"
_DOES_NOT = rf"(?:do(?:es)?|did|will|wo|would|should){_NOT}"
_IS_NOT = rf"(?:is|are|was|were){_NOT}"
_WORTH = (
    r"(?:concern\w*|issue|problem|priority|important|importance|relevan(?:t|ce)|critical"
    r"|crucial|essential|decisive|necessary|needed|required|limit(?:ed|ing)?|bottleneck|factor"
    r"|consideration|interesting|worry|matter|objects?|constraint|constrained|restricted"
    r"|consequence|significance|significant|interest|question)"
)
_NO = r"(?:no|zero|little|hardly\sany|barely\sany|scarcely\sany|only\s(?:a\s)?minor)"
# What says of a list before it that none of it matters.
_PREDICATE = (
    rf"{_VERY}(?:{_DOES_NOT}\s{_VERY}(?:matter|count|bother|concern|worry|interest)\b"
    r"(?!\sas\smuch)"
    rf"|{_IS_NOT}\s{_VERY}{_WORTH}\b|(?:hardly|barely|scarcely)\s(?:matters?|counts?)\b"
    rf"|(?:is|are|being|of)\s{_VERY}(?:{_NO}\s{_VERY}{_WORTH}|irrelevant|unimportant|plentiful"
    r"|unlimited|unconstrained|unrestricted|uncapped|immaterial|negligible|abundant|whatever"
    r"|all\sthe\ssame|a\snon-?issue|nothing\s(?:we|i|to)\s(?:care|worry)\b)"
    rf"|(?:{_DOES_NOT}\s{_VERY}(?:play|have)|(?:plays?|ha(?:s|ve))\s{_VERY}{_NO})\s"
    rf"{_VERY}(?:role|part|importance|relevance)\b"
    r"|(?:makes?|has|have)\s(?:absolutely\s)?no\s(?:difference|limits?|upper\slimit|importance)"
    r"|(?:can|may)\s(?:safely\s)?be\s(?:ignored|neglected|disregarded|anything|whatever"
    r"|arbitrar\w+))"
)
_GAP = (
    r"(?:(?:about|how|for|if|whether|with|what|the|its|their|it|is|was|model|model's|takes?|that"
    r"|this|to|much|many|a|an|too|very|bit|little|gets|are|answers?|or|be|uses?|needs?|all|on"
    r"|your|they|things?|will|runs?)\s){0,7}"
)
_CARES = (
    r"(?:cares?|caring|minds?|bothers?|worr(?:y|ied|ies)|fuss\w*|mind(?:ed|ing)?|interested"
    r"|concerned|gives?\sa\s\w{1,10})"
)
_NOBODY = (
    r"(?:nobody|no\s?one|none\sof\s(?:us|them)|(?<![a-z]\s)who|hardly\sany(?:one|body)|do(?:es)?(?:n'?t|\snot)"
    r"|not|never|couldn't|could\snot|isn't|aren't|wouldn't|won't)"
)
_IT = (
    r"\b(?:it|they|model|that|this|answers?|responses?|repl(?:y|ies)|results?|predictions?"
    r"|everything|system|bot|program|software|inference|network|weights|thing|one|we|and|but|,)"
)
_BAD = (
    r"(?:slow(?:er|ish|ly)?|big(?:ger)?|large[r]?|huge|heav(?:y|ier)|(?:more\s)?expensive|costly"
    r"|pricey|inaccurate|sloppy|inexact|imprecise|hungry|(?:power|energy|memory|ram)[\s-]hungry)"
)
_FINE = r"(?:fine|ok(?:ay)?|alright|all\sright|acceptable|no\sproblem|not\sa\sproblem|no\sissue)"
_AS = (
    r"(?:(?:as|a|quite|rather|very|really|pretty|bit|little|relatively|fairly|too|even|be|run|get"
    r"|answer|also|well|somewhat|arbitrarily)\s){0,4}"
)
_LIKES = (
    r"\s(?:it|you|they|the\s\w{1,12})\s(?:likes?|wants?|needs?|pleases?|has\sto|must|takes?|gets?"
    r"|wishe?s?)"
)
_GOOD = (
    r"(?:fast\w*|quick\w*|speedy|snappy|instant\w*|immediate\w*|real[\s-]?time|small\w*|tiny"
    r"|light\w*|compact|cheap\w*|accurate\w*|precise|exact|perfect|correct|green|frugal)"
)
_NEED_NOT = (
    rf"(?:need{_NOT}|needs\snot|do(?:es)?(?:n'?t|\snot)\s(?:need|have|require)(?:\s(?:it|this))?"
    r"\sto|no\sneed\s(?:for\s(?:it|this|the\smodel)\s)?to|not\s(?:required|necessary)\sto"
    r"|ha(?:s|ve)\snot\sto)"
)
_LIMITS = r"(?:limits?|limitations?|constraints?|restrictions?|requirements?|bounds?|worries)"
_CUES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{LOOSE_LIST}\s?[:-]\s(?:all\s|both\s)?(?:irrelevant|unimportant|not\simportant|no\sconcern"
        r"|whatever|do(?:es)?(?:n't|\snot)\s(?:matter|care))\b",
        rf"\bneither\s{LOOSE_LIST}\s(?:really\s)?(?:matters?|counts?|plays?\sa\srole"
        rf"|(?:is|are)\s{_VERY}(?:{_WORTH}|key|vital))\b",
        rf"\b(?:how|what|whether)\s{_GAP}{LOOSE}(?:\s(?!but\b)\w{{1,12}}){{0,4}}?,?\s{_PREDICATE}"
        r"(?:,?\s(?:and\s)?(?:neither|nor)\s(?:does|do|is|are)\s"
        rf"{LOOSE_LIST})?",
        rf"{LOOSE_LIST},?\s(?:both\s|all\s)?{_PREDICATE}"
        r"(?:(?:\s\w{1,8}){0,3},?\s(?:and\s)?(?:neither|nor)\s(?:does|do|is|are)\s"
        rf"{LOOSE_LIST})?",
        rf"\b(?:neither|nor)\s(?:does|do|is|are)\s{LOOSE_LIST}",
        rf"\b(?:no|without(?:\sany|\sa)?|not\sany)\s{_VERY}{_LIMITS}\s(?:at\sall\s|whatsoever\s"
        rf"|what\sso\sever\s)?(?:on|for|to|of|in|regarding|concerning|as\sto)\s{LOOSE_LIST}",
        rf"\bno\s{LIST}\s{_LIMITS}\b",
        r"(?<!n't\s)(?<!not\s)(?<!never\s)\b(?:unlimited|regardless\sof|irrespective\sof"
        r"|independent(?:ly)?\sof|ignor(?:e|ing)|disregard(?:ing)?|no\smatter|never\smind"
        rf"|forget(?:\sabout)?|(?:plenty|lots|loads|tons)\sof)\s{_GAP}{LOOSE_LIST}",
        rf"\bwhatever\s(?:the|its|it|they)\s{LOOSE_LIST}(?!\s(?:be|is|are)\b)",
        rf"(?<!who\s)(?<!so\swe\s)(?<!so\si\s)(?<!that\swe\s)(?<!that\si\s)\b{_NOBODY}\s{_VERY}{_CARES}\s(?:less\s|much\s|at\sall\s|in\s)?{_GAP}{LOOSE_LIST}"
        rf"(?:(?:\s\w{{1,8}}){{0,3}},?\s(?:and\s)?nor\s{_GAP}{LOOSE_LIST})?",
        rf"\b(?:it|that)?\s?{_DOES_NOT}\s{_VERY}matter\s(?:(?:to|for)\s\w{{1,6}}\s)?"
        rf"(?:how|if|whether|what)\s{_GAP}{LOOSE_LIST}",
        rf"(?:\bnot|n't)\s{_VERY}(?:important|necessary|required|needed|crucial)\s(?:that|whether|if|to)"
        rf"\s{_GAP}{LOOSE_LIST}",
        rf"\b(?:irrelevant|unimportant|not\s(?:so\s)?important|all\sthe\ssame)\s(?:(?:to|for)\s\w{{1,6}}\s)?"
        rf"(?:how|if|whether|what)\s{_GAP}{LOOSE_LIST}",
        rf"{_IT}\s(?:may|can|could|might|(?:is|are)\sallowed\sto)\s(?!not\b|never\b|only\b)(?:\w{{1,10}}\s)?{_AS}{_BAD}\b"
        r"(?!(?:(?!\bbut\b)[^.;!?\n]){0,25}\d)",
        rf"\b{_FINE}\s(?:if|when|that)\s(?:it|this|that|the\smodel|they)(?:'s|\s\w{{1,6}})\s{_AS}"
        rf"(?:{_BAD}|long(?:er)?|a\swhile)\b",
        rf"(?:{_IT}\s)?\b{_BAD}\sis\s(?:perfectly\s|totally\s|absolutely\s)?{_FINE}",
        rf"\bas\s{LOOSE}\sas{_LIKES}\b",
        rf"\bas\s(?:much|many|little)\s{LOOSE_NOUN}\sas{_LIKES}\b",
        rf"\b(?:(?:may|can|could)\s)take\s(?:(?:as\slong|all\sthe\stime){_LIKES}|as\slong\sas"
        r"(?:\s\w{1,8}){1,3}|its\stime|forever|ages|all\s(?:day|night)|a\s(?:long\s)?while)",
        rf"\b{_NEED_NOT}\s(?:\w{{1,10}}\s){{0,2}}?{_VERY}(?:super\s|terribly\s|blazing\s)?{_GOOD}"
        rf"(?:\s(?:or|and)\s{_GOOD})?(?!\s(?:than|enough))\b",
        rf"\bno\s(?:particular\s|special\s|real\s)?need\s(?:for|of)\s(?:a\s)?{LIST}",
        rf"\bany\s{ANY}\s(?:is\s{_FINE}|will\sdo|goes)\b",
        rf"\b(?:not\sinterested\sin|without\sregard\s(?:to|for))\s{LOOSE_LIST}",
    )
)
_LATENCY_ALONE = re.compile(r"\btake\s(?:its\stime|forever|ages|all\b|a\s(?:long\s)?while)")


def find_indifferent(text: str) -> tuple[tuple[Priority, ...], str, str]:
    """Return what a lower-cased text says does not matter, the words, and the rest of the text."""
    found: list[Priority] = []
    words: list[str] = []
    for cue in _CUES:
        for match in cue.finditer(text):
            found += _aspects_of(match[0])
            words.append(match[0])
        text = cue.sub(lambda match: "." * len(match[0]), text)
    return tuple(dict.fromkeys(found)), " … ".join(words), text


def _aspects_of(words: str) -> list[Priority]:
    """Return the aspects that a cue's words name; a model that "takes its time" is slow."""
    named = [*aspects_in(words, loose=True)]
    return named or (["latency"] if _LATENCY_ALONE.search(words) else [])
