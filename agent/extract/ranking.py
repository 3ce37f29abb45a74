"""The ways to say that one thing matters before another: "accuracy first, then latency"."""

from agent.extract.aspects import ANY, LIST, NOUN

_WE = r"(?:i|we)"
_IS = r"(?:is|are|has|have|takes?|gets?)"
_TOP = (
    r"(?:sole|only|overriding|top|first|number\sone|no\.?\s?1|#1|main|highest|biggest|key"
    r"|absolute|utmost|primary)"
)
_MOST = (
    rf"(?:(?:both\s|all\s)?(?:{_IS}\s)?(?:by\sfar\s)?(?:what\s)?(?:really\s)?(?:{_WE}\s)?"
    r"(?:really\s)?"
    r"(?:(?:matters?|counts?|cares?)\s(?:about\s)?(?:to\s(?:us|me)\s)?(?:the\s)?(?:most|above\s"
    r"(?:all|everything)|first)"
    r"|(?:the\s|our\s|my\s|of\s)?(?:single\s)?(?:most\simportant"
    rf"|{_TOP}\s(?:priority|concern|goal|criterion|requirement|importance|thing)|priority)"
    r"|a\smust(?:[\s-]have)?|paramount|non-?negotiable|king|decisive|indispensable|precedence"
    r"|(?:is|are)\s(?:key|everything|crucial|critical|vital|essential|a\smust(?:[\s-]have)?)"
    r"|(?:comes?\s|goes\s|ranks?\s|stands?\s)?(?:first|before\s(?:all|everything|anything))"
    r"|above\s(?:all|everything)|first\sand\sforemost|more\simportant\sthan\s(?:anything"
    r"|everything|all)|beats?\s(?:everything|all))"
    rf"|(?:is|are)\s(?:all|what)\s(?:that\s)?(?:really\s)?(?:{_WE}\scare\sabout|matters|counts)"
    r"|is\sthe\sonly\sthing\sthat\s(?:matters|counts)"
    rf"|(?:is|are)\swhat\s{_WE}\s(?:look\s(?:at|for)|want|need|value|are\safter))"
)
_FIRST = (
    r"(?:most\simportant(?:ly)?(?:\sof\sall)?(?:\s(?:to|for)\s(?:us|me))?|above\sall(?:\selse)?"
    r"|first\sand\sforemost|mainly|primarily"
    rf"|{_TOP}\s(?:priority|concern|goal|criterion|thing|point|objective|worry)|priorit(?:y|ies)|all\sabout"
    r"|(?:what|all)\s(?:that\s)?(?:really\s)?(?:counts|matters)(?:\sto\s(?:us|me))?"
    rf"(?:\sthe)?(?:\smost)?|(?:what|all)\s(?:{_WE}\s)(?:mostly\s|really\s|mainly\s)?care\sabout"
    r"(?:\sthe)?(?:\smost)?|order\sof\s(?:importance|priority|preference)"
    r"|cares?\s(?:most|mostly|mainly|primarily|chiefly|above\sall|only)\sabout"
    r"|(?:most|mostly|mainly|primarily|chiefly|only)\scares?\sabout|optimi[sz]e\sfor"
    rf"|what\s{_WE}\s(?:really\s)?(?:want|need|value)"
    r"|prioriti[sz]e|(?:focus|emphasis|stress|accent)(?:\sis)?\son|minimi[sz]e|maximi[sz]e)"
)
_BULLET = r"(?:\s{0,4}(?:[1-6][.):]|\([1-6]\)|[-*\u2022])\s?)"
_NUMBERED = rf"{NOUN}(?:[,;]?{_BULLET}{NOUN}){{1,5}}"
# The lower the rank the more it matters; within a rank what is said first does.
RANKED: tuple[tuple[int, str], ...] = (
    (0, rf"{LIST}\s\(?{_MOST}\b"),
    (
        0,
        rf"\b{_FIRST}(?:\s(?:is|are|on)|:|,|\s?=)*\s(?:the\s|its\s|an?\s|that\s(?:it|the\smodel)\sis\s"
        r"|to\s(?:have|get)\s|(?:it\s)?(?:has\sto|must|should|needs\sto)\sbe\s(?:very\s)?)?"
        rf"{LIST}",
    ),
    (0, rf"\b{_FIRST}(?:\sis|\sare)?:?{_BULLET}{_NUMBERED}"),
    (
        0,
        rf"{LIST}\W{{1,3}}(?:\w{{1,12}}\W{{1,2}}){{0,8}}?in\s(?:this|that|exactly\s(?:this|that)"
        r"|descending)\sorder\b",
    ),
    (0, rf"\bprio(?:rity)?\s(?:no\.?\s|#)?1(?:\sis|:|,|\s=)?\s{NOUN}"),
    (1, rf"\bprio(?:rity)?\s(?:no\.?\s|#)?2(?:\sis|:|,|\s=)?\s{NOUN}"),
    (2, rf"\bprio(?:rity)?\s(?:no\.?\s|#)?3(?:\sis|:|,|\s=)?\s{NOUN}"),
    (
        0,
        rf"{NOUN}\s(?:matters?|counts?|(?:is|are)\simportant)(?:\sto\s(?:us|me))?,?\s(?:and\s)?"
        rf"then\s{NOUN}",
    ),
    (
        0,
        rf"\bless\sabout\s(?P<lesser>{NOUN}),?\s(?:than|and\smore|more)\s(?:about\s)?"
        rf"(?P<greater>{NOUN})",
    ),
    (0, rf"{NOUN}(?:\s?>{{1,2}}\s?{NOUN}){{1,5}}"),
    (0, rf"{NOUN}(?:,?\s(?:and\s)?(?:then|followed\sby|after\sthat)\s{NOUN}){{1,4}}"),
    (
        0,
        r"\b(?:first(?:ly)?(?:\scomes)?|in\s(?:the\s)?first\splace)[,:]?\s"
        rf"(?P<said>{NOUN})(?=[,;]?\s(?:and\s)?(?:then|second|next|in\s(?:the\s)?second|third))",
    ),
    (
        0,
        rf"{NOUN}\s(?:always\s)?(?:beats|trumps|outranks|outweighs|goes\sbefore|comes\sbefore"
        rf"|above|has\spriority\sover|(?:takes|has)\sprecedence\sover)\s{NOUN}",
    ),
    (
        0,
        rf"\b(?:no|not|never|without|n't)\s(?:\w{{1,12}}\s)?compromis\w+\s(?:on|in|with)\s{LIST}"
        rf"|\b(?:rather|better)\s(?:have\s)?(?:it\s|be\s)?{ANY}\sthan\s{ANY}",
    ),
    (
        0,
        r"\b(?:max(?:imum|imal)?|top|peak)\s(?:accuracy|precision|quality|speed)\b"
        r"(?![^.;!?\n]{0,15}\d)",
    ),
    (0, rf"{_BULLET}{_NUMBERED}"),
    (
        0,
        rf"\bas\s(?:\w+[\s-])?{ANY}\sas\s(?:possible|it\sgets|(?:you|it)\scan(?:\s(?:be|get))?"
        rf"|can\sbe)\b|\b(?:as\slittle|with\sthe\sleast|the\sleast|minimal)\s{NOUN}"
        r"(?:\sas\spossible)?\b",
    ),
    (
        0,
        r"\b(?:greenest|fastest|quickest|cheapest|smallest|tiniest|lightest|slimmest|(?:most"
        rf"|least|lowest|highest|best)(?:[\s-]possible)?[\s-](?:translation\s)?{ANY})\b(?!\sthan)",
    ),
    (
        0,
        rf"{NOUN}\s(?:(?:is|are)\s)?(?:much\s|far\s|even\s)?(?:more\simportant|matters?\smore"
        rf"|counts?\smore|more)\sthan\s(?:about\s)?(?:the\s)?{NOUN}",
    ),
    (
        0,
        rf"(?P<lesser>{NOUN})\s(?:is\s|are\s)?(?:less\simportant\sthan|matters?\sless\sthan"
        r"|counts?\sless\sthan|not\s(?:as|so)\simportant\sas|does(?:n't|\snot)\smatter\sas\smuch\sas|comes?\safter|secondary\sto)\s"
        rf"(?P<greater>{NOUN})",
    ),
    (
        0,
        rf"(?:,|;|\bbut|\band|\bwith)\s(?P<said>{NOUN})\s(?:even\s|a\sbit\s|slightly\s|much\s"
        r"|somewhat\s|the\s|is\s|matters\s|counts\s){0,2}more(?:\sso)?(?=\s?(?:[.,;!?)\n]|\Z))",
    ),
    (
        0,
        rf"\b(?:trade|sacrifice|give\sup|swap)\s(?:away\s)?{NOUN}\sfor\s(?:more\s)?"
        rf"(?P<said>{NOUN})",
    ),
    (0, rf"{NOUN}\s(?:over|before|rather\sthan|ahead\sof)\s{NOUN}"),
    (
        1,
        r"\b(?:(?:and\s|only\s|but\s)?then|after\s(?:that|it)|followed\sby|next|in\s(?:the\s)?second\splace"
        rf"|second(?:ly)?(?:\sis)?)[,:]?\s(?:comes?\s|only\s)?{NOUN}",
    ),
    (1, rf"{NOUN}\s(?:is\s|comes?\s|a\sclose\s|in\s)?(?:second|next|afterwards)\b(?!-)"),
    (
        2,
        rf"{NOUN}\s(?:is\s|comes?\s)?(?:third|last)\b|\b(?:third(?:ly)?|finally|lastly)[,:]?\s"
        rf"(?:comes?\s)?{NOUN}",
    ),
    (0, rf"\bnothing\s(?:is|matters|counts)\s(?:more\simportant|more)\sthan\s{LIST}"),
    (
        0,
        rf"\bthe\s(?:less|smaller|faster|cheaper|greener|lighter|fewer|higher|more|lower|quicker"
        rf")\s(?:the\s)?(?:{NOUN}\s)?(?:it\s\w{{1,8}}\s)?the\sbetter\b",
    ),
)
