"""The words that decide whether a phrasing may be trusted: English, lower case."""

import re

NUMBER = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty"
    r"|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?"
    r"|dozens?|half|halves|halv\w+|quarters?|thirds?|fifths?|tenths?|first|second|percent\w*"
    r"|per\scent|couple|pair|both|single|once|twice|thrice|doubl\w+|tripl\w+|\w+fold|"
    r"many|several|few|all)\b",
    re.IGNORECASE,
)
COMPARISON = re.compile(
    r"\b(?:than|more|less|fewer|most|least|better|best|worse|worst|times|above|below|over|under"
    r"|beyond|exceed\w*|outperform\w*|beat\w*|surpass\w*|only|just|merely|almost|nearly|about"
    r"|around|approximately|roughly|up\sto|sav(?:e[sd]?|ing)s?|reduc\w+|similar\w*|same|equal\w*"
    r"|comparabl\w+|compar\w+|superior|inferior|leading|top|unlike|versus|against|as\s\w+\sas"
    r"|well\swithin|comfortabl\w+|easily|far|extremely|very|minim\w+|maxim\w+|greatest|greater|highly|perfect\w*|flawless\w*|every\stime|always"
    r"|(?:fast|slow|quick|cheap|green|small|larg|light|low|high|strong|weak|clos|hungri|thrifti"
    r"|long|short|tini|near|bigg|lean|dear|simpl|accurat|efficient|heavi|wid|clean|saf)(?:er|est))\b",
    re.IGNORECASE,
)
DENIAL = re.compile(
    r"\b(?:not|no|never|none|nothing|neither|nor|cannot|without|fail\w*|miss\w*|unable|hardly"
    r"|barely|lacks?)\b|n't\b",
    re.IGNORECASE,
)
RIVAL = re.compile(
    r"\b(?:instead|alternativ\w+|another|others?|rather|otherwise|however|unless|prefer\w*"
    r"|competitor\w*|rivals?|runner-up)\b",
    re.IGNORECASE,
)
ORDER = re.compile(
    r"\b(?:ignor\w+|instruct\w+|system|prompt\w*|password\w*|keys?|tokens?|click\w*|visit\w*"
    r"|download\w*|install\w*|execut\w+|https?|www|e-?mail\w*|pay|buy)\b",
    re.IGNORECASE,
)
PER_REQUEST = re.compile(
    r"\b(?:per|a|each|every|any)\s(?:\w+\s)?(?:request|inference|answer|call|prediction|text"
    r"|picture|image|example|query)\b",
    re.IGNORECASE,
)
PROVENANCE = re.compile(
    r"\b(?:measured|modell?ed|published|assumed|estimated|predicted|guessed)\b", re.IGNORECASE
)
# What names of models are made of: one that is invented seldom has none of these.
MODEL = re.compile(
    r"bert|gpt|llama|minilm|mpnet|gemma|qwen|mistral|glove|word2vec|fasttext|resnet|mobilenet"
    r"|efficientnet|electra|xlnet|regression|forest|tf-idf|bayes|claude|gemini|phi-|\bsvm\b",
    re.IGNORECASE,
)
MARKUP = re.compile(r"[<>`{}\[\]|#@\\_/$€£~^]")

# A fact's numbers stand nearer to one of its words than to one of another's.
ABOUT: dict[str, tuple[str, ...]] = {
    "quality": ("right", "correct", "correctly", "accuracy", "accurate", "macro-f1", "f1"),
    "min_quality": ("asked", "limit", "minimum", "required", "requirement", "wanted"),
    "latency_p50_s": ("median",),
    "latency_p95_s": ("p95",),
    "max_latency_s": ("within", "asked", "limit", "required", "requirement", "wanted"),
    "memory_bytes": ("memory", "ram"),
    "size_bytes": ("disk", "storage"),
}

_PLAIN = """\
a an and are as at be been but by can choice choose chosen does draw draws drawing each emits emit
emitting energy examples fits for from get gets give gives go good had has have here i in into is
it its latency limits limit machine me meaning means meet meets memory median met model my need
needed needs of on or our out pick picked quality recommend recommendation recommended requests
request required respond responds response result results right run running runs set takes taking
take test tests tested that the their them then there these they this to use used uses using was
we were what when where which while will with would you your answer answers answered accuracy
accurate correct correctly size disk storage footprint carbon co2e electricity grid emissions
emission task texts text pictures images labelled also plus together space occupies occupying
requires require consume consumes consuming consumption cost costs speed time comes come deliver
delivers reach reaches reached achieve achieves achieved score well suits suitable option sentence
sentences interval world average ask asked within wanted want every answering classifies classify
classifying it's that's i'd here's summary overall therefore thus because since during given
number numbers based having being made makes make show shows showed shown find found observed came
took ran gave got perform performs performed performance handle handles offer offers provide
provides keep keeps peak who whose do did done may should could let let's sort sorts sorting tell
tells telling apart positive negative label labels class classes classification model's candidate
going suggest suggests suggestion advise sensible confidence report reports reported process
processes processing work works working job goal target threshold criteria criterion bar satisfy
satisfies satisfying meeting fulfil fulfils uncertainty value values figure figures associated
corresponding respectively total drawn joules milliseconds microseconds seconds needing how long
much if am they're those such after before between across predictions prediction inference
inferences batch computer there's lies range stands sits
"""
# Beside the words of the facts: a text in other words is not the plain English that is checked.
PLAIN = frozenset(re.findall(r"\S+", _PLAIN))
