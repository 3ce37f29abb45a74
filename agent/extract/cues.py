"""The words that say which field a quantity belongs to: one table, lower case."""

import re

from agent.extract.quantities import ITEM, Kind

_PER_REQUEST = (
    r"\b(?:each|per|apiece|latency|respon\w+|answer\w*|requests?\s(?:takes?|must)|inference"
    r"|predictions?|repl(?:y|ies)|reacts?|waits?"
    rf"|(?:an?|one|every|any|single)\s(?:single\s)?{ITEM}|{ITEM}\severy"
    r"|p\d\d|percentile|median|every\s(?:request|one|item|text|image)|round\s?trip|real\s?-?time)\b"
)
_TRIES = r"(?:search|hunt|selection|comparison|experiments?|benchmark\w*|measurements?|trials?)"
_SEARCH = (
    r"\b(?:you(?:'ve|\shave)?\s(?:got|have|get|can\s(?:use|take|spend)|may\s\w+)|you\shave|(?:i"
    r"|we)(?:'ve|\shave)|i\scan\sspare|you\scan"
    r"|spend|budget|(?:the|your|this|whole|entire|total)\ssearch|to\s(?:search|look|find|decide"
    r"|try)"
    r"|searching|looking|give\syou|deadline|time\slimit|come\sback|be\sdone|hurry"
    rf"|(?:of|for\s(?:the|your|a|this))\s{_TRIES}|search\s(?:time|budget|limit)"
    r"|(?:stop|give\sup|quit|abort)(?:\s\w{1,12}){0,2}\s(?:after|within|in|at|by)"
    r"|(?:models|candidates)\s(?:in|within)|recommendations?|suggestions?|advice|verdict"
    r"|(?:while|for)\s(?:you\s)?(?:choosing|testing|trying|comparing|evaluating|experimenting"
    r"|measuring))\b"
    r"|\A\W*(?:please\s)?(?:don't\s|do\snot\s)?(?:take|use|search|look)\b"
    r"|\A\W*(?:for\s)?(?:the\s)?search\W*\Z"
    r"|(?:\A|[.;!?\n])[\s*-]{0,3}(?:for\s)?(?:the\s)?search\s?(?:budget|time|limits?)?\s?:"
)
_SCORE = (
    r"acc|accura\w+|f1|f-?(?:score|measure)|precision|recall|sensitivity|specificity|auc|auroc"
    r"|roc|quality|exact\smatch(?:es)?|em\sscore|rouge(?:-?[\dl]\w?)?|bleu|sacrebleu|chrf|meteor"
    r"|comet|bertscore|map\b(?=\s?[@>≥=:]|\s(?:of|at|over|above|below|under|must|should|is|has))"
    r"|correlations?|spearman\w*|pearson\w*|r2|iou|ndcg|mrr|hit\srate|top-?\d|kappa|mcc|dice"
)
# Kind -> fields with their cues, the more specific first.
_FIELDS: dict[Kind, dict[str, str]] = {
    "time": {"max_latency_s": _PER_REQUEST, "budget.wall_s": _SEARCH},
    "bytes": {
        "budget.downloads_bytes": r"\b(?:downloads|downloading|traffic|bandwidth|fetch\w*"
        r"|(?:to|may|can|could|should|not|don't|never|please|only)\sdownload|download\s(?:at\smost|up\sto|no\smore|less|max\w*|only))\b",
        "max_memory_bytes": r"\b(?:v?ram|mem|memory|resident|heap)\b",
        "max_size_bytes": r"\b(?:disk|flash|storage|models?|weights|files?|checkpoint|size|small\w*"
        r"|large\w*|big\w*|download|install\w*|bundle|app|rom|ssd|apk|binary|container"
        r"|sd\scard|packages?|docker|weighs?|occup(?:y|ies)|takes?\sup)\b",
    },
    "energy": {"max_energy_j": _PER_REQUEST, "budget.energy_j": _SEARCH},
    "share": {
        "max_error": r"\b(?:errors?(?!-free)|wrong(?:ly)?|mistak\w+|wer|cer|fail\w*"
        r"|miss(?:es|ed|ing)?(?!\s(?:values?|data|entries|fields|cells)\b)|misclassif\w+"
        r"|mis(?:label|read|hear|rout|sort|detect|translat|recogni[sz])\w*|incorrect\w*|false"
        r"|inaccura\w+|hallucinat\w+|confus\w+|garbled|unrecogni[sz]ed|overlook\w*|slips?\sthrough|undetected|unnoticed)\b",
        "min_quality": rf"\b(?:{_SCORE}|right|correct\w*|scores?|success|enough|would\sdo"
        r"|suffic\w+|error-free|plenty|properly"
        r"|aim(?:ing)?\s(?:for|at)|target\s(?:of|is)|catch(?:es)?|reliabl\w+)\b",
    },
}
CUES = {
    kind: [(field, re.compile(cue)) for field, cue in fields.items()]
    for kind, fields in _FIELDS.items()
}
QUALITY_NOUN = re.compile(rf"\b(?:{_SCORE})\b")
OUT_OF_100 = re.compile(r"\b(?:rouge(?:-?[\dl]\w?)?|bleu|sacrebleu|chrf|meteor)\b")
THRESHOLD = re.compile(r"(?:@|\biou\s(?:of\s)?|threshold\s(?:of\s)?|top-|k\s?=\s?)\Z", re.I)
CANDIDATES = re.compile(r"\s(?:\w{1,20}\s)?(?:candidates?|models?|options|alternatives)\b", re.I)
CANDIDATES_BEFORE = re.compile(
    r"\b(?:candidates?|models?|options|alternatives)(?:\s(?:to\s(?:be\s)?|you\s(?:may\s|can\s)?)?"
    r"(?:try|tried|test|tested|compared?|measured?|considered?))?\W{0,3}\Z"
)
TRYING = re.compile(
    r"\b(?:try|test|compare|consider|measure|look\sat|trying|testing|comparing|measuring"
    r"|search|stop\safter|limit\syourself)\b"
)
# What is certainly about the search, though a request is spoken of as well.
YOUR_SEARCH = re.compile(
    r"\byour\s(?:own\s)?search|\b(?:of|for)\s(?:the\s|your\s)?search(?:ing)?\b"
    r"|\bsearch(?:ing)?\s(?:time|budget)\b"
)
TO_ME = re.compile(r"\b(?:(?:give|tell|show)\s(?:me|us)|let\s(?:me|us)\sknow|get\sback\sto)\b")
HARDWARE = re.compile(r"\b(?:flash|e?eprom|rom|sd\scard|of\sdisk)\b")
SPEC = re.compile(r"\b(?:size|disk|flash|storage|weights|model\sfile)\W*\Z")
IS_FINE = re.compile(
    r"\s?(?:is|are|would\sbe|will\sbe)\s(?:still\s|perfectly\s|just\s|all\s)?(?:ok(?:ay)?|fine"
    r"|acceptable|allowed|tolerable|alright|too\s(?:slow|long|late)|(?:we|i|you)\s(?:have|can))\b",
    re.I,
)
_MEDIA = (
    r"(?:audio|clips?|recordings?|videos?|snippets?|calls?|songs?|lectures?|meetings?|interviews?"
    r"|films?|footage|episodes?|podcasts?|speech|tape|music)"
)
LASTS = re.compile(rf"\b(?:{_MEDIA}\s(?:of|with|at|have|has|in|lasting)|lasts?|lasting)\s\Z")
IS_LONG = re.compile(rf"[\s-](?:long\b|old\b|(?:of\s)?{_MEDIA}\b)", re.I)
CONTENT = re.compile(r"\b(?:happy|satisfied|content|okay|ok|fine)\swith\s\Z")
FOUND = re.compile(
    r"\b(?:find|detect|spot|catch|identify|recogni[sz]e)(?:s|es)?\s(?:at\sleast\s|about\s)?\Z"
)
DATA = re.compile(r"\b(?:data\s?sets?|data|csv|corpus)\b")
REJECTED = re.compile(r"\b(?:useless|unacceptable|no\sgood|too|out|not|never|won't|can't)\b")
REJECTED_AFTER = re.compile(
    r"\b(?:unacceptable|(?:not|n't|cannot)\s(?:be\s)?(?:accept\w*|ok(?:ay)?|enough|good|allowed"
    r"|tolera\w+|an\soption|usable|fine|sufficient|permitted)|useless|no\sgood|no\suse"
    r"|too\s(?:low|bad|much|many|little|poor|high)|won't\sdo|insufficient|(?:is|are)\sout"
    r"|worthless|a\s(?:no-go|deal-?breaker|problem)|forbidden)\b"
)
