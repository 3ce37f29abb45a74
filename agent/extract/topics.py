"""The task and the data that a text is about: keywords with weights, the highest sum wins.

It is the baseline that a trained classifier has to beat (issue 7 measures one).
"""

import re

_SORTING = (
    r"classif\w+|categori[sz]\w+|label\w*|sort\w*|tell\w*|detect\w*|recogni[sz]\w+|which\sof"
    r"|whether|flag\w*"
    r"|moderat\w+|distinguish\w*|separat\w+|filter\w*|identif\w+|tag|tags|tagging|which|is\sthis"
    r"|read\w*|rout(?:e|ed|es|ing)|assign\w*|triag\w+|or\snot"
)
_TEXTS = (
    r"tweets?|posts?|comments?|reviews?|e?-?mails?|messages?|tickets?|texts?|sentences?"
    r"|articles?|headlines?"
    r"|documents?|news|feedback|chats?|forum|complaints?|queries|utterances?"
)
_IMAGES = (
    r"images?|pictures?|photos?|photographs?|pixels|scans?|scanned|x-?rays?|mri|webcam|cameras?"
    r"|videos?|drawings?"
    r"|digits?|handwrit\w+|hand[\s-]drawn|(?:written|wrote|drawn)\sby\shand"
)
_SOUNDS = r"audio|sounds?|recordings?|voices?|speech|spoken|podcasts?|phone\scalls?|music|acoustic"
_SENTIMENT = (
    r"positive|negative|sentiments?|mood|opinions?|emotions?|feelings?|angry|happy|unhappy|sad"
    r"|good|bad"
    r"|polarity|satisfied|thumbs"
)
_WEIGHTS: dict[str, dict[str, float]] = {
    "text-classification": {
        _SORTING: 1.0,
        _TEXTS: 1.0,
        _SENTIMENT: 1.0,
        r"sentiments?|spam|opinion\smining|phishing": 3.0,
        r"positive\b.{0,40}\bnegative|happy\b.{0,40}\b(?:sad|unhappy|angry)"
        r"|good\s(?:or|vs|versus)\sbad": 2.0,
        r"toxic\w*|hate\w*|hateful|offensive|abusive|sarcas\w+|fake|urgent|bully\w*|profan\w+": 1.5,
        r"intents?|topics?|text\sclassif\w+": 2.0,
    },
    "image-classification": {
        _SORTING: 1.0,
        _IMAGES: 1.6,
        r"digits?|handwritten|by\shand": 1.0,
        r"image\sclassif\w+": 2.0,
        r"fashion[\s-]mnist|imagenet": 2.0,
    },
    "object-detection": {
        r"bounding\sbox\w*|object\sdetect\w+|(?:draw\w*\s)?box(?:es)?\saround": 4.0,
        r"(?:detect\w*|locat\w+|find|count)\s(?:\w+\s){0,2}"
        r"(?:objects?|cars?|people|faces?|defects)": 2.0,
        _IMAGES: 1.0,
    },
    "token-classification": {
        r"named?[\s-]entit\w+|ner|part[\s-]of[\s-]speech|pos[\s-]tag\w*": 4.0,
        r"(?:extract|find|pull\sout|spot|mark|highlight|recogni[sz]e|detect|anonymi[sz]e|redact)\w*"
        r"\b.{0,40}\b(?:names?|entities|places|persons|people|compan(?:y|ies)|organi[sz]ations"
        r"|dates|addresses|amounts)": 3.0,
        r"(?:word|token)[\s-]level|tag\w*\s(?:each|every)\s(?:word|token)": 2.0,
        _TEXTS: 1.0,
    },
    "sentence-similarity": {
        r"semantic\w*\ssearch\w*|embeddings?|paraphras\w+|near[\s-]duplicates?": 4.0,
        r"similar\w*|retriev\w+|duplicates?|closest|nearest|search\sengine"
        r"|(?:search|match)\w*\s(?:over|through|against)": 2.5,
        _TEXTS: 0.5,
    },
    "question-answering": {
        r"answer\w*\s(?:\w+\s){0,2}questions?|questions?[\s-]answer\w+|qa|q&a": 4.0,
        r"questions?": 0.5,
    },
    "summarization": {
        r"summar\w+|tl;?dr|condens\w+|short\sversions?|shorten\w*|abstracts?\sof": 4.0
    },
    "translation": {r"translat\w+": 4.0},
    "automatic-speech-recognition": {
        r"transcri\w+|speech[\s-]to[\s-]text|speech\srecognition|asr|dictat\w+|subtitles?": 5.0,
        r"word\serror\srate|wer": 2.0,
        _SOUNDS: 1.0,
    },
    "zero-shot-classification": {
        r"zero[\s-]?shot": 5.0,
        r"(?:without|no)\s(?:any\s)?(?:training|labels|examples|labell?ed)\b": 3.0,
    },
    "text-generation": {
        r"text[\s-]generat\w+|generat\w+\s(?:\w+\s)?"
        r"(?:texts?|e?-?mails?|replies|descriptions?|stories|code)": 4.0,
        r"(?:write|draft|compose)\s(?:\w+\s){0,3}"
        r"(?:descriptions?|poems?|stor(?:y|ies)|replies|letters?|texts?|e?-?mails?)": 4.0,
        r"auto-?complet\w+|llm|language\smodel": 2.0,
    },
    "audio-classification": {
        _SORTING: 1.0,
        _SOUNDS: 1.6,
        r"audio\sclassif\w+|language\sspoken|barks?": 2.0,
    },
    "tabular-classification": {
        r"tabular|tables?\sof|spreadsheets?|columns|structured\sdata": 3.0,
        r"predict\w*": 1.0,
        r"churn|defaults?|fraud|customer\srecords?|features": 1.0,
    },
}
_TASKS = {
    task: tuple((re.compile(rf"\b(?:{words})\b"), weight) for words, weight in keywords.items())
    for task, keywords in _WEIGHTS.items()
}
_ENOUGH = 2.0
_TWEETS = re.compile(r"\b(?:tweets?|tweeted|twitter|social[\s-](?:media\s)?(?:media|posts?))\b")
_DIGITS = re.compile(
    r"\b(?:digits?|hand-?written\s(?:numbers?|figures|numerals?)|numbers\b.{0,30}\bby\shand|mnist)\b"
)
_FASHION = re.compile(
    r"\b(?:fashion|clothes|clothing|garments?|apparel|(?:shirt|trousers?|dress|sneaker)s?\b.{0,30}"
    r"\b(?:shirt|trousers?|dress|sneaker|coat|bag)s?)\b"
)
_PHOTOS = re.compile(r"\bimagenet\b")
_MOOD = re.compile(
    rf"\b(?:{_SENTIMENT}|pos(?:/|\svs\.?\s)neg|pleased|displeased|cross|annoyed|delighted|upset"
    r"|furious|feels?(?:\sabout)?|tone|dissatisfied|joy|anger|sadness|likes?\sor\sdislikes?"
    r"|think\s(?:about|of)|cheerful|gloomy|enthusiastic|disappointed)\b"
)


def find_task(text: str) -> tuple[str, str] | None:
    """Return the task that a lower-cased text is about and the words that say so, if any."""
    best, best_score, words = "", 0.0, ""
    for task, keywords in _TASKS.items():
        hits = [(match, weight) for cue, weight in keywords if (match := cue.search(text))]
        score = sum(weight for _, weight in hits)
        if score >= _ENOUGH and score > best_score:
            ordered = sorted({(match.start(), match[0]) for match, _ in hits})
            best, best_score = task, score
            words = " … ".join(dict.fromkeys(word for _, word in ordered))
    return (best, words) if best else None


def find_dataset(text: str, task: str | None) -> tuple[str, str] | None:
    """Return the built-in data that a lower-cased text means, and its words, if any."""
    if task == "text-classification" and _MOOD.search(text) and (match := _TWEETS.search(text)):
        return "tweets", match[0]
    if task == "image-classification":
        # Fashion-MNIST comes before the MNIST in its name.
        for name, cue in (("fashion", _FASHION), ("photos", _PHOTOS), ("digits", _DIGITS)):
            if match := cue.search(text):
                return name, match[0]
    return None
