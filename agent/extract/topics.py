"""The task and the data that a text is about: a trained classifier, and keywords with weights.

Neither is as good alone: the classifier was trained on what people may say, and keywords hold words
that leave no doubt (`python benchmarks/tasks.py`).
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from agent.extract.classifier import Weights, guesses

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
# Of a keyword's weight, against the classifier's decision values; more than enough adds nothing.
_KEYWORD, _MOST = 0.2, 4.0
# What has to speak for a task before it is one: by cross-validation, as the two above. Where a few
# words more likely change what was asked before, more has to.
_LEAST, _LEAST_LATER = -0.7, -0.25


class _Hit(NamedTuple):
    """A keyword where it was found, and what it weighs."""

    match: re.Match[str]
    weight: float


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


def find_task(
    text: str, weights: Weights | None = None, *, later: bool = False
) -> tuple[str, str] | None:
    """Return the task that a lower-cased text is about and the words that say so, if any.

    `later` is a message in the course of a conversation, which more likely is about no task.
    """
    said, known = _said(text), guesses(text, weights)
    if not known:
        return by_keywords(text)
    found = {
        task: guess.score + _KEYWORD * min(_sum(said.get(task, ())), _MOST)
        for task, guess in known.items()
    }
    best = max(found, key=found.__getitem__)
    if found[best] <= (_LEAST_LATER if later else _LEAST):
        return None
    return best, _words(said[best]) if said.get(best) else known[best].words


def by_keywords(text: str) -> tuple[str, str] | None:
    """Return the task by keywords alone: the highest sum wins."""
    said = _said(text)
    best = max(said, key=lambda task: _sum(said[task]))
    return (best, _words(said[best])) if _sum(said[best]) >= _ENOUGH else None


def _said(text: str) -> dict[str, list[_Hit]]:
    return {
        task: [_Hit(match, weight) for cue, weight in cues if (match := cue.search(text))]
        for task, cues in _TASKS.items()
    }


def _sum(hits: Iterable[_Hit]) -> float:
    return sum(hit.weight for hit in hits)


def _words(hits: Iterable[_Hit]) -> str:
    """Return what was said, in the order of the text."""
    ordered = sorted({(hit.match.start(), hit.match[0]) for hit in hits})
    return " … ".join(dict.fromkeys(word for _, word in ordered))


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
